import ArgumentParser
import Calibration
import Foundation
import ProgramData
import ReportPage
import Reporting
import RewardTuning
import ScenarioFile
import Simulation
import StoredResults

/// A failure that a person can act on: its sentence, and how the process ends.
struct Failure: Error {
  var message: String
  var exitCode: Int32

  static let usage: Int32 = 64
  static let badInput: Int32 = 65
  static let unavailable: Int32 = 69
  static let fault: Int32 = 70
  static let cannotCreate: Int32 = 73
  static let cannotWrite: Int32 = 74
  static let interrupted: Int32 = 130

  /// What any error of the libraries means to the shell.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let errors as ScenarioErrors:
      self.init(message: errors.description, exitCode: Self.badInput)
    case let error as NetworkError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as ParameterDrawError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let errors as DataErrors:
      self.init(message: errors.description, exitCode: Self.badInput)
    case let error as DataError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as BacktestError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as FittedParameterError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as CalibrationError:
      self.init(
        message: error.description,
        exitCode: error == .interrupted ? Self.interrupted : Self.badInput)
    case let error as DecisionError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as ComparisonError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as ReportPageError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as PartError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as StoredResultsError:
      self.init(message: error.description, exitCode: Self.badInput)
    case let error as DatabaseError:
      self.init(message: error.description, exitCode: error.exitCode)
    case let error as OutputError:
      self.init(message: error.description, exitCode: error.exitCode)
    case MonteCarloError.unknownMetric(let name, let known):
      self.init(
        message: "precision: there is no metric \(name); the metrics are "
          + known.joined(separator: ", "), exitCode: Self.badInput)
    case let error as MonteCarloError:
      self.init(message: error.description, exitCode: Self.usage)
    default: self.init(message: "unexpected: \(error)", exitCode: Self.fault)
    }
  }

  init(message: String, exitCode: Int32) {
    self.message = message
    self.exitCode = exitCode
  }
}

/// Runs a command's work; a failure becomes a sentence on stderr and an exit code.
func reportingFailures(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch {
    let failure = Failure(error)
    Terminal.error(failure.message)
    throw ExitCode(failure.exitCode)
  }
}

/// `file:line`, or the file alone.
func placed(_ file: String, _ line: Int?) -> String { line.map { "\(file):\($0)" } ?? file }
