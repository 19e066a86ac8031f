import Testing

@testable import Calibration

@Suite struct ContactCutTests {
  // With one contact each, whoever wishes any sends one: P(M > 0) = 1 − (1 + m/k)^−k, for k = 1
  // m/(1 + m).
  @Test(arguments: [0.5, 2, 8])
  func `with one contact each, those who wish any send one`(wish: Double) {
    let cut = ContactCut([0, 1], referred: 0)
    #expect(abs(cut.sent(wishing: wish, dispersion: 1) - wish / (1 + wish)) < 1e-12)
    #expect(abs(cut.wishes(sent: wish / (1 + wish), dispersion: 1) - (1 + wish)) < 1e-9)
  }

  @Test func `with contacts enough nothing is cut`() {
    let cut = ContactCut(Array(repeating: 0, count: 400) + [1], referred: 0.3)
    #expect(abs(cut.sent(wishing: 3, dispersion: 2) - 3) < 1e-9)
    #expect(abs(cut.wishes(sent: 3, dispersion: 2) - 1) < 1e-6)
  }

  @Test func `where no wish could have sent so many, nothing is mended`() {
    #expect(ContactCut([0, 1], referred: 0).wishes(sent: 2, dispersion: 1) == 1)
  }
}
