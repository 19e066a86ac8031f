import Foundation

/// How often tuning is right, and what it costs. `Benchmarks/decisions.sh` runs it.
@main
struct DecisionBenchmark {
  /// Exits with 1 where a goal is missed.
  static func main() throws {
    var failures: [String] = []
    failures += try SyntheticDecisions().run()
    // Neighbouring levels, and levels far apart.
    failures += BestOfTwenty(step: 0.01, goal: 25).run()
    failures += BestOfTwenty(step: 0.04, goal: nil).run()
    // A company whose luck is small beside 1% of npv, and a young one, whose luck is not.
    failures += try AgentDecisions(
      file: "Scenarios/saas-credit.yaml", changes: [:], pairingGoal: 30, selectionGoal: nil
    ).run()
    failures += try AgentDecisions(
      file: "Examples/small-program.yaml",
      changes: ["customers.initial": "100", "acquisition.organic": "0.5 per day"],
      pairingGoal: 30, selectionGoal: 25
    ).run()
    if failures.isEmpty { return }
    print("\ngoals missed:\n- " + failures.joined(separator: "\n- "))
    exit(1)
  }

  /// With a number of decimals.
  static func decimal(_ value: Double, _ digits: Int = 2) -> String {
    let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let rounded = Int((abs(value) * scale).rounded())
    let whole = String(rounded / Int(scale))
    let rest = String(rounded % Int(scale))
    let sign = value < 0 && rounded > 0 ? "-" : ""
    if digits == 0 { return sign + whole }
    return sign + whole + "." + String(repeating: "0", count: digits - rest.count) + rest
  }
}

extension String {
  /// At the left of a column.
  func left(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// At the right of a column.
  func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
