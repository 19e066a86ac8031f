extension DataError {
  /// What is wrong: the facts, from which `description` makes the sentence.
  package enum Problem: Equatable, Sendable {
    case missingFile
    case directory
    case unreadable(reason: String)
    case empty
    case headerOnly
    /// Two bytes at the start say UTF-16.
    case utf16
    /// A zip archive, which is what an Excel workbook is.
    case zipArchive
    case notUTF8(byte: UInt8)
    case nulByte
    case unterminatedQuote
    case textAfterQuote
    case ragged(expected: Int, found: Int)
    case rowTooLong(limit: Int)
    case unclearDelimiter(String, String)
    case duplicateHeader(String)
    /// 1.089 where others have decimal commas.
    case thousandsOrDecimals(found: String)
    case notJSON(expected: String)
    case noRecords(found: String)
    case severalArrays([String])
    case tooManyFields(limit: Int)
    case notRereadable
    case database(message: String)
    case unnamedTable(path: String, tables: [String])
    case unknownTable(String, nearest: String?, tables: [String])
    case binaryCell
    /// A column that is needed and not there.
    case missingColumn(Missing)
    /// A header in `--map` that is not there.
    case unknownHeader(String, nearest: String?, table: String)
    case unknownNeutral(String, nearest: String?, known: [String])
    case malformedMap
    case unknownPreset(nearest: String?, known: [String])
    case badFormat(String)
    case badTimeZone
    case badOption(expected: String)
    /// A cell that cannot be read as what is expected.
    case cell(expected: String, found: String)
    case blankCell(expected: String)
    /// Days and months that nothing tells apart.
    case unclearDayAndMonth(found: String)
    case mixedDayAndMonth(monthFirst: Int, dayFirst: Int)
    case repeated(what: String, firstAt: Int)
    case contradiction(String)
    case personalLabel
    case tooManyLabels(limit: Int)
    case loneFlow
  }

  /// A column that is needed and not there.
  package struct Missing: Equatable, Sendable {
    /// The neutral names, one of which would do.
    package var names: [String]
    /// The header most like one of them.
    package var nearest: String?
    package var headers: [String]
    /// What a preset looked for, or why it could not.
    package var preset: String?
  }
}

extension DataError.Problem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingFile: "no such file"
    case .directory: "is a directory; expected a file"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .empty: "is empty; expected a header and rows"
    case .headerOnly: "holds a header and no row"
    case .utf16: "is UTF-16; save it as UTF-8"
    case .zipArchive: "is a zip archive or an Excel workbook; export it as CSV"
    case .notUTF8(let byte):
      "byte 0x\(String(byte, radix: 16, uppercase: true)) is not UTF-8; save the file as UTF-8"
    case .nulByte: "a NUL byte; expected text"
    case .unterminatedQuote: "a quote opens here and is never closed"
    case .textAfterQuote:
      "text after a closing quote; expected a delimiter or the end of the row "
        + "(a quote inside quotes is written twice)"
    case .ragged(let expected, let found):
      "expected \(counted(expected, "field")) as in the header, found \(found)"
    case .rowTooLong(let limit):
      "a row goes on for more than \(limit >> 20) MiB; is a quote in it never closed?"
    case .unclearDelimiter(let one, let other):
      "the header has as many '\(one)' as '\(other)'; say which one separates with --delimiter"
    case .duplicateHeader(let name): "two columns are called \(shownHeader(name))"
    case .thousandsOrDecimals(let found):
      "expected a number without a point that may separate thousands or decimals, found \(found); in a "
        + "file with semicolons, where commas may separate decimals, write 1089 or 1,089"
    case .notJSON(let expected): "not valid JSON; expected \(expected)"
    case .noRecords(let found):
      "expected an array of objects, an object with one array of objects in it, or one object a "
        + "line, found \(found)"
    case .severalArrays(let names):
      "holds several arrays; name one after #: \(names.map { "#" + $0 }.joined(separator: ", "))"
    case .tooManyFields(let limit):
      "records with more than \(limit) different fields between them; are identifiers used as keys?"
    case .notRereadable: "JSON is read twice, and this is not a regular file; save it to one first"
    case .database(let message): "SQLite: \(message)"
    case .unnamedTable(let path, let tables):
      "is an SQLite database; name a table or a query after #, such as "
        + "\(path)#\(tables.first ?? "table")\(Self.listed("it has", tables))"
    case .unknownTable(let name, let nearest, let tables):
      "no table '\(name)'" + Self.meant(nearest) + Self.listed("there are", tables)
    case .binaryCell: "a BLOB; expected text or a number"
    case .missingColumn(let missing): missing.sentence
    case .unknownHeader(let name, let nearest, let table):
      "no column \(shownHeader(name))" + Self.meant(nearest)
        + (table.isEmpty ? "" : " (for one table only, write \(table).NAME=HEADER)")
    case .unknownNeutral(let name, let nearest, let known):
      "no column called '\(name)'" + Self.meant(nearest)
        + Self.listed("there are", known)
    case .malformedMap: "expected NAME=HEADER, such as \"joined_at=Sign Up Date\""
    case .unknownPreset(let nearest, let known):
      "no such preset" + Self.meant(nearest) + Self.listed("there are", known)
    case .badFormat(let reason): reason
    case .badTimeZone:
      "expected an offset such as +02:00, UTC, or a name such as Europe/Berlin"
    case .badOption(let expected): "expected \(expected)"
    case .blankCell(let expected): "expected \(expected), found nothing"
    case .cell(let expected, let found): "expected \(expected), found \(found)"
    case .unclearDayAndMonth(let found):
      "\(found) may be month/day or day/month, and no date of this file tells which; "
        + "give --date-format M/d/yyyy or --date-format d/M/yyyy"
    case .mixedDayAndMonth(let monthFirst, let dayFirst):
      "line \(monthFirst) has the month first and line \(dayFirst) the day first; one file writes "
        + "dates one way"
    case .repeated(let what, let line): "\(what) given twice, first on line \(line)"
    case .contradiction(let sentence): sentence
    case .personalLabel:
      "what looks like an e-mail address where a category is expected; is the right column mapped?"
    case .tooManyLabels(let limit):
      "more than \(limit) different values where a category is expected; is the right column mapped?"
    case .loneFlow:
      "one row alone does not say how long its period is; write its date as 2008-09, or add a row"
    }
  }

  private static func meant(_ nearest: String?) -> String {
    nearest.map { "; did you mean \(shownHeader($0))?" } ?? ""
  }

  private static func listed(_ verb: String, _ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    let more = names.count > 20 ? ", ..." : ""
    return "; \(verb) \(names.prefix(20).joined(separator: ", "))\(more)"
  }
}

extension DataError.Missing {
  fileprivate var sentence: String {
    let wanted = names.joined(separator: " or ")
    let found = headers.prefix(20).map(shownHeader).joined(separator: ", ")
    let near = nearest.map { "; the nearest is \(shownHeader($0))" } ?? ""
    return "no column for \(wanted); found \(found)\(headers.count > 20 ? ", ..." : "")\(near); "
      + (preset.map { "\($0); " } ?? "") + "give --map \"\(names[0])=HEADER\""
  }
}

/// "1 row", "2 rows".
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
