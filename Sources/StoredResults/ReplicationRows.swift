internal import ProgramData

/// The rows of a replications file, a replication at a time: of a run one row, of others one a
/// candidate.
struct ReplicationRows {
  let path: String
  private var file: CSVFile
  private var row = Row()
  /// Where the wanted columns are; nil of one that the file lacks.
  private let places: [Int]
  private let replication: Int
  private let candidate: Int?
  private var hasRow = false
  private var last = -1

  /// - Parameters:
  ///   - columns: Wanted, by name.
  /// - Throws: Where the file cannot be read or lacks a column.
  init(_ path: String, columns: [String]) throws {
    self.path = path
    file = try CSVFile(path)
    let header = file.header
    func place(_ name: String) throws(StoredResultsError) -> Int {
      guard let index = header.firstIndex(of: name) else {
        throw .damaged(file: path, expected: "a column \(name)")
      }
      return index
    }
    places = try columns.map(place)
    replication = try place("replication")
    candidate = header.firstIndex { $0 == "strategy" || $0 == "candidate" }
    hasRow = try file.next(into: &row)
  }

  /// Reads the rows of the next replication.
  ///
  /// - Parameter body: The candidate's name, nil of a run, and its values; nan where undefined.
  /// - Returns: The replication's number; nil at the end.
  mutating func next(
    _ body: (_ candidate: String?, _ values: [Double]) throws -> Void
  ) throws -> Int? {
    guard hasRow else { return nil }
    let number = try self.number()
    guard number > last else {
      throw StoredResultsError.damaged(
        file: path, expected: "replications in rising order in line \(row.line)")
    }
    last = number
    while try hasRow && self.number() == number {
      try body(candidate.map { row.text($0) }, try values())
      hasRow = try file.next(into: &row)
    }
    return number
  }

  private func number() throws(StoredResultsError) -> Int {
    guard let number = Int(row.text(replication)), number >= 0 else {
      throw .damaged(
        file: path, expected: "a replication's number in line \(row.line), column replication")
    }
    return number
  }

  private func values() throws(StoredResultsError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(places.count)
    for place in places {
      let text = row.text(place)
      guard !text.isEmpty else {
        values.append(.nan)
        continue
      }
      guard let value = Double(text), value.isFinite else {
        throw .damaged(
          file: path, expected: "a number in line \(row.line), column \(file.header[place])")
      }
      values.append(value)
    }
    return values
  }
}
