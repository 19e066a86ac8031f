import Foundation

/// The checkout, the built command, and folders to try things in.
enum Checkout {
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The built command, or the one that the variable KFACTOR names.
  static let executable =
    ProcessInfo.processInfo.environment["KFACTOR"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("kfactor")

  /// README.md and every page below Documentation.
  static func guides() throws -> [Guide] {
    let folder = root.appendingPathComponent("Documentation")
    var paths = ["README.md"]
    let walk = FileManager.default.enumerator(atPath: folder.path)
    while let name = walk?.nextObject() as? String {
      if name.hasSuffix(".md") { paths.append("Documentation/" + name) }
    }
    return try paths.sorted().map { path in
      Guide(path, text: try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8))
    }
  }
}

/// A folder as a checkout is, to run commands in; gone with `remove()`.
struct Scratch {
  let folder: URL
  private let environment: [String: String]

  /// - Parameter copying: What commands may write into; linked is what they only read.
  init(copying: [String] = ["Examples"], linking: [String] = ["Scenarios"]) throws {
    let files = FileManager.default
    folder = files.temporaryDirectory.appendingPathComponent("kfactor-guide-\(UUID().uuidString)")
    let bin = folder.appendingPathComponent(".bin")
    try files.createDirectory(at: bin, withIntermediateDirectories: true)
    try files.createSymbolicLink(
      at: bin.appendingPathComponent("kfactor"), withDestinationURL: Checkout.executable)
    for name in copying {
      try files.copyItem(
        at: Checkout.root.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    for name in linking {
      try files.createSymbolicLink(
        at: folder.appendingPathComponent(name),
        withDestinationURL: Checkout.root.appendingPathComponent(name))
    }
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = bin.path + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    environment["NO_COLOR"] = "1"
    environment["COLUMNS"] = nil
    environment["LC_ALL"] = "C"
    environment["TZ"] = "UTC"
    self.environment = environment
  }

  func remove() throws { try FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to name: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// What a command prints, says besides, and how it ends.
  struct Outcome {
    var output: String
    var error: String
    var exitCode: Int32

    /// What a person reads of it: the result, or why there is none.
    ///
    /// Notes that go with a result are left to the terminal.
    var shown: String { exitCode == 0 ? output : output + error }
  }

  /// Runs a line as a shell does.
  func run(_ command: String) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    // A file, since two pipes read one after the other can each wait for the other.
    let said = folder.appendingPathComponent(".bin/stderr")
    try Data().write(to: said)
    let error = try FileHandle(forWritingTo: said)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try error.close()
    return Outcome(
      output: String(decoding: printed, as: UTF8.self),
      error: try String(contentsOf: said, encoding: .utf8), exitCode: process.terminationStatus)
  }
}
