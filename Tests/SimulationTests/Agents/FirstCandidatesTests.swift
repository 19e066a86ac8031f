import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct FirstCandidatesTests {
  // The formula: ⌈age at hazard −log(1 − u)/bound⌉, at least 1. The words on either side of
  // each step, and some between.
  @Test(arguments: [0.4, 1, 1.7], [1.0, 1.25])
  func `the table of first candidates is the formula, word for word`(
    shape: Double, bound: Double
  ) {
    let lifetime = Lifetime(Churn(firstMonthLoss: 0.12, shape: shape))
    let days = 400
    let table = lifetime.firstCandidates(bound: bound, days: days)
    func age(_ word: UInt64) -> Double {
      let hazard = exponentialTime(UInt32(word)) / bound
      return max(1, lifetime.age(atHazard: hazard).rounded(.up))
    }
    func looked(up word: UInt64) -> Int { table.firstIndex { word < $0 } ?? days }
    let last: UInt64 = 0xFFFF_FFFF
    let edges: [UInt64] = table.flatMap { (edge: UInt64) -> [UInt64] in
      edge == 0 ? [0] : [edge - 1, min(edge, last)]
    }
    let words: [UInt64] = edges + Array(stride(from: UInt64(0), through: last, by: 9_999_991))
    for word in words { #expect(Double(looked(up: word)) == min(Double(days), age(word))) }
  }

  @Test func `whoever never leaves has no candidate`() {
    #expect(Lifetime(nil).firstCandidates(bound: 1, days: 5) == [0, 0, 0, 0, 0])
  }
}
