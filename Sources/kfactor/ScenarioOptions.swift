import ArgumentParser
import ScenarioFile

/// What every command that simulates a scenario takes.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "The scenario file.", completion: .scenario)
  var file: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a number of the scenario; repeatable.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(
    help: "A strategy of the file to simulate; no-program always is one.", completion: .strategy)
  var strategy: String?

  @Option(help: "How many histories to simulate.", transform: wholeNumber)
  var replications: Int?

  @Option(
    help: ArgumentHelp(
      "Simulate until the 95% interval of a metric's mean is this narrow.",
      valueName: "\"1% of metric\""))
  var precision: String?

  @Option(help: "The seed of all luck.", transform: wholeNumber)
  var seed: UInt64?

  @OptionGroup var access: FileAccess

  func validate() throws {
    if let replications, replications < 1 {
      throw ValidationError("--replications: expected at least 1, found \(replications)")
    }
    if replications != nil && precision != nil {
      throw ValidationError("--replications and --precision exclude each other: give one of them")
    }
  }

  /// Flags are overrides too, so that a resolved scenario says what was run.
  private var allOverrides: [String] {
    var all = overrides
    if let replications { all.append("monte_carlo.replications=\(replications)") }
    if let precision { all.append("monte_carlo.precision=\(precision)") }
    if let seed { all.append("monte_carlo.seed=\(seed)") }
    return all
  }

  /// Reads and checks the scenario, with its overrides.
  func load() throws -> ScenarioDocument {
    var parsed: [PathOverride] = []
    for text in allOverrides { parsed.append(try PathOverride(parsing: text)) }
    let document = try ScenarioDocument.load(
      path: file, overrides: parsed, allowing: access.allowed)
    guard let strategy else { return document }
    return try document.applying(strategyNamed: strategy)
  }

  /// The flags as they would be typed, in a fixed order.
  var arguments: [String] {
    var words = [file]
    for text in overrides { words += ["--set", text] }
    if let strategy { words += optionWords("--strategy", strategy) }
    if let replications { words += ["--replications", "\(replications)"] }
    if let precision { words += ["--precision", precision] }
    if let seed { words += ["--seed", "\(seed)"] }
    words += access.arguments
    return words
  }
}
