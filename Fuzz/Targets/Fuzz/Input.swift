/// Everything of others that kfactor reads.
enum Input: String, CaseIterable {
  /// A scenario, and what it says of itself once it is read.
  case scenario
  /// One quantity or range, read as every kind of them.
  case quantities
  /// `--set path=value` on a sound scenario, one a line.
  case overrides
  /// A table of persons, as CSV, JSON or SQLite.
  case events
  /// A table of invitations beside a small table of persons.
  case invitations
  case series
  case experiment
  /// A vendor's export, read with its preset.
  case vendor
  /// A real network.
  case edges
  /// The people of `customers.initial.file`.
  case people
  /// Joint draws that a scenario names.
  case posterior
  /// JSON as results have it.
  case json
  /// A folder of results, as `results` lists and shows it.
  case results
  /// The same, as `report` makes a page of it.
  case page
  /// Replications made elsewhere, as `merge` reads them.
  case part

  /// Reads an input; what is wrong with it must end in an error that can be shown.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .scenario: ScenarioInputs.scenario(bytes)
    case .quantities: ScenarioInputs.quantities(bytes)
    case .overrides: ScenarioInputs.overrides(bytes)
    case .people: ScenarioInputs.people(bytes)
    case .posterior: ScenarioInputs.posterior(bytes)
    case .events: TableInputs.events(bytes)
    case .invitations: TableInputs.invitations(bytes)
    case .series: TableInputs.series(bytes)
    case .experiment: TableInputs.experiment(bytes)
    case .vendor: TableInputs.vendor(bytes)
    case .edges: NetworkInputs.edges(bytes)
    case .json: ResultInputs.json(bytes)
    case .results: ResultInputs.results(bytes)
    case .page: ResultInputs.page(bytes)
    case .part: PartInputs.part(bytes)
    }
  }
}
