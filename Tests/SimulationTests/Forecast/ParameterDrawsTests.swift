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

  // Almost all of it lies within 10^-100000 of 0.
  @Test func `a distribution too extreme to be drawn from is named`() {
    let extreme = ValueDistribution.gamma(mean: 1, sd: 1e5)
    let draws = ParameterDraws([.own(extreme)]) { _ in nil }
    let error = #expect(throws: ParameterDrawError.self) {
      for draw in 0..<10 { _ = try draws.scenario(ofDraw: draw, seed: 1) }
    }
    #expect(error?.description.contains("no quantile: exceeded max number of iterations") == true)
    #expect(error?.description.hasSuffix("choose a less extreme distribution") == true)
  }
}
