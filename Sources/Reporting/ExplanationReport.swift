internal import ReferralModel
package import Simulation

/// An explanation with what it is of: everything that its reports state.
package struct ExplanationReport: Equatable, Sendable {
  package let scenario: RunResult.ScenarioSummary
  package let origin: RunResult.Origin
  /// Paths of the scenario that are uncertain, and stayed at their central values.
  package let uncertain: [String]
  /// Whether what being referred is said to cause is less than all that the referred differ by, which
  /// takes a world without a program to tell.
  package let hasRelabelled: Bool
  package let explanation: Explanation

  package init(
    scenario: RunResult.ScenarioSummary, origin: RunResult.Origin, uncertain: [String],
    hasRelabelled: Bool, explanation: Explanation
  ) {
    self.scenario = scenario
    self.origin = origin
    self.uncertain = uncertain
    self.hasRelabelled = hasRelabelled
    self.explanation = explanation
  }

  var numbers: HumanNumber { HumanNumber(currency: scenario.currency) }

  /// When a number of days has passed: a date, or "365 days".
  func moment(_ days: Int) -> String {
    explanation.start?.adding(days: days - 1).description ?? numbers.text(Double(days), .days)
  }
}

extension SpreadsheetComparison.Step.Kind {
  /// What makes the difference, within a sentence.
  var phrase: String {
    switch self {
    case .nominalReproduction: "the losses inside K"
    case .delays: "delays"
    case .churn: "churn"
    case .contacts: "wasted and missing contacts"
    case .arrivals: "arrivals from outside"
    case .saturation: "saturation"
    case .contactsAndSaturation: "contacts and saturation"
    case .residual: "what cannot be told apart"
    }
  }
}
