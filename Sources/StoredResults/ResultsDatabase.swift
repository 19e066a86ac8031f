internal import Foundation
internal import ScenarioFile
internal import Simulation

/// One SQLite database of many finished results.
///
/// A result is known by its identity, the hash of all that determines its numbers: collecting it again
/// puts it in the place that it had.
package final class ResultsDatabase {
  private let database: SQLiteDatabase
  /// Whether this made the file, which then goes away with a failure.
  private let isNew: Bool
  package let path: String

  /// Opens a database of results, made where it is missing.
  ///
  /// - Throws: `DatabaseError` where the file is something else or cannot be written; nothing of it
  ///   is changed then, and no new file is left.
  package init(_ path: String) throws(DatabaseError) {
    self.path = path
    isNew = !FileManager.default.fileExists(atPath: path)
    do throws(DatabaseError) {
      let database = try SQLiteDatabase(path)
      self.database = database
      let tables = try database.run("SELECT count(*) FROM sqlite_master", []) ?? 0
      let application = try database.run("PRAGMA application_id", []) ?? 0
      if tables > 0 || application != 0 {
        guard application == Self.applicationID else { throw .foreign(path: path) }
        let version = try database.run("PRAGMA user_version", []) ?? 0
        guard version == Self.schemaVersion else {
          throw .otherSchema(path: path, found: version, expected: Self.schemaVersion)
        }
      }
      try database.run("PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL")
      if tables == 0 {
        // Both numbers are part of the transaction.
        try database.run(
          "BEGIN IMMEDIATE; \(Self.schema); PRAGMA application_id = \(Self.applicationID); "
            + "PRAGMA user_version = \(Self.schemaVersion); COMMIT")
      }
    } catch {
      if isNew { Self.remove(path) }
      throw error
    }
  }

  /// Puts a result in, in one transaction; one of the same identity is replaced.
  ///
  /// - Parameters:
  ///   - finishedOn: A date.
  ///   - replications: Whether every replication is stored too.
  /// - Throws: What is wrong with the folder or the database; the database is as before then.
  package func add(_ result: FinishedResult, finishedOn: String, replications: Bool = true) throws {
    let values = try scenarioValues(result.scenario, file: "\(result.path)/scenario.yaml")
    try transaction {
      let known = try database.run(
        "SELECT run_id FROM runs WHERE identity = ?", [.text(result.identity)])
      let id =
        try known ?? (database.run("SELECT coalesce(max(run_id), 0) + 1 FROM runs", []) ?? 1)
      if known != nil { try database.run("DELETE FROM runs WHERE run_id = ?", [.integer(id)]) }
      let rows = RunRows(database: database, run: id)
      do {
        try rows.insert(result, finishedOn: finishedOn, scenario: values)
        if replications { try rows.insertReplications(of: result) }
      } catch DatabaseError.notUnique {
        throw StoredResultsError.damaged(file: result.summaryFile, expected: "every name once")
      }
    }
  }

  /// Moves everything into the one file, so that it can be copied alone.
  package func finish() throws(DatabaseError) {
    _ = try database.run("PRAGMA wal_checkpoint(TRUNCATE)", [])
  }

  /// Drops the file that a failure left empty.
  package func discardIfNew() {
    if isNew { Self.remove(path) }
  }

  private static func remove(_ path: String) {
    for ending in ["", "-wal", "-shm", "-journal"] {
      // May not exist; the error that matters is the one before.
      _ = unsafe unlink(path + ending)
    }
  }

  private func transaction(_ body: () throws -> Void) throws {
    try database.run("BEGIN IMMEDIATE")
    do {
      try body()
      try database.run("COMMIT")
    } catch {
      // SQLite may have rolled back by itself; the error that matters is the first.
      do { try database.run("ROLLBACK") } catch { _ = error }
      throw error
    }
  }
}
