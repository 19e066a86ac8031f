#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The model of DESIGN section 3, person by person and day by day, written plainly
/// and apart from kfactor: what the expected engine is held against.
struct TinyMarket {
  struct Loop {
    /// By epoch.
    var participation: [Double]
    var conversion: [Double]
    var mean: [Double]
    /// nil for Poisson.
    var dispersion: Double?
    var kind = Kind.count
    var sendDelay: Law = .none
    var conversionDelay: Law = .none
    var rewarded = true
  }
  enum Kind { case count, all, rate }
  enum Law {
    case none, exponential(Double), constant(Double)
    func draw(_ luck: inout Luck) -> Double {
      switch self {
      case .none: 0
      case .constant(let days): days
      case .exponential(let mean): -log(1 - luck.uniform()) * mean
      }
    }
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  struct Luck: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
    mutating func poisson(_ mean: Double) -> Int {
      if mean > 30 { return poisson(mean / 2) + poisson(mean / 2) }
      var (product, count) = (uniform(), 0)
      let limit = exp(-mean)
      while product > limit {
        product *= uniform()
        count += 1
      }
      return count
    }
    mutating func normal() -> Double {
      (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }
    /// Marsaglia and Tsang (2000).
    mutating func gamma(_ shape: Double) -> Double {
      if shape < 1 { return gamma(shape + 1) * pow(1 - uniform(), 1 / shape) }
      let d = shape - 1.0 / 3
      let c = 1 / (9 * d).squareRoot()
      while true {
        let x = normal()
        let v = pow(1 + c * x, 3)
        if v > 0, log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
      }
    }
  }

  var horizon: Int
  /// One per person.
  var contacts: [Int]
  var initial: Int
  var tenure = 0.0
  /// Λ(a), cumulative hazard.
  var hazard: (Double) -> Double = { _ in 0 }
  var hitsPerDay = 0.0
  var wordOfMouthPerDay = 0.0
  var loops: [Loop] = []
  /// First days of epochs.
  var epochs = [0]
  /// Whether referrals of an epoch earn rewards.
  var programOn = [true]
  var churnMultiplier = 1.0
  var qualificationDelay: Law = .none

  /// Sums over the days.
  struct Totals {
    var values: [String: Double] = [:]
    mutating func add(_ name: String, _ value: Double = 1) { values[name, default: 0] += value }
  }

  private struct Invitation {
    var inviter, target, loop: Int
  }

  func simulate(seed: UInt64) -> Totals {
    var luck = Luck(state: seed)
    var totals = Totals()
    let n = contacts.count
    // Stubs paired at random.
    var first = [0]
    for count in contacts { first.append(first[first.count - 1] + count) }
    let stubs = first[n]
    var owner = [Int](repeating: 0, count: stubs)
    for person in 0..<n { for stub in first[person]..<first[person + 1] { owner[stub] = person } }
    var order = Array(0..<stubs)
    order.shuffle(using: &luck)
    var partner = Array(0..<stubs)
    for pair in 0..<stubs / 2 {
      partner[order[2 * pair]] = order[2 * pair + 1]
      partner[order[2 * pair + 1]] = order[2 * pair]
    }

    var signupDay = [Int](repeating: -1, count: n)
    var isActive = [Bool](repeating: false, count: n)
    var isInitial = isActive
    var referrer = [Int](repeating: -1, count: n)
    var chances = loops.map { _ in [Double](repeating: 0, count: n) }
    var joined = loops.map { _ in [Bool](repeating: false, count: n) }
    var invitations = [[Invitation]](repeating: [], count: horizon)
    var acceptances = invitations
    var qualifying = [[Int]](repeating: [], count: horizon)
    var customers: [Int] = []
    var epoch = 0

    func join(_ person: Int, _ loop: Int, day: Int, past: Int) {
      joined[loop][person] = true
      let terms = loops[loop]
      let degree = contacts[person]
      guard degree > 0 else { return }
      var targets = Array(first[person]..<first[person + 1])
      targets.shuffle(using: &luck)
      var count = degree
      if terms.kind == .count {
        var mean = terms.mean[epoch]
        if let k = terms.dispersion { mean = luck.gamma(k) * mean / k }
        count = min(degree, luck.poisson(mean))
      }
      var clock = 0.0
      for target in targets.prefix(count) {
        var wait: Int
        if terms.kind == .rate {
          clock += -log(1 - luck.uniform()) / terms.mean[epoch]
          guard clock < Double(horizon + past + 1) else { break }
          wait = Int(clock)
        } else {
          wait = Int(min(1e9, terms.sendDelay.draw(&luck)))
        }
        wait -= past
        if wait >= 0, day + wait < horizon {
          invitations[day + wait].append(
            Invitation(inviter: person, target: owner[partner[target]], loop: loop))
        }
      }
    }
    func signUp(_ person: Int, day: Int, by inviter: Int, isInitial initialOne: Bool = false) {
      signupDay[person] = day
      isActive[person] = true
      isInitial[person] = initialOne
      referrer[person] = inviter
      customers.append(person)
      for loop in loops.indices {
        chances[loop][person] = luck.uniform()
        if chances[loop][person] < loops[loop].participation[epoch] {
          join(
            person, loop, day: day,
            past: initialOne && !loops[loop].rewarded ? Int(tenure) : 0)
        }
      }
    }

    for day in 0..<horizon {
      // 1 program
      if let next = epochs.firstIndex(of: day), next > 0 {
        epoch = next
        for person in customers where isActive[person] {
          for loop in loops.indices where !joined[loop][person] {
            if chances[loop][person] < loops[loop].participation[epoch] {
              join(person, loop, day: day, past: 0)
            }
          }
        }
      }
      if day == 0 {
        for person in Array(0..<n).shuffled(using: &luck).prefix(initial) {
          signUp(person, day: 0, by: -1, isInitial: true)
        }
      }
      // 2 churn, at the multiplier of yesterday's end
      if day > 0 {
        var leaving: [Int] = []
        for person in customers where isActive[person] {
          let age = Double(day - signupDay[person]) + (isInitial[person] ? tenure : 0)
          let helped = referrer[person] >= 0 && isActive[referrer[person]]
          let step = hazard(age) - hazard(age - 1)
          if luck.uniform() < 1 - exp(-step * (helped ? churnMultiplier : 1)) {
            leaving.append(person)
          }
        }
        for person in leaving { isActive[person] = false }
        customers.removeAll { !isActive[$0] }
      }
      // 3 external hits
      let active = customers.count
      let (organic, word) = (hitsPerDay, wordOfMouthPerDay * Double(active))
      for _ in 0..<luck.poisson(organic + word) {
        let person = Int(luck.next() % UInt64(n))
        guard signupDay[person] < 0 else { continue }
        totals.add(luck.uniform() * (organic + word) < organic ? "organic" : "word of mouth")
        signUp(person, day: day, by: -1)
      }
      // 4 to 6
      while !acceptances[day].isEmpty || !invitations[day].isEmpty {
        let accepted = acceptances[day]
        acceptances[day] = []
        for item in accepted where signupDay[item.target] < 0 {
          totals.add("loop \(item.loop)")
          let age = day - signupDay[item.inviter]
          if age < horizon / 4 { totals.add("caused young") }
          if !isInitial[item.inviter], signupDay[item.inviter] < (horizon + 2) / 3 {
            totals.add("caused by early")
          }
          if isInitial[item.inviter] { totals.add("caused by initial") }
          if day < horizon / 2 { totals.add("referred in first half") }
          signUp(item.target, day: day, by: item.inviter)
          let delay = day + Int(qualificationDelay.draw(&luck))
          if programOn[epoch], loops[item.loop].rewarded, delay < horizon {
            qualifying[delay].append(item.target)
          }
        }
        let sent = invitations[day]
        invitations[day] = []
        for item in sent where isActive[item.inviter] {
          totals.add("invitations")
          if signupDay[item.target] >= 0 { totals.add("wasted") }
          guard luck.uniform() < loops[item.loop].conversion[epoch] else { continue }
          let due = day + Int(min(1e9, loops[item.loop].conversionDelay.draw(&luck)))
          if due < horizon { acceptances[due].append(item) }
        }
      }
      totals.add("qualified", Double(qualifying[day].count { isActive[$0] }))
      totals.add("active days", Double(customers.count))
      totals.add(
        "referred active days", Double(customers.count { referrer[$0] >= 0 }))
    }
    totals.add("active", Double(customers.count))
    totals.add(
      "advocates", Double((0..<n).count { person in joined.contains { $0[person] } }))
    return totals
  }
}
