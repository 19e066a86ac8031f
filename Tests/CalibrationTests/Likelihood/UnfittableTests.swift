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

/// Likelihoods whose best values are known only together.
@Suite struct TradedOffTests {
  // Of a + b nearly everything is known, of a − b that it is about 0, so that each is from 0 to 1.
  @Test(arguments: [1e-2, 1e-3, 1e-4, 1e-5])
  func `two shares of a sum have what the sum leaves them`(width: Double) throws {
    let problem = LikelihoodProblem(
      model: "made",
      parameters: [.positive("a", boundary: .linear), .positive("b", boundary: .linear)],
      observations: 1
    ) { point in
      let (sum, difference) = ((point[0] + point[1] - 1) / width, point[0] - point[1])
      return -(sum * sum + difference * difference) / 2
    }
    for estimate in try problem.fit(from: [[0.5, 0.5]]).estimates {
      #expect(abs(estimate.value - 0.5) < 1e-3)
      #expect(estimate.interval.lowerBound == 0)
      #expect(abs(estimate.interval.upperBound - 1) < 2 * width)
    }
  }
}

/// A reproduction number of nothing.
@Suite struct NoReferralsTests {
  @Test func `is refused without customers or days`() {
    let none = FitError.noEvents("there are no customers")
    for days in [0, 1] {
      #expect(throws: none) {
        try ReferralHistory(joinedDay: [], referrer: [], day: [], days: days).check()
      }
    }
    #expect(throws: none) {
      try ReferralHistory(joinedDay: [0], referrer: [], day: [], days: 0).check()
    }
  }
}

/// From 0 to 1, another for every point.
func numberAtRandom(_ point: [Double]) -> Double {
  let bits = point.reduce(UInt64(1)) { ($0 ^ $1.bitPattern) &* 0x9e37_79b9_7f4a_7c15 }
  return Double(bits >> 11) * 0x1p-53
}

/// Work on threads that ends early.
@Suite struct ParallelTests {
  private struct Broken: Error, Equatable { var item: Int }

  @Test(arguments: [1, 2])
  func `an interrupt and a failure come out`(threads: Int) throws {
    #expect(throws: CalibrationError.interrupted) {
      try Parallel.map([1, 2, 3], threads: threads, isCancelled: { true }) { $0 }
    }
    #expect(throws: Broken.self) {
      try Parallel.map(Array(1...50), threads: threads, isCancelled: { false }) { item in
        if item % 7 == 0 { throw Broken(item: item) }
        return item
      }
    }
    let all = try Parallel.map(Array(1...50), threads: threads, isCancelled: { false }) { -$0 }
    #expect(all == (1...50).map { -$0 })
  }

  @Test func `places that are no numbers interpolate nothing`() {
    #expect(throws: (any Error).self) {
      try KernelInterpolation([[.nan], [1]], columns: [[1, 2]], importance: [1, 1])
    }
    #expect(throws: CalibrationError.noFit) {
      try KernelInterpolation([[0], [1]], columns: [[.nan, 2]], importance: [1, 1])
    }
  }

  @Test func `inviters that cannot be are refused`() {
    func refusal(
      _ watched: [Int], _ inviter: [Int], _ delay: [Int], cap: Int? = nil
    ) -> FitError? {
      #expect(throws: FitError.self) {
        try InvitationFit(
          Inviters(watchedDays: watched, inviter: inviter, delay: delay), cap: cap)
      }
    }
    #expect(refusal([], [], []) == .noEvents("there are no customers who could invite"))
    #expect(refusal([9], [0], []) == .badData("every invitation needs an inviter and a delay"))
    #expect(refusal([-1], [], []) == .badData("a customer was watched for a negative time"))
    #expect(refusal([9], [1], [2]) == .badData("invitation 0 has an inviter who is no customer"))
    #expect(
      refusal([9], [0], [10])
        == .badData("invitation 0 was made at age 10, and its inviter was watched up to age 9"))
    #expect(refusal([9], [0], [2], cap: 0) == .badData("a cap is at least 1"))
    #expect(
      refusal([9], [0, 0], [2, 3], cap: 1)
        == .badData("customer 0 made 2 invitations, above the cap of 1"))
  }
}
