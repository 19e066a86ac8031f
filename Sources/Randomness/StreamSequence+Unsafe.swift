package import GSL

/// The words at one address, one after the other: how GSL's samplers, which
/// draw an unknown number of words, run on a keyed stream.
package struct StreamSequence: Sendable, BitwiseCopyable {
  var key0, key1, who, decision, replication: UInt32
  var index: UInt32 = 0
  var held: UInt64 = 0
  var holds = false

  init(key0: UInt32, key1: UInt32, who: UInt32, decision: UInt32, replication: UInt32) {
    self.key0 = key0
    self.key1 = key1
    self.who = who
    self.decision = decision
    self.replication = replication
  }

  /// The next 64 bits: words 0 and 1 of a block, then words 2 and 3.
  package mutating func next() -> UInt64 {
    if holds {
      holds = false
      return held
    }
    let block = RandomBlock.philox(who, index, decision, replication, key0: key0, key1: key1)
    index &+= 1
    held = block.second64
    holds = true
    return block.first64
  }

  /// A double in 0..<1.
  package mutating func uniform() -> Double { unitInterval(next()) }

  /// A draw from a shaped law, by GSL.
  package mutating func draw(_ sampler: Sampler) -> Double {
    StreamSequence.generator.draw(sampler, from: &self)
  }

  /// The stream as a `gsl_rng_type`, "philox4x32-10".
  package static let generator = unsafe KeyedGenerator<StreamSequence>(
    name: "philox4x32-10",
    seed: { state, seed in
      let streams = Streams(seed: UInt64(seed), replication: 0)
      unsafe state!.initializeMemory(
        as: StreamSequence.self, to: streams.sequence(of: 0, deciding: .sequence))
    },
    next: { state in
      unsafe UInt(state!.assumingMemoryBound(to: StreamSequence.self).pointee.next())
    },
    uniform: { state in
      unsafe state!.assumingMemoryBound(to: StreamSequence.self).pointee.uniform()
    })
}
