/// The spreadsheet's forecast beside the simulated one, and why they differ.
package struct SpreadsheetComparison: Equatable, Sendable {
  package let initial: Double
  /// K and the cycle time that go into the formula: as simulated.
  package let reproduction: Double
  package let cycleTimeInDays: Double
  /// K as the file's rates multiply, which a spreadsheet would usually start from.
  package let nominalReproduction: Double
  /// In order of time; the last is the end of the horizon.
  package let dates: [Point]
  /// nil where there is no finite difference to explain.
  package let walk: Walk?

  package struct Point: Equatable, Sendable {
    /// Days since the start, at the end of a month.
    package let days: Int
    package let spreadsheet: Double
    /// The same formula with the K of the file's rates.
    package let spreadsheetOfNominal: Double
    package let simulated: PairedEstimate
  }

  /// From the spreadsheet's customers at the end to the simulated ones: one thing at a time, each
  /// on top of those before it.
  ///
  /// The changes sum to the difference.
  package struct Walk: Equatable, Sendable {
    package let from: Double
    package let to: PairedEstimate
    package let steps: [Step]
    /// What could not be told apart, and why; nil where everything was.
    package let notSeparable: String?
    /// Persons of the market that stands for one that never fills up; nil where
    /// none was simulated.
    package let vastSize: Int?

    package var difference: Double { to.mean - from }
  }

  package struct Step: Equatable, Sendable {
    package let kind: Kind
    /// In customers ever, at the end.
    package let change: PairedEstimate
    /// Whether the scenario has nothing of the kind, so that nothing was run.
    package let isAbsent: Bool

    package enum Kind: String, Equatable, Sendable {
      /// K of the file's rates instead of the simulated one, which has the losses
      /// below in it.
      case nominalReproduction = "nominal_k"
      /// Delays as in the file instead of one cycle time for everyone.
      case delays
      case churn
      /// Contact lists that run out, and invitations to people who are customers.
      case contacts
      /// Organic and paid arrivals, pulses and word of mouth.
      case arrivals
      case saturation
      /// Contacts and saturation, where the network cannot be made larger.
      case contactsAndSaturation = "contacts_and_saturation"
      /// From the formula to a simulation of the market that it imagines: whole
      /// cycles instead of fractions, and luck; also K and saturation where those
      /// could not be told apart.
      case residual
    }
  }
}
