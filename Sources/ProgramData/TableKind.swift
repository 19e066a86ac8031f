/// The neutral tables that program data is read into.
package enum TableKind: String, CaseIterable, Sendable {
  case events, invites, series, experiment

  /// The neutral names of its columns.
  package var columns: [String] {
    switch self {
    case .events: EventTable.Column.allCases.map(\.name)
    case .invites: InvitationTable.Column.allCases.map(\.name)
    case .series: SeriesTable.Column.allCases.map(\.name)
    case .experiment: ExperimentTable.Column.allCases.map(\.name)
    }
  }
}
