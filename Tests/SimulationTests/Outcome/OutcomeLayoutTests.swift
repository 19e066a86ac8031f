import ReferralModel
import Testing

@testable import Simulation

@Suite struct OutcomeLayoutTests {
  private let layout = FourDays.layout
  private let record = FourDays.layout.record(
    of: PairedHistory(program: FourDays.program, twin: FourDays.twin), plan: FourDays.plan)

  private func daily(_ name: String) throws -> [Double] {
    let index = try #require(layout.series.firstIndex { $0.name == name })
    return Array(record[layout.seriesColumns[index]...].prefix(4))
  }

  private func scalar(_ name: String) throws -> Double {
    record[layout.metricColumns[try #require(layout.index(ofMetric: name))]]
  }

  // Law 8 of the design, from the record alone: a day halves the value of money.
  @Test func `npv is what the daily series are worth, and the terminal value`() throws {
    let (margin, reward) = (try daily("margin"), try daily("reward_cost"))
    let (fixed, paid) = (try daily("fixed_cost"), try daily("paid_cost"))
    let worth = zip([1, 0.5, 0.25, 0.125], 0..<4).map { discount, day in
      discount * (margin[day] - reward[day] - fixed[day] - paid[day])
    }
    let npv = try worth.reduce(0, +) + scalar("terminal_value")
    #expect(abs(try scalar("npv") - npv) < 1e-12)
  }

  @Test func `causes sum to signups, and signups to customers`() throws {
    let causes = try ["organic", "pulse", "paid", "word_of_mouth", "referred.referral"].map {
      try daily("signups.\($0)")
    }
    let total = (0..<4).map { day in causes.map { $0[day] }.reduce(0, +) }
    #expect(try total == daily("signups"))
    #expect(try daily("customers_total").last == 10 + total.reduce(0, +))
    #expect(try scalar("signups_total") == total.reduce(0, +))
  }

  @Test func `every column has a name of its own`() {
    #expect(layout.columnNames.count == layout.width && record.count == layout.width)
    #expect(Set(layout.columnNames).count == layout.width)
  }

  @Test func `intervals change the series' columns and leave the metrics' alone`() {
    let months = OutcomeLayout(
      loops: ["referral"], intervals: Intervals(.month, start: nil, horizon: 4))
    #expect(months.width < layout.width && months.metricWidth == layout.metricWidth)
  }
}
