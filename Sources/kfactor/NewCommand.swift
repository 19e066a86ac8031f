import ArgumentParser
import Foundation
import ScenarioFile
import ShippedFiles
import Simulation

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Start a scenario of your own from one that works.",
    discussion: "  kfactor new my-own --from dropbox-2008    writes my-own.yaml")

  @Argument(help: "The new scenario's name; its file is NAME.yaml.")
  var name: String?

  @Option(
    name: .customLong("from"), help: "The scenario to start from.", completion: .shippedScenario)
  var archetype: String?

  @Flag(help: "List the scenarios to start from.")
  var list = false

  func validate() throws {
    if !list && (name == nil || archetype == nil) {
      throw ValidationError("expected a name and --from; see kfactor new --list")
    }
  }

  func run() throws {
    try reportingFailures {
      if list {
        let width = Archetype.all.map(\.name.count).max() ?? 0
        let lines = Archetype.all.map {
          $0.name + String(repeating: " ", count: width - $0.name.count) + "  " + $0.purpose
        }
        return try Terminal.print(lines.joined(separator: "\n"))
      }
      // validate() has refused a call without both.
      try create(name!, from: archetype!)
    }
  }

  private func create(_ name: String, from archetypeName: String) throws {
    guard let archetype = Archetype.all.first(where: { $0.name == archetypeName }) else {
      let names = Archetype.all.map(\.name).joined(separator: ", ")
      throw Failure(
        message: "--from \(archetypeName): no such scenario; there are \(names)", exitCode: 64)
    }
    let path = name.hasSuffix(".yaml") ? name : name + ".yaml"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Failure(
        message: "\(path): exists already; choose another name", exitCode: Failure.cannotCreate)
    }
    try DurableFile.replace(path, with: archetype.bytes)
    if let needs = archetype.needs {
      Terminal.error(
        "note: it reads \(needs), which ships with kfactor's scenarios: put a copy beside \(path), or "
          + "name a network of your own under market.network.edges.file")
    }
    try Terminal.print("wrote \(path); next: kfactor run \(shellQuoted(path))")
  }
}
