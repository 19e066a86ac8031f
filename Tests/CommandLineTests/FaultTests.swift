import Foundation
import Testing

/// Tools of this machine, which tests need.
private enum Machine {
  static let canTrace = works("strace -qq -o /dev/null true")
  static let hasPython = works("python3 -c 'import sqlite3'")

  private static func works(_ command: String) -> Bool {
    do {
      return try DrillTests.shell(command, in: FileManager.default.temporaryDirectory).exitCode == 0
    } catch {
      return false
    }
  }
}

/// What one system call that fails makes of a command: `strace` lets it fail.
@Suite(.enabled(if: Machine.canTrace, "no strace that may trace"))
struct FaultTests {
  /// Runs a command of which one call on one file fails.
  ///
  /// - Parameters:
  ///   - call: As strace names it, with its error: `fsync:error=EIO:when=2`.
  ///   - path: Of the file or folder, in `folder`.
  private func run(
    _ words: String, failing call: String, on path: String, in folder: URL
  ) throws -> Command {
    let file = folder.resolvingSymlinksInPath().appendingPathComponent(path).path
    return try DrillTests.shell(
      "exec strace -f -qq -o trace -P '\(file)' --inject=\(call) '\(Command.executable.path)' "
        + words.replacing("FILE", with: "'\(file)'"), in: folder)
  }

  private func inFolderWithScenario(_ work: (URL) throws -> Void) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try work(folder)
    }
  }

  // The folder is opened to be locked, to be listed, and to be synchronized, twice so far; its files
  // go to disk before it does.
  @Test(arguments: [
    ("openat:error=EACCES:when=1", "cannot be read: Permission denied"),
    ("openat:error=EACCES:when=2", "cannot be read: Permission denied"),
    ("openat:error=EACCES:when=3", "cannot be written: Permission denied"),
    ("newfstatat,fstat:error=EIO:when=2", "cannot be read: Input/output error"),
    ("fsync:error=EIO:when=1", "cannot be written: Input/output error"),
    ("fsync:error=EIO:when=2", "cannot be written: Input/output error"),
  ])
  func `a folder that fails once is told, and the run goes on from there`(
    call: String, said: String
  ) throws {
    try inFolderWithScenario { folder in
      let words = "run small.yaml --replications 4 --quiet --output FILE"
      let failed = try run(words, failing: call, on: "results", in: folder)
      #expect(failed.exitCode == 74 && failed.output.isEmpty, "\(failed)")
      #expect(failed.error.hasSuffix("/results: \(said)\n"), "\(failed.error)")
      let again = try run(words, failing: "fsync:error=EIO:when=99", on: "results", in: folder)
      #expect(again.exitCode == 0, "\(again.error)")
    }
  }

  @Test func `a file that cannot be brought to disk has no final name`() throws {
    try inFolderWithScenario { folder in
      let command = "'\(Command.executable.path)' run small.yaml --replications 4 --quiet"
      let failed = try DrillTests.shell(
        "exec strace -f -qq -o trace --inject=fsync:error=EIO:when=5 \(command) --threads 1 --output "
          + "results",
        in: folder)
      #expect(failed.exitCode == 74)
      #expect(
        failed.error == "results/scenario.yaml: cannot be written: Input/output error\n")
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("results").path)
      #expect(names == [".partial"])
    }
  }

  @Test func `a part whose size cannot be asked is told`() throws {
    try inFolderWithScenario { folder in
      for cut in ["0:2", "2:4"] {
        try Command.run(
          "run", "small.yaml", "--replications", "4", "--reps", cut, "--output", cut, in: folder)
      }
      let merged = try run(
        "merge 0:2 2:4 --output whole", failing: "newfstatat,fstat,statx:error=EIO",
        on: "0:2/part.bin", in: folder)
      #expect(merged.exitCode == 74, "\(merged)")
      #expect(merged.error == "0:2/part.bin: cannot be read: Input/output error\n")
    }
  }

  // What is to come is written beside the database first; from there it is brought in whole, now or
  // by whoever opens it next.
  @Test(
    .enabled(if: Machine.hasPython, "no python3 to look into a database with"),
    arguments: [("r.db-wal", 1, "1"), ("r.db-wal", 7, "1"), ("r.db", 1, "2"), ("r.db", 5, "2")])
  func `a database on a full disk keeps what it had`(
    file: String, number: Int, runs: String
  ) throws {
    try inFolderWithScenario { folder in
      for (name, replications) in [("a", "4"), ("b", "5")] {
        try Command.run(
          "run", "small.yaml", "--replications", replications, "--output", name, in: folder)
      }
      #expect(try Command.run("results", "a", "--sqlite", "r.db", in: folder).exitCode == 0)
      let failed = try run(
        "results b --sqlite r.db", failing: "pwrite64:error=ENOSPC:when=\(number)", on: file,
        in: folder)
      #expect(failed.exitCode == 74, "\(failed)")
      #expect(failed.error == "r.db: cannot be written: no space is left\n")
      func look() throws -> String {
        let look = "SELECT count(*), integrity_check FROM runs, pragma_integrity_check"
        return try DrillTests.shell(
          "python3 -c \"import sqlite3; print(*sqlite3.connect('r.db').execute('\(look)').fetchone())\"",
          in: folder
        ).text
      }
      #expect(try look() == "\(runs) ok\n")
      #expect(try Command.run("results", "b", "--sqlite", "r.db", in: folder).exitCode == 0)
      #expect(try look() == "2 ok\n")
    }
  }
}

/// Files that the system refuses without being asked to.
@Suite struct RefusedReadingTests {
  // Of a process's memory, the first page is nobody's.
  #if os(Linux)
    @Test(arguments: [
      (["run", "/proc/self/mem"], "/proc/self/mem: error: cannot be read"),
      (["validate", "/proc/self/mem"], "/proc/self/mem: error: cannot be read"),
    ])
    func `a scenario that cannot be read`(words: [String], said: String) throws {
      try inTemporaryFolder { folder in
        let run = try Command.run(words, in: folder)
        #expect(run.exitCode == 65 && run.output.isEmpty)
        #expect(run.error.hasPrefix(said), "\(run.error)")
      }
    }

    @Test func `data that cannot be read`() throws {
      try inTemporaryFolder { folder in
        try RunCommandTests.write(smallScenario, to: folder)
        let run = try Command.run(
          "calibrate", "small.yaml", "--events", "/proc/self/mem", in: folder)
        #expect(run.exitCode == 74 && run.output.isEmpty)
        #expect(run.error == "/proc/self/mem: error: cannot be read\n")
      }
    }
  #endif

  @Test func `a check whose answer cannot be given has failed`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let closed = try DrillTests.shell(
        "'\(Command.executable.path)' validate small.yaml >&-", in: folder)
      #expect(closed.exitCode == 74, "\(closed)")
    }
  }

  @Test(.enabled(if: Machine.hasPython, "no python3 to hold a database with"))
  func `a database in use, and one that refuses a row`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try Command.run("run", "small.yaml", "--replications", "4", "--output", "a", in: folder)
      #expect(try Command.run("results", "a", "--sqlite", "r.db", in: folder).exitCode == 0)
      // The pipe says when it is held, and ends it.
      let held = try DrillTests.shell(
        """
        mkfifo ready done
        python3 -c "
        import sqlite3
        c = sqlite3.connect('r.db')
        c.execute('BEGIN EXCLUSIVE')
        open('ready', 'w').close()
        open('done').close()
        " &
        : < ready
        '\(Command.executable.path)' results a --sqlite r.db; code=$?
        : > done
        wait
        exit $code
        """, in: folder)
      #expect(held.exitCode == 74)
      #expect(held.error == "r.db: cannot be written: another program is using it\n")

      let trigger = "CREATE TRIGGER t BEFORE INSERT ON metrics BEGIN SELECT RAISE(FAIL, 'no'); END"
      try DrillTests.shell(
        "python3 -c \"import sqlite3; sqlite3.connect('r.db').execute('''\(trigger)''')\"",
        in: folder)
      let refused = try Command.run("results", "a", "--sqlite", "r.db", in: folder)
      #expect(refused.text == "r.db: 0 results\n", "\(refused)")
      #expect(refused.error.contains("skipped: a/summary.json: "))
    }
  }
}
