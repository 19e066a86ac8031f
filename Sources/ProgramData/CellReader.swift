/// Reads the cells of one source for one table, collecting what is wrong with them.
struct CellReader {
  /// A date, and the one it is where the day comes first, as long as that is open.
  struct ReadDate {
    var moment: Moment
    var dayFirst: Moment?
  }

  /// Which of day and month comes first, when written with slashes.
  enum DateOrder: Equatable {
    case open
    case monthFirst(line: Int)
    case dayFirst(line: Int)
  }

  let reader: RowReader
  let source: Int
  /// Columns the user mapped to what this source does not have, as errors.
  let unmatched: [DataError]
  private(set) var row = Row()
  private(set) var order = DateOrder.open
  private var firstUnclear: (place: DataError.Place, column: Int, text: String)?
  private var dates: DateReader
  let numbers: NumberReader
  private let names: [String]
  private let positions: [Int?]
  private let progress: (@Sendable (ImportProgress) -> Void)?
  private var errors: [DataError] = []
  private var rows = 0
  private var cell: [UInt8] = []

  /// - Parameter isOneOfSeveral: Whether another source may have what this one lacks.
  init(
    _ name: String, as table: TableKind, needed: [[String]], isOneOfSeveral: Bool = false,
    options: ReadingOptions, report: inout ImportReport
  ) throws(DataErrors) {
    do {
      reader = try RowReader(name, delimiter: options.delimiter)
    } catch {
      throw DataErrors(error)
    }
    let (found, unmatched) = try options.columns.positions(
      in: reader, table: table, needed: needed)
    if !isOneOfSeveral, !unmatched.isEmpty { throw DataErrors(unmatched) }
    self.unmatched = unmatched
    positions = found
    names = table.columns
    dates = DateReader(format: options.dateFormat, zone: options.zone)
    numbers = NumberReader(hasDecimalComma: reader.delimiter == .semicolon)
    progress = options.progress
    let header = reader.header
    var used: [ImportReport.Column] = []
    for (name, position) in zip(names, positions) {
      if let position { used.append(.init(name: name, header: header[position])) }
    }
    let taken = Set(positions.compactMap(\.self))
    var countsRows = false
    if case .row = reader.place(ofLine: 1) { countsRows = true }
    source = report.begin(
      .init(
        name: name, table: table, used: used,
        unused: header.indices.filter { !taken.contains($0) }.map { header[$0] }
          .map { $0.contains("@") ? "(an e-mail address)" : $0 },
        countsRows: countsRows))
  }

  func has(_ column: Int) -> Bool { positions[column] != nil }

  /// Reads the next row.
  ///
  /// - Returns: False at the end.
  /// - Throws: Where the source is damaged, or enough cells could not be read.
  mutating func next(_ report: inout ImportReport) throws(DataErrors) -> Bool {
    guard errors.count < DataErrors.limit else { throw DataErrors(errors) }
    do {
      guard try reader.next(into: &row) else {
        tellProgress()
        return false
      }
    } catch {
      throw DataErrors(errors + [error])
    }
    rows += 1
    report.readRow(of: source)
    if rows & 0xFFFF == 0 { tellProgress() }
    return true
  }

  /// - Throws: What was wrong with the cells of all rows, or that no date tells day from month.
  mutating func finish() throws(DataErrors) {
    if order == .open, let unclear = firstUnclear {
      errors.append(
        DataError(
          reader.name, at: unclear.place, of: names[unclear.column],
          .unclearDayAndMonth(found: shownCell(unclear.text))))
    }
    guard errors.isEmpty else { throw DataErrors(errors) }
    if rows == 0 { throw DataErrors(DataError(reader.name, .headerOnly)) }
  }

  private func tellProgress() {
    progress?(
      ImportProgress(
        source: reader.name, rows: rows, bytesRead: reader.bytesRead, bytesInAll: reader.size))
  }

  mutating func fail(_ column: Int, _ problem: DataError.Problem) {
    guard errors.count < DataErrors.limit else { return }
    let place =
      positions[column].map { reader.place(ofField: $0, in: row) } ?? reader.place(of: row)
    errors.append(DataError(reader.name, at: place, of: names[column], problem))
  }

  /// Whether the cell of a column says nothing; also where there is no such column.
  func isBlank(_ column: Int) -> Bool {
    guard let position = positions[column] else { return true }
    let cell = row.bytes[row.range(position)].filter { !$0.isSpace && $0 != row.separator }
    return cell.isEmpty || CellReader.isBlankWord(Array(cell))
  }

  /// The cell of a column without space around it; nil where it is blank or there is none.
  ///
  /// - Parameter mayBeNone: Whether "none" is a label.
  mutating func text(
    _ column: Int, mayBeNone: Bool = false, _ report: inout ImportReport
  ) -> [UInt8]? {
    guard let position = positions[column] else { return nil }
    var range = row.range(position)
    if let separator = row.separator,
      let end = row.bytes[range].firstIndex(of: separator)
    {
      range = range.lowerBound..<end
    }
    return trimmed(range, mayBeNone: mayBeNone, &report) ? cell : nil
  }

  /// Sets `cell`; false where it is blank.
  private mutating func trimmed(
    _ range: Range<Int>, mayBeNone: Bool = false, _ report: inout ImportReport
  ) -> Bool {
    var (first, last) = (range.lowerBound, range.upperBound)
    while first < last, row.bytes[first].isSpace { first += 1 }
    while last > first, row.bytes[last - 1].isSpace { last -= 1 }
    guard first < last else { return false }
    cell.removeAll(keepingCapacity: true)
    cell.append(contentsOf: row.bytes[first..<last])
    let isNone = mayBeNone && cell.count == 4 && cell[1].lowercased == UInt8(ascii: "o")
    if CellReader.isBlankWord(cell) && !isNone {
      report.note(.blankWord, source: source, line: row.line)
      return false
    }
    return true
  }

  private static let blankWords = Set(
    ["null", "none", "nil", "na", "n/a", "#n/a", "nan", "nat", "\\n", "-", "undefined"].map {
      Array($0.utf8)
    })

  private static func isBlankWord(_ cell: [UInt8]) -> Bool {
    guard cell.count <= 9 else { return false }
    switch cell[0].lowercased {
    case UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "#"), UInt8(ascii: "-"),
      UInt8(ascii: "\\"):
      return blankWords.contains(cell.map(\.lowercased))
    default: return false
    }
  }

  /// The part of a cell, of which JSON may have several, that begins at `start`; nil past the end.
  private func part(_ column: Int, from start: inout Int) -> Range<Int>? {
    guard let position = positions[column] else { return nil }
    let range = row.range(position)
    let first = max(start, range.lowerBound)
    guard first <= range.upperBound, start <= range.upperBound else { return nil }
    guard let separator = row.separator,
      let end = row.bytes[first..<range.upperBound].firstIndex(of: separator)
    else {
      start = range.upperBound + 1
      return first..<range.upperBound
    }
    start = end + 1
    return first..<end
  }

  /// A finite number, of several their sum; nil where blank.
  mutating func number(
    _ column: Int, expected: String = "a number", in allowed: ClosedRange<Double>? = nil,
    _ report: inout ImportReport
  ) -> Double? {
    var sum: Double?
    var next = 0
    while let range = part(column, from: &next) {
      guard trimmed(range, &report) else { continue }
      guard let value = numbers.read(cell), allowed?.contains(value) ?? true else {
        let found = shownCell(String(decoding: cell, as: UTF8.self))
        fail(
          column,
          numbers.isAmbiguous(cell)
            ? .thousandsOrDecimals(found: found) : .cell(expected: expected, found: found))
        return nil
      }
      sum = (sum ?? 0) + value
    }
    return sum
  }

  /// A date, of several the earliest; nil where blank.
  ///
  /// - Parameter mayBeNever: Whether a date of the year 9999 is read as blank.
  mutating func date(
    _ column: Int, mayBeNever: Bool = true, _ report: inout ImportReport
  ) -> ReadDate? {
    var earliest: ReadDate?
    var next = 0
    while let range = part(column, from: &next) {
      guard trimmed(range, &report) else { continue }
      guard let date = readDate(column, mayBeNever: mayBeNever, &report) else { continue }
      guard let other = earliest else {
        earliest = date
        continue
      }
      let dayFirst = (date.dayFirst ?? date.moment, other.dayFirst ?? other.moment)
      earliest = ReadDate(
        moment: date.moment.days < other.moment.days ? date.moment : other.moment,
        dayFirst: date.dayFirst == nil && other.dayFirst == nil
          ? nil : dayFirst.0.days < dayFirst.1.days ? dayFirst.0 : dayFirst.1)
    }
    return earliest
  }

  private mutating func readDate(
    _ column: Int, mayBeNever: Bool, _ report: inout ImportReport
  ) -> ReadDate? {
    guard let date = orderedDate(column) else { return nil }
    // How databases write "never".
    if mayBeNever && date.moment.days >= CellReader.endOfTime {
      report.note(.endOfTime, source: source, line: row.line)
      return nil
    }
    guard DateReader.days.contains(date.moment.days) else {
      fail(
        column,
        .cell(
          expected: "a date of the years \(DateReader.years.lowerBound) to "
            + "\(DateReader.years.upperBound)", found: "\(date.moment.date)"))
      return nil
    }
    return date
  }

  /// The date in `cell`, with day and month as in the rows before.
  private mutating func orderedDate(_ column: Int) -> ReadDate? {
    let date: ReadDate
    switch dates.read(cell) {
    case .moment(let moment): date = ReadDate(moment: moment)
    case .monthFirst(let moment):
      if case .dayFirst(let line) = order {
        fail(column, .mixedDayAndMonth(monthFirst: row.line, dayFirst: line))
        return nil
      }
      if order == .open { order = .monthFirst(line: row.line) }
      date = ReadDate(moment: moment)
    case .dayFirst(let moment):
      if case .monthFirst(let line) = order {
        fail(column, .mixedDayAndMonth(monthFirst: line, dayFirst: row.line))
        return nil
      }
      if order == .open { order = .dayFirst(line: row.line) }
      date = ReadDate(moment: moment)
    case .either(let monthFirst, let dayFirst):
      switch order {
      case .monthFirst: date = ReadDate(moment: monthFirst)
      case .dayFirst: date = ReadDate(moment: dayFirst)
      case .open:
        if firstUnclear == nil, let position = positions[column] {
          firstUnclear = (
            reader.place(ofField: position, in: row), column, String(decoding: cell, as: UTF8.self)
          )
        }
        date = ReadDate(moment: monthFirst, dayFirst: dayFirst)
      }
    case .unreadable(let expected):
      fail(
        column,
        .cell(expected: expected, found: shownCell(String(decoding: cell, as: UTF8.self))))
      return nil
    }
    return date
  }

  /// 9999-01-01.
  private static let endOfTime = 2_932_532.0
}
