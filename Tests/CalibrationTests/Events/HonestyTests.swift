import Testing

// 50 fits of 90% intervals: an honest one covers 37 or more with probability 99.9%, so all twelve
// numbers fail together for one seed in 80; the seeds are fixed.
@Suite struct HonestyTests {
  /// Under a sanitizer, which takes many times as long, too few for what they cover to say anything:
  /// it looks at memory and threads.
  #if SANITIZED
    static let fits = 2
  #else
    static let fits = 50
  #endif

  @Test func `intervals from persons of the agents engine hold the truth`() throws {
    let honesty = try EventsHonesty(experiments: 0..<Self.fits, seed: 2026)
    for coverage in honesty.coverage where Self.fits == 50 {
      #expect(coverage.tried >= 25, "\(coverage)")
      #expect(coverage.share >= 0.74, "\(coverage)")
    }
    #expect(honesty.refused.isEmpty, "\(honesty.refused)")
  }

  @Test func `intervals from experiments with the agents engine hold the truth`() throws {
    let honesty = try ExperimentHonesty(customers: 600, experiments: 0..<Self.fits, seed: 2026)
    for coverage in honesty.coverage where Self.fits == 50 {
      #expect(coverage.share >= 0.74, "\(coverage)")
    }
    #expect(honesty.flat <= 5 && honesty.refused.isEmpty, "\(honesty.refused)")
  }
}
