internal import ReferralModel

/// Why a results folder cannot be used.
package enum OutputError: Error, Equatable, Sendable, CustomStringConvertible {
  case cannotCreate(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  case cannotRead(path: String, reason: String)
  /// A finished result is not as it was written.
  case damaged(path: String, reason: String)
  /// The folder belongs to a run with other inputs.
  case holdsAnotherRun(path: String)
  /// The folder holds files that are not of a run.
  case holdsOtherFiles(path: String, names: [String])
  /// Another process makes results in the folder.
  case inUse(path: String)

  package var description: String {
    printable(sentence)
  }

  private var sentence: String {
    switch self {
    case .cannotCreate(let path, let reason): "\(path): cannot be created: \(reason)"
    case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
    case .cannotRead(let path, let reason): "\(path): cannot be read: \(reason)"
    case .damaged(let path, let reason): "\(path): damaged: \(reason)"
    case .holdsAnotherRun(let path):
      "\(path): holds a run with other inputs (scenario, seed, replications or version); "
        + "choose another folder"
    case .holdsOtherFiles(let path, let names):
      "\(path): holds files that are not of a run (\(names.prefix(3).joined(separator: ", ")));"
        + " choose another folder"
    case .inUse(let path):
      "\(path): another kfactor is at work in this folder; wait for it, or choose another folder"
    }
  }

  /// As in sysexits.h: 65 when what is read is wrong, 73 when something cannot be created, 74 when
  /// input or output fails.
  package var exitCode: Int32 {
    switch self {
    case .damaged: 65
    case .cannotCreate, .holdsAnotherRun, .holdsOtherFiles, .inUse: 73
    case .cannotWrite, .cannotRead: 74
    }
  }
}
