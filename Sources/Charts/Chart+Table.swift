extension Chart {
  /// The data as an HTML table with a caption.
  ///
  /// - Parameter limit: Of rows; of more, evenly spaced ones are shown, the last among them.
  package func htmlTable(limit: Int = .max) -> String {
    let (header, rows) = cells
    let step = rows.count <= limit ? 1 : (rows.count + limit - 1) / limit
    let shown = rows.enumerated().filter {
      $0.offset.isMultiple(of: step) || $0.offset == rows.count - 1
    }
    var text = "<table><caption>\(escapedMarkup(title))"
    if step > 1 { text += ": \(shown.count) of \(rows.count) rows" }
    text += "</caption><thead><tr>"
    for (title, isNumber) in header {
      text += "<th scope=\"col\"\(isNumber ? " class=\"n\"" : "")>\(escapedMarkup(title))</th>"
    }
    text += "</tr></thead><tbody>"
    for (_, row) in shown {
      text += "<tr>"
      for (index, cell) in row.enumerated() {
        text +=
          index == 0
          ? "<th scope=\"row\">\(escapedMarkup(cell))</th>"
          : "<td\(header[index].isNumber ? " class=\"n\"" : "")>\(escapedMarkup(cell))</td>"
      }
      text += "</tr>"
    }
    return text + "</tbody></table>"
  }

  private var cells: (header: [(title: String, isNumber: Bool)], rows: [[String]]) {
    switch table {
    case .rows:
      return (
        data.columns.map { ($0.title, $0.kind == .quantitative) },
        (0..<data.rowCount).map { row in data.columns.map { $0.text(row) } }
      )
    case .pivot(let rowName, let columnName, let valueName):
      let (rows, columns, values) = (data[rowName], data[columnName], data[valueName])
      var names: [String] = []
      var lines: [(String, [String: String])] = []
      var places: [String: Int] = [:]
      for index in 0..<data.rowCount {
        let (row, column) = (rows.text(index), columns.text(index))
        if !names.contains(column) { names.append(column) }
        if let place = places[row] {
          lines[place].1[column] = values.text(index)
        } else {
          places[row] = lines.count
          lines.append((row, [column: values.text(index)]))
        }
      }
      return (
        [(rows.title, rows.kind == .quantitative)] + names.map { ($0, true) },
        lines.map { line in [line.0] + names.map { line.1[$0] ?? NumberFormat.undefined } }
      )
    }
  }
}
