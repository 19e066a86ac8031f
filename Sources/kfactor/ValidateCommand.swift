import ArgumentParser
import ReferralModel
import ScenarioFile
import Simulation

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check scenario files and change nothing.",
    discussion: "  kfactor validate Scenarios/*.yaml")

  @Argument(help: "The scenario files.", completion: .scenario)
  var files: [String]

  @OptionGroup var access: FileAccess

  func run() throws {
    try reportingFailures {
      var failures: [String] = []
      for file in files {
        do {
          let document = try ScenarioDocument.load(path: file, allowing: access.allowed)
          // A network that cannot be read is as much a fault of the file as a typo.
          _ = try Forecast(document.scenario, engine: .agents, unit: .month)
          try Terminal.print("\(file): valid\(note(on: document.scenario))")
        } catch {
          let failure = Failure(error)
          guard failure.exitCode == Failure.badInput else { throw failure }
          failures.append(failure.message)
        }
      }
      guard failures.isEmpty else {
        throw Failure(message: failures.joined(separator: "\n"), exitCode: Failure.badInput)
      }
    }
  }

  private func note(on scenario: Scenario) -> String {
    guard scenario.program != nil, !scenario.respondsToRewards else { return "" }
    return "; note: \(Scenario.indifferenceNote)"
  }
}

extension Scenario {
  /// Said where a program is simulated that moves nobody.
  static let indifferenceNote =
    "nothing in this scenario responds to the reward, so no reward can be the best one for any "
    + "reason but its cost"
}
