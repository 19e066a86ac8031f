import ArgumentParser
import ProgramData
import ScenarioFile
import ShippedFiles
import Simulation

/// What a shell offers after a space and Tab.
extension CompletionKind {
  static var scenario: CompletionKind { .file(extensions: ["yaml", "yml"]) }

  /// Tables of data, as they can be read.
  static var data: CompletionKind {
    .file(extensions: ["csv", "tsv", "txt", "gz", "json", "jsonl", "ndjson", "sqlite", "db"])
  }

  static var csv: CompletionKind { .file(extensions: ["csv"]) }
  static var page: CompletionKind { .file(extensions: ["html"]) }

  /// Those of every scenario; what has a loop or a segment in its name is left to the typist.
  static var metric: CompletionKind { .list(Metric.all(loops: []).map(\.name)) }
  static var preset: CompletionKind { .list(Preset.allCases.map(\.rawValue)) }
  static var shippedScenario: CompletionKind { .list(Archetype.all.map(\.name)) }

  /// The strategies of the scenarios on the command line so far.
  static var strategy: CompletionKind {
    .custom { words, _, _ in
      let files = words.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
      return files.flatMap { file in
        do {
          return try ScenarioDocument.load(path: file).strategies.map(\.name)
        } catch {
          // A file that is not right has nothing to offer; running the command says why.
          return []
        }
      } + ["no-program"]
    }
  }
}
