package import ReferralModel

/// How the cells of a source are to be read.
package struct ReadingOptions: Sendable {
  package var columns: ColumnMap
  package var dateFormat: DateFormat?
  package var zone = ZoneRule.utc
  /// Of CSV; where nil, the header says.
  package var delimiter: UInt8?
  /// What happened after this day is not yet known; the last date in the data where nil.
  package var observedUntil: CalendarDate?
  /// Called now and then, from the thread that reads.
  package var progress: (@Sendable (ImportProgress) -> Void)?

  package init(columns: ColumnMap) {
    self.columns = columns
  }
}

/// How far reading has come.
package struct ImportProgress: Equatable, Sendable {
  package var source: String
  package var rows: Int
  /// Of the file as it is stored, packed or not; both 0 where that is not known.
  package var bytesRead, bytesInAll: Int
}

extension ReadingOptions {
  /// Sets the delimiter of CSV.
  ///
  /// - Parameter text: A comma, a semicolon, a tab or its name, or another ASCII character.
  /// - Throws: When it is none of these, or one that CSV needs otherwise.
  package mutating func setDelimiter(_ text: String) throws(DataErrors) {
    let known: [String: UInt8] = [
      "comma": .comma, "semicolon": .semicolon, "tab": .tab, "\\t": .tab,
    ]
    let bytes = Array(text.utf8)
    let isUsable =
      bytes.count == 1 && bytes[0] < 0x80 && bytes[0] != .quote
      && (bytes[0] >= 0x20 || bytes[0] == .tab)
    guard let delimiter = known[text.lowercased()] ?? (isUsable ? bytes[0] : nil) else {
      throw DataErrors(
        DataError(
          "--delimiter \(text)", .badOption(expected: "comma, semicolon, tab or one character")))
    }
    self.delimiter = delimiter
  }
}
