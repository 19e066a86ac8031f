import Testing

@testable import Charts

@Suite struct ScaleTests {
  @Test func `a linear scale is a straight line`() {
    let scale = ScaleMap(scale: .linear(includesZero: true), domain: (0, 50), range: (100, 600))
    #expect(scale.position(0) == 100)
    #expect(scale.position(25) == 350)
    #expect(scale.position(.nan) == nil)
  }

  @Test func `a decade is as long as the next on a logarithmic scale`() throws {
    let scale = ScaleMap(scale: .log, domain: (1, 1000), range: (0, 300))
    #expect(abs(try #require(scale.position(10)) - 100) < 1e-9)
    #expect(abs(try #require(scale.position(100)) - 200) < 1e-9)
    #expect(scale.position(0) == nil)
  }

  @Test func `names stand amid their bands`() {
    let scale = ScaleMap(scale: .band(["a", "b"]), domain: (0, 2), range: (0, 80))
    #expect(scale.position("a") == 20 && scale.position("b") == 60 && scale.position("c") == nil)
    #expect(scale.bandWidth == 40)
  }

  // ln 2, ln 10 and ln 1e-9 to 16 digits (Abramowitz and Stegun, table 1.1).
  @Test(arguments: [
    (2.0, 0.693_147_180_559_945_3), (10, 2.302_585_092_994_045_7),
    (1e-9, -20.723_265_836_946_41), (1, 0), (0.999, -0.001_000_500_333_583_533_5),
  ])
  func `the logarithm is right to 14 digits`(value: Double, expected: Double) {
    #expect(abs(logarithm(value) - expected) <= 1e-14 * max(1, abs(expected)))
  }
}
