internal import Randomness

/// One stream of luck of a sampler, used in turn.
struct SamplerLuck: Sendable {
  private let streams: Streams
  private let number: UInt32
  private var drawn: UInt32 = 0

  /// - Parameters:
  ///   - replication: Which sampler.
  ///   - number: Which of its streams.
  init(seed: UInt64, replication: Int, number: Int) {
    streams = Streams(seed: seed, replication: replication)
    self.number = UInt32(number)
  }

  private mutating func block() -> RandomBlock {
    defer { drawn += 1 }
    return streams.block(of: number, deciding: .samplerStep, at: drawn)
  }

  /// Above 0 and below 1.
  mutating func uniform() -> Double { block().openUniform }

  /// Below a count.
  mutating func index(below count: Int) -> Int { min(count - 1, Int(uniform() * Double(count))) }

  /// Standard normal, by Box and Muller.
  mutating func normal() -> Double {
    let words = block()
    let radius = (Double(words.w0) + 0.5) * 0x1p-32
    let angle = (Double(words.w1) + 0.5) * 0x1p-32
    return (-2 * naturalLogarithm(radius)).squareRoot() * cosine(2 * .pi * angle)
  }
}
