/// A static chart as a value: data, scales, and layers of marks.
///
/// It has no size and no format: `svg`, `vegaLite` and `htmlTable` draw the same chart.
package struct Chart: Equatable, Sendable {
  package var title: String
  /// Says in words what is to be seen.
  package var description: String
  package var data: DataTable
  package var x: Axis
  package var y: Axis
  package var layers: [Layer]
  /// The names that colours stand for, in the order of the legend and of stacks.
  package var keys: [Key] = []
  package var legend = Legend.top
  /// Of the plot at full width, in pixels; bands make their own.
  package var height = 280.0
  package var table = TableShape.rows

  package init(
    title: String, description: String, data: DataTable, x: Axis, y: Axis, layers: [Layer],
    keys: [Key] = [], legend: Legend = .top, height: Double = 280, table: TableShape = .rows
  ) {
    self.title = title
    self.description = description
    self.data = data
    self.x = x
    self.y = y
    self.layers = layers
    self.keys = keys
    self.legend = legend
    self.height = height
    self.table = table
  }
}

extension Chart {
  package struct Axis: Equatable, Sendable {
    package var title: String
    package var scale: Scale
    package var format: NumberFormat
    /// In place of the data's ends.
    package var domain: ClosedRange<Double>?
    /// Values that it has room for, besides the data's.
    package var reaches: [Double]
    package var isHidden: Bool
    /// Pixels of a band on a vertical axis.
    package var bandHeight: Double

    package init(
      _ title: String, _ scale: Scale, format: NumberFormat = .number,
      domain: ClosedRange<Double>? = nil, reaches: [Double] = [], isHidden: Bool = false,
      bandHeight: Double = 30
    ) {
      self.title = title
      self.scale = scale
      self.format = format
      self.domain = domain
      self.reaches = reaches
      self.isHidden = isHidden
      self.bandHeight = bandHeight
    }
  }

  package enum Mark: Equatable, Sendable {
    case line(isDashed: Bool = false)
    /// Between `y` and `y2`, or from 0; or a region over the whole plot where `y` is missing.
    case area
    case bar
    /// The box from `x` to `x2` and from `y` to `y2`.
    case cell
    case point(Shape = .circle, radius: Double = 4)
    /// From `x` to `x2` or `y` to `y2`, or across the plot.
    case rule(isDashed: Bool = false, width: Double = 2)
    case text(Anchor = .middle, dx: Double = 0, dy: Double = 0)
    /// A short stroke across the other axis.
    case tick
  }

  package enum Shape: String, Sendable {
    case circle, diamond, square
  }

  package enum Anchor: String, Sendable {
    case start, middle, end
  }

  /// Where a place comes from.
  package enum Channel: Equatable, Sendable {
    case field(String)
    case number(Double)
    case name(String)
  }

  package enum Paint: Equatable, Sendable {
    /// The colour of a key.
    case key(String)
    /// The colour of the key that a nominal column names.
    case field(String)
    case role(Role)
  }

  package struct Layer: Equatable, Sendable {
    package var mark: Mark
    package var x: Channel?
    package var x2: Channel?
    package var y: Channel?
    package var y2: Channel?
    package var paint: Paint
    /// What a text mark says.
    package var text: Channel?
    /// Drawn as an outline on paper.
    package var isHollow: Bool
    /// Bars and areas are piled up in the order of the keys.
    package var isStacked: Bool
    /// In place of the chart's.
    package var data: DataTable?
    /// Columns that a mark's tooltip names.
    package var tooltip: [String]

    package init(
      _ mark: Mark, x: Channel? = nil, x2: Channel? = nil, y: Channel? = nil, y2: Channel? = nil,
      paint: Paint, text: Channel? = nil, isHollow: Bool = false, isStacked: Bool = false,
      data: DataTable? = nil, tooltip: [String] = []
    ) {
      self.mark = mark
      self.x = x
      self.x2 = x2
      self.y = y
      self.y2 = y2
      self.paint = paint
      self.text = text
      self.isHollow = isHollow
      self.isStacked = isStacked
      self.data = data
      self.tooltip = tooltip
    }
  }

  /// An entry of the legend.
  package struct Key: Equatable, Sendable {
    package enum Symbol: Equatable, Sendable {
      case line, dashed, area, point, diamond, hollow
    }
    package var name: String
    package var role: Role
    package var symbol: Symbol

    package init(_ name: String, _ role: Role, _ symbol: Symbol) {
      self.name = name
      self.role = role
      self.symbol = symbol
    }
  }

  package enum Legend: Sendable {
    /// Above the plot.
    case top
    /// Beside the ends of lines and piles, where there is room; else above.
    case direct
    case none
  }

  /// How data become a table.
  package enum TableShape: Equatable, Sendable {
    case rows
    /// A row for each value of one column, a column for each of another.
    case pivot(row: String, column: String, value: String)
  }

  /// The role of a name among the keys; ink for others.
  func role(_ name: String) -> Role { keys.first { $0.name == name }?.role ?? .ink }
}
