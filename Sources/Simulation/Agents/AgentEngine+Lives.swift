internal import Randomness

/// An exponential waiting time with mean 1, rising in its word.
@inline(__always)
func exponentialTime(_ word: UInt32) -> Double {
  -logarithm(1 - openUnitInterval(word))
}

/// ⌈age⌉ as the day offset of the first inactive day.
@inline(__always)
func wholeDay(_ age: Double) -> Int {
  age >= Double(Int32.max) ? Int(Int32.max) : Int(age.rounded(.up))
}

/// 1 where a coin lies below a threshold, else 0.
///
/// By subtraction, since the compiler makes a branch of a comparison, and what a coin says cannot be
/// foretold.
///
/// - Parameters: Both are at most 2^32.
@inline(__always)
func one(if coin: UInt64, isBelow threshold: UInt64) -> Int {
  Int(truncatingIfNeeded: (coin &- threshold) &>> 63)
}

extension AgentEngine {
  /// Draws the lives of the first `count` persons of `joining`, four at a time.
  func drawLives(_ count: Int) {
    let luck = luck
    var i = 0
    while i < count {
      let blocks = luck.blocks(
        of: joining.four(at: i), deciding: SIMD4(repeating: UInt64(Decision.life.rawValue)),
        at: .zero)
      lives.lifetime.store(blocks.w0, at: i)
      lives.participation.store(blocks.w1, at: i)
      lives.invitations.store(blocks.w2, at: i)
      lives.tenure.store(blocks.w3, at: i)
      i &+= 4
    }
    // The first loop is decided with the life, every other one by itself.
    for loop in 1..<max(1, tables.loops.count) { drawMemberships(count, loop: loop) }
  }

  private func drawMemberships(_ count: Int, loop: Int) {
    let luck = luck
    let first = loop &* Lives.capacity
    let decision = UInt64(Decision.membership(loop: loop).rawValue)
    var i = 0
    while i < count {
      let blocks = luck.blocks(
        of: joining.four(at: i), deciding: SIMD4(repeating: decision), at: .zero)
      lives.participation.store(blocks.w1, at: first &+ i)
      lives.invitations.store(blocks.w2, at: first &+ i)
      i &+= 4
    }
  }

  /// First inactive day of one who joined on `day`, from its word of luck.
  @inline(__always)
  func churnDay(from word: UInt32, day: Int) -> Int {
    churnDay(from: word, lifetime: tables.lifetime, day: day)
  }

  @inline(__always)
  func churnDay(from word: UInt32, lifetime: AgentTables.Law, day: Int) -> Int {
    let age = tables.laws.value(lifetime, word)
    // Nobody can foretell who stays, so this is no branch.
    let stays = age >= lifetime.count ? Int(Int32.max) : 0
    return day &+ age | stays
  }

  /// First inactive day where hazards are multiplied, by thinning.
  ///
  /// Candidates are drawn at `churnBound` × the base hazard; one is accepted
  /// with the multiplier that holds then ÷ the bound, else the next is drawn from
  /// the rest of life. The multiplier holds on days that the referrer entered
  /// as a customer.
  /// - Source: Lewis, Shedler (1979), Naval Research Logistics 26:403.
  func thinnedChurnDay(
    of person: UInt32, segment: Int = 0, signupDay: Int, life word: UInt32, tenure: Double,
    multiplier: Double = 1, referrerChurnDay: Int = 0
  ) -> Int {
    let lifetime = plan.segments[segment].lifetime
    let base = lifetime.cumulativeHazard(tenure)
    var hazard = exponentialTime(word) / plan.churnBound
    var candidate: UInt32 = 0
    while true {
      let age = max(1, wholeDay(lifetime.age(atHazard: base + hazard) - tenure))
      let day = age >= Int(Int32.max) ? age : signupDay + age
      // Whoever is active past the end needs no more thinning.
      if day >= horizon { return day }
      let block = luck.block(of: person, deciding: .thinning, at: candidate)
      let holds = referrerChurnDay >= day ? multiplier : 1
      if UInt64(block.w1) < threshold(min(1, holds / plan.churnBound)) { return day }
      hazard += exponentialTime(block.w0) / plan.churnBound
      candidate += 1
    }
  }
}
