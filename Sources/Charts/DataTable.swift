/// The data of a chart: named columns of one length.
package struct DataTable: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case quantitative, temporal, nominal
  }

  package struct Column: Equatable, Sendable {
    package let name: String
    /// For people.
    package let title: String
    package let kind: Kind
    package let format: NumberFormat
    /// Numbers, or days since 1970; nan where missing.
    ///
    /// Empty for a nominal column.
    package let numbers: [Double]
    /// Empty unless nominal.
    package let texts: [String]

    var count: Int { kind == .nominal ? texts.count : numbers.count }

    /// The value of a row for people.
    func text(_ row: Int) -> String {
      switch kind {
      case .nominal: texts[row]
      case .quantitative: format.text(numbers[row])
      case .temporal:
        numbers[row].isFinite
          ? CalendarDay(daysSince1970: Int(numbers[row])).description : NumberFormat.undefined
      }
    }
  }

  package let columns: [Column]
  package let rowCount: Int

  /// - Precondition: All columns have one length.
  package init(_ columns: [Column]) {
    rowCount = columns.first?.count ?? 0
    precondition(columns.allSatisfy { [rowCount] in $0.count == rowCount }, "columns of one length")
    self.columns = columns
  }

  package subscript(name: String) -> Column {
    guard let column = columns.first(where: { $0.name == name }) else {
      preconditionFailure("a chart names columns of its data, not \(name)")
    }
    return column
  }
}

extension DataTable.Column {
  package static func numbers(
    _ name: String, _ values: [Double], title: String? = nil, format: NumberFormat = .number
  ) -> Self {
    .init(
      name: name, title: title ?? name, kind: .quantitative, format: format, numbers: values,
      texts: [])
  }

  /// Days since 1970.
  package static func days(_ name: String, _ values: [Double], title: String? = nil) -> Self {
    .init(
      name: name, title: title ?? name, kind: .temporal, format: .number, numbers: values, texts: []
    )
  }

  package static func texts(_ name: String, _ values: [String], title: String? = nil) -> Self {
    .init(
      name: name, title: title ?? name, kind: .nominal, format: .number, numbers: [], texts: values)
  }
}
