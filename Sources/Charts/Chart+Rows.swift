extension Chart {
  /// A place on an axis, before its scale.
  enum Place: Equatable {
    case number(Double)
    case name(String)

    var number: Double? {
      guard case .number(let value) = self else { return nil }
      return value
    }
  }

  /// A row of a layer's data with its channels looked up and its piles piled up.
  struct Row: Equatable {
    var x: Place?
    var x2: Place?
    var y: Place?
    var y2: Place?
    /// The key that its colour stands for.
    var key: String?
    var role: Role
    var text: String
    var tooltip: String
  }

  func data(of layer: Layer) -> DataTable { layer.data ?? data }

  /// One a row of the layer's data; one in all where no channel names a column.
  func rows(of layer: Layer) -> [Row] {
    let data = data(of: layer)
    let channels = [layer.x, layer.x2, layer.y, layer.y2, layer.text]
    let usesColumns = channels.contains { if case .field? = $0 { true } else { false } }
    func place(_ channel: Channel?, _ row: Int) -> Place? {
      switch channel {
      case nil: nil
      case .number(let value): .number(value)
      case .name(let name): .name(name)
      case .field(let name):
        data[name].kind == .nominal
          ? .name(data[name].texts[row]) : .number(data[name].numbers[row])
      }
    }
    func text(_ channel: Channel?, _ row: Int) -> String {
      switch channel {
      case nil: ""
      case .number(let value): NumberFormat.number.text(value)
      case .name(let name): name
      case .field(let name): data[name].text(row)
      }
    }
    var rows = (0..<(usesColumns ? data.rowCount : 1)).map { row in
      var key: String?
      let role: Role
      switch layer.paint {
      case .role(let fixed): role = fixed
      case .key(let name): (key, role) = (name, self.role(name))
      case .field(let column):
        let name = data[column].texts[row]
        (key, role) = (name, self.role(name))
      }
      return Row(
        x: place(layer.x, row), x2: place(layer.x2, row), y: place(layer.y, row),
        y2: place(layer.y2, row), key: key, role: role, text: text(layer.text, row),
        tooltip: layer.tooltip.map { "\(data[$0].title): \(data[$0].text(row))" }
          .joined(separator: "\n"))
    }
    if layer.isStacked { pile(&rows) }
    return rows
  }

  /// Puts the numbers of rows at one place on top of each other, in the order of the keys.
  private func pile(_ rows: inout [Row]) {
    let isVertical = rows.contains { $0.y?.number != nil }
    let order = rows.indices.sorted { left, right in
      (rank(rows[left].key), left) < (rank(rows[right].key), right)
    }
    var tops: [String: Double] = [:]
    for index in order {
      let along = isVertical ? rows[index].x : rows[index].y
      let value = (isVertical ? rows[index].y : rows[index].x)?.number ?? 0
      let place = along.map { "\($0)" } ?? ""
      let bottom = tops[place] ?? 0
      let top = bottom + (value.isFinite ? value : 0)
      tops[place] = top
      if isVertical {
        (rows[index].y, rows[index].y2) = (.number(top), .number(bottom))
      } else {
        (rows[index].x, rows[index].x2) = (.number(top), .number(bottom))
      }
    }
  }

  private func rank(_ key: String?) -> Int {
    keys.firstIndex { $0.name == key } ?? keys.count
  }
}
