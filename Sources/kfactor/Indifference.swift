import ReferralModel
import ScenarioFile
import Simulation

extension Decision.Indifference {
  /// Checks that it is measured as what decides is: dollars are no signups, and dollars in all no
  /// dollars a customer.
  ///
  /// - Parameter option: Where it was said.
  /// - Throws: `Failure`.
  func check(
    against objective: String, _ layout: OutcomeLayout, option: String, file: String? = nil
  ) throws {
    func metric(_ name: String) -> Metric? { layout.metrics.first { $0.name == name } }
    guard let wanted = metric(objective) else { return }
    let (given, said): (Metric.Unit?, String)
    switch self {
    case .share(_, let name):
      let isComparable =
        name == objective || metric(name)?.kind != .ratio && wanted.kind != .ratio
      (given, said) = (isComparable ? metric(name)?.unit : nil, "a share of \(name)")
    case .amount(_, .money): (given, said) = (.money, "an amount of money")
    case .amount(_, .duration): (given, said) = (.days, "a time")
    case .amount(_, .multiplier): (given, said) = (.multiple, "a multiple")
    case .amount: return
    }
    guard given != wanted.unit else { return }
    throw Failure(
      message: "\(file.map { "\($0): " } ?? "")\(option) is \(said), and \(objective) is measured "
        + "otherwise: say --indifference \"1% of \(objective)\"", exitCode: Failure.badInput)
  }
}

extension OutcomeLayout {
  /// The metrics that a scenario has, by month.
  init(of scenario: Scenario) {
    self.init(
      loops: scenario.loops.map(\.name), segments: scenario.market.segments.map(\.name),
      intervals: Intervals(.month, start: scenario.start, horizon: scenario.horizonInDays))
  }
}
