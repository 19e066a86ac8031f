import Testing

@testable import ScenarioFile

@Suite struct ScenarioDifferenceTests {
  private func differences(_ before: String, _ after: String) throws -> [String] {
    try ScenarioDifference.all(before: before, file: "a", after: after, file: "b").map {
      "\($0.path): \($0.shown.before ?? "-") -> \($0.shown.after ?? "-")"
    }
  }

  @Test func `every place that differs is named by its path, in people's units`() throws {
    let before = """
      horizon: 730.5 days
      acquisition: {cac: 700 USD, organic: {rate: 1200 per day}}
      customers: {churn: {rate: 3.5% per month}, tenure: {distribution: constant, value: 0 days}}
      program: none
      """
    let after = """
      horizon: 547.875 days
      acquisition: {cac: 850 USD, organic: {rate: 1200 per day}, paid: {budget: 70000 USD per month}}
      customers: {churn: {rate: 4% per month}, tenure: {distribution: exponential, mean: 91.3125 days}}
      """
    #expect(
      try differences(before, after) == [
        "horizon: 24 months -> 18 months", "acquisition.cac: $700 -> $850",
        "acquisition.paid: - -> budget $70,000 per month",
        "customers.churn.rate: 3.5% per month -> 4% per month",
        "customers.tenure: constant, value 0 days -> exponential, mean 3 months",
        "program: none -> -",
      ])
    #expect(try differences(before, before).isEmpty)
  }

  @Test func `numbers are as exact as it takes to tell them apart`() throws {
    #expect(
      try differences("a: 0.13566164651852824", "a: 0.23566164651852824")
        == ["a: 0.1357 -> 0.2357"])
    #expect(try differences("a: 0.1356616", "a: 0.1356617") == ["a: 0.1356616 -> 0.1356617"])
  }

  @Test func `a date, a name and a list are not taken for quantities`() throws {
    #expect(
      try differences("start: 2008-09-01", "start: 2009-09-01")
        == ["start: 2008-09-01 -> 2009-09-01"])
    #expect(
      try differences("name: 3x a week", "name: 12345 days") == ["name: 3x a week -> 12,345 days"])
    #expect(
      try differences("tiers: [{from: 5}]", "tiers: [{from: 6}]") == ["tiers[0].from: 5 -> 6"])
  }

  @Test func `several scenarios in one file are told apart by their names`() throws {
    let one = "# north\nmarket: {size: 10}\n---\n# south\nmarket: {size: 20}\n"
    let two = "# north\nmarket: {size: 10}\n---\n# south\nmarket: {size: 30}\n"
    #expect(try differences(one, two) == ["south.market.size: 20 -> 30"])
  }

  @Test func `what is no scenario is refused with its file`() {
    #expect(throws: ScenarioErrors.self) {
      try ScenarioDifference.all(before: "a: [1", file: "a", after: "a: 1", file: "b")
    }
    for (text, said) in [
      ("a: 1\na: 2", "b:2:1: error: a: key given twice, first on line 1"),
      (
        "a: " + String(repeating: "x", count: 1 << 20),
        "b: error: larger than 1 MiB, the limit for a scenario"
      ),
    ] {
      let refused = #expect(throws: ScenarioErrors.self) {
        try ScenarioDifference.all(before: "a: 1", file: "a", after: text, file: "b")
      }
      #expect(refused?.description.hasPrefix(said) == true, "\(refused?.description ?? "")")
    }
  }
}
