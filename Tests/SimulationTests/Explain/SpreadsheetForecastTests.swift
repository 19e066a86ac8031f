import Testing

@testable import Simulation

@Suite struct SpreadsheetForecastTests {
  // Skok (2009): 10 customers who bring 2 each are 20,470 after 20 days with a cycle
  // time of 2 days, and "over 20 million" with one of 1 day: 10 (2^21 − 1).
  @Test func `the formula gives its author's example`() {
    let two = spreadsheetCustomers(
      initial: 10, reproduction: 2, cycleTimeInDays: 2, days: 20)
    let one = spreadsheetCustomers(
      initial: 10, reproduction: 2, cycleTimeInDays: 1, days: 20)
    #expect(abs(two - 20_470) < 1e-8)
    #expect(abs(one - 20_971_510) < 1e-5)
  }

  // 100 (1 + 1/2 + 1/4) after two cycles.
  @Test func `below one it is a geometric sum`() {
    let customers = spreadsheetCustomers(
      initial: 100, reproduction: 0.5, cycleTimeInDays: 10, days: 20)
    #expect(abs(customers - 175) < 1e-10)
  }

  // C0 (t/ct + 1) = 10 · 4; and beside 1 the slope is C0 n(n − 1)/2 = 60.
  @Test func `at one it is linear, and continuous there`() {
    func customers(_ k: Double) -> Double {
      spreadsheetCustomers(initial: 10, reproduction: k, cycleTimeInDays: 10, days: 30)
    }
    #expect(customers(1) == 40)
    #expect(abs(customers(1 + 1e-12) - 40) < 1e-9)
    #expect(abs(customers(1 - 1e-6) - (40 - 60e-6)) < 1e-9)
  }

  @Test func `without a cycle time every generation is there at once`() {
    func customers(_ k: Double) -> Double {
      spreadsheetCustomers(initial: 100, reproduction: k, cycleTimeInDays: 0, days: 30)
    }
    #expect(customers(0.5) == 200)
    #expect(customers(1) == .infinity)
  }

  @Test func `nobody brings nobody`() {
    #expect(spreadsheetCustomers(initial: 0, reproduction: 2, cycleTimeInDays: 1, days: 9) == 0)
    #expect(spreadsheetCustomers(initial: 7, reproduction: 0, cycleTimeInDays: 1, days: 9) == 7)
  }
}
