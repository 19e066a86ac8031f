import Testing

@testable import Calibration

/// Likelihoods that have no best value that could be stated.
@Suite struct UnfittableTests {
  private func problem(_ logLikelihood: @escaping ([Double]) -> Double) -> LikelihoodProblem {
    LikelihoodProblem(
      model: "made", parameters: [.positive("a"), .positive("b")], observations: 1,
      logLikelihood: logLikelihood)
  }

  @Test(arguments: [-Double.infinity, .nan])
  func `impossible everywhere`(value: Double) {
    let problem = problem { _ in value }
    let error = FitError.notConverged("made: the data are impossible under every first guess")
    #expect(throws: error) { try problem.fit(from: [[1, 1], [2, 2]]) }
    #expect(throws: error) { try problem.fit(from: []) }
  }

  // Every value as unlike its neighbours as numbers can be: no slope says where up is.
  @Test func `without any slope`() {
    let problem = problem(numberAtRandom)
    #expect(throws: FitError.notConverged("made: the search for the best values did not arrive")) {
      try problem.fit(from: [[1, 1]])
    }
  }

  @Test func `possible at one point only`() {
    let problem = problem { $0 == [1, 1] ? 0 : -.infinity }
    let error = FitError.notConverged(
      "made: the likelihood has no curvature at its best value (input domain error)")
    #expect(throws: error) { try problem.fit(from: [[1, 1]]) }
  }
}

/// From 0 to 1, another for every point.
func numberAtRandom(_ point: [Double]) -> Double {
  let bits = point.reduce(UInt64(1)) { ($0 ^ $1.bitPattern) &* 0x9e37_79b9_7f4a_7c15 }
  return Double(bits >> 11) * 0x1p-53
}
