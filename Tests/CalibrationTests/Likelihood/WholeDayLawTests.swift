import Testing

@testable import Calibration

@Suite struct WholeDayLawTests {
  @Test(arguments: [
    (DelayFamily.constant, []), (.exponential, [4.0]), (.geometric, [3.0]),
    (.lognormal, [6.0, 1.2]), (.gamma, [5.0, 4.0]), (.gamma, [5.0, 1e-4]), (.weibull, [0.8, 9.0]),
  ])
  func `a few days have what they have among all`(family: DelayFamily, values: [Double]) {
    let all = WholeDayLaw(family, values, constant: 7, at: Array(0...40))
    let days = [0, 3, 4, 7, 8, 31, 40]
    let some = WholeDayLaw(family, values, constant: 7, at: days)
    #expect(days.map { some.logMass[$0] } == days.map { all.logMass[$0] })
    #expect(days.map { some.cumulative[$0] } == days.map { all.cumulative[$0] })
    #expect(days.map { some.logTail[$0] } == days.map { all.logTail[$0] })
    #expect(some.logMass.count == 41 && some.logMass[5] == 0)
  }
}
