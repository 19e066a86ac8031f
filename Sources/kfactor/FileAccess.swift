import ArgumentParser

/// Where the files may be that a scenario names.
struct FileAccess: ParsableArguments {
  @Option(
    name: .customLong("allow-path"),
    help: ArgumentHelp(
      "A folder, besides the scenario's own, from which it may read files; repeatable.",
      valueName: "folder"))
  var allowed: [String] = []

  func validate() throws {
    for folder in allowed where !isFolder(folder) {
      throw ValidationError("--allow-path \(folder): expected a folder")
    }
  }

  /// As they would be typed.
  var arguments: [String] { allowed.flatMap { ["--allow-path", $0] } }
}
