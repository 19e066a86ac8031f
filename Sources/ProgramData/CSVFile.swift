/// A comma-separated file with a header, read row by row in memory that its longest row bounds.
package struct CSVFile {
  package let path: String
  private let rows: CSVRows

  /// Opens a file and reads its header.
  ///
  /// - Throws: When it cannot be read, or is empty.
  package init(_ path: String) throws(DataError) {
    self.path = path
    rows = try CSVRows(try ByteWindow(try ByteStream(path, name: path)), delimiter: .comma)
  }

  package var header: [String] { rows.header }

  /// Reads a row.
  ///
  /// - Returns: False at the end.
  /// - Throws: When it is damaged or has another number of fields than the header.
  package func next(into row: inout Row) throws(DataError) -> Bool { try rows.next(into: &row) }
}
