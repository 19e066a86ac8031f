import ReferralModel
import Testing

@testable import Simulation

@Suite struct ParameterDrawsTests {
  @Test func `values of which no draw makes a scenario are refused`() {
    let draws = ParameterDraws([.own(.normal(mean: 1, sd: 1))]) { _ in nil }
    let error = #expect(throws: ParameterDrawError.noneValid(draw: 7)) {
      try draws.scenario(ofDraw: 7, seed: 1)
    }
    #expect(
      error?.description
        == "uncertain: none of \(ParameterDraws.attempts) draws (draw 7) gives a valid scenario; "
        + "their distributions lie almost wholly outside the allowed ranges")
  }
}
