import ArgumentParser
import Foundation
import Simulation

struct SpreadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spread", abstract: "Print a script that simulates on many machines.",
    discussion: """
      The script divides the replications into parts for an engine that you have, lets it do \
      again what dies, and merges the parts: the folder has the same bytes as that of one machine. \
      The engine must see this folder, and kfactor, on every machine.

        kfactor spread my.yaml --replications 1_000_000 --shards 64 \\
          --on slurm > spread.sh
        bash spread.sh --partition=long

        kfactor spread my.yaml --replications 1_000_000 --shards 64 \\
          --on parallel > spread.sh
        HOSTS=32/alpha,32/beta bash spread.sh

      Most questions need some hundred replications, and one machine.
      """)

  enum Engine: String, ExpressibleByArgument, CaseIterable {
    case parallel, slurm, ray, kubernetes
  }

  @Argument(help: "The scenario file; several with --compare.", completion: .file())
  var files: [String]

  @Option(help: "What runs the parts: GNU parallel, Slurm, Ray or Kubernetes.")
  var on: Engine

  @Option(
    help: ArgumentHelp("Of the whole, such as 1_000_000.", valueName: "count"),
    transform: wholeNumber)
  var replications: Int

  @Option(
    help: ArgumentHelp("How many parts; more than there are cores.", valueName: "count"),
    transform: wholeNumber)
  var shards: Int

  @Option(help: "Cores for each part. Default: 1.", transform: wholeNumber)
  var threads = 1

  @Option(help: "How often a part that died is done again. Default: 5.", transform: wholeNumber)
  var retries = 5

  @Option(help: "The folder for the merged result; parts go beside it.")
  var output: String?

  @Option(help: ArgumentHelp("Write the script there instead.", valueName: "file"))
  var script: String?

  @Option(help: "For Kubernetes: the container image, with kfactor in it.")
  var image: String?

  @Option(
    help: ArgumentHelp(
      "For Kubernetes: the volume claim with the scenario, which takes the results.",
      valueName: "name"))
  var claim: String?

  @Flag(help: "Compare strategies, as kfactor compare does.")
  var compare = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a number of the scenario; repeatable.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(help: "A strategy to simulate; with --compare only these, repeatable.")
  var strategy: [String] = []

  @Option(help: "The seed of all luck.", transform: wholeNumber)
  var seed: UInt64?

  @Option(help: "As of kfactor run.")
  var engine: EngineKind?

  @Option(help: "As of kfactor run.")
  var interval: Intervals.Unit?

  @Option(help: "As of kfactor compare.")
  var metric: String?

  @Flag(help: "As of kfactor compare.")
  var direction: CompareCommand.Direction?

  @Option(help: "As of kfactor compare.")
  var confidence: String?

  @Option(help: "As of kfactor compare.", transform: difference)
  var indifference: String?

  @OptionGroup var access: FileAccess

  func validate() throws {
    for (name, value, most) in [
      ("--replications", replications, 10_000_000), ("--shards", shards, 10_000),
      ("--threads", threads, 1024), ("--retries", retries, 1000),
    ] where !(1...most).contains(value) {
      throw ValidationError("\(name): expected 1...\(most), found \(value)")
    }
    if !compare {
      if files.count > 1 { throw ValidationError("several files are compared: add --compare") }
      if strategy.count > 1 {
        throw ValidationError("--strategy: give one, or add --compare to compare several")
      }
    }
    if output.map({ $0.allSatisfy { $0 == "/" } }) == true {
      throw ValidationError("--output: expected a folder")
    }
    let onlyToRun = [("--engine", engine != nil), ("--interval", interval != nil)]
    let onlyToCompare = [
      ("--metric", metric != nil), ("--maximise and --minimise", direction != nil),
      ("--confidence", confidence != nil), ("--indifference", indifference != nil),
    ]
    for (name, _) in (compare ? onlyToRun : onlyToCompare).filter(\.1) {
      throw ValidationError("\(name): only \(compare ? "without" : "with") --compare")
    }
    let isKubernetes = on == .kubernetes
    for (name, value) in [("--image", image), ("--claim", claim)]
    where (value != nil) != isKubernetes {
      throw ValidationError(
        isKubernetes ? "\(name): needed on kubernetes" : "\(name): only on kubernetes")
    }
  }

  func run() throws {
    try reportingFailures {
      let work = try SpreadWork(words)
      let plan = try SpreadPlan(
        work, shards: shards, threads: threads, retries: retries, output: output)
      let text =
        switch on {
        case .parallel: ParallelScript(plan: plan).text
        case .slurm: SlurmScript(plan: plan).text
        case .ray: RayScript(plan: plan).text
        case .kubernetes:
          // validate() has refused kubernetes without both.
          KubernetesManifest(plan: plan, image: image!, claim: claim!).text
        }
      guard let script else { return try Terminal.print(text) }
      guard !FileManager.default.fileExists(atPath: script) else {
        throw Failure(
          message: "\(script): exists already; choose another name",
          exitCode: Failure.cannotCreate)
      }
      try DurableFile.replace(script, with: Array(text.utf8))
    }
  }

  /// The command for one machine.
  private var words: [String] {
    // A file whose name begins with a dash would be an option.
    var words = [compare ? "compare" : "run"] + files.map(pathWord)
    for text in overrides { words += optionWords("--set", text) }
    for name in strategy { words += optionWords("--strategy", name) }
    words += ["--replications", "\(replications)"]
    if let seed { words += ["--seed", "\(seed)"] }
    if let engine { words += ["--engine", engine.rawValue] }
    if let interval { words += ["--interval", interval.rawValue] }
    if let metric { words += optionWords("--metric", metric) }
    if let direction { words.append("--\(direction.rawValue)") }
    if let confidence { words += optionWords("--confidence", confidence) }
    if let indifference { words += ["--indifference", "\(indifference)"] }
    for folder in access.allowed { words += optionWords("--allow-path", folder) }
    return words
  }
}
