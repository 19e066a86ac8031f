package import Charts

/// A chart with the name of its files.
package struct NamedChart: Equatable, Sendable {
  /// Of files, without an ending: "saas-credit-growth".
  package let name: String
  package let chart: Chart
}

/// A part of the page about one thing.
struct Section {
  let id: String
  let title: String
  var blocks: [Block]

  /// Whether all of it is folded away, so that paper would show a heading over nothing.
  var isFolded: Bool {
    blocks.allSatisfy { if case .html(let html) = $0 { html.hasPrefix("<details") } else { false } }
  }

  enum Block {
    /// Markup that is escaped already.
    case html(String)
    case figure(Figure)
  }
}

/// A chart as the page shows it: in two widths, with its data.
struct Figure {
  /// One, or several that readers switch between.
  let views: [(label: String, name: String, chart: Chart)]
  /// Said under the title; the chart's description unless given.
  let note: String
  /// What the what-if moves on it: the variable of its x axis, and that of its y axis on a map.
  var axes: [Int] = []

  init(_ name: String, _ chart: Chart, note: String? = nil) {
    views = [("", name, chart)]
    self.note = note ?? chart.description
  }

  init(views: [(label: String, name: String, chart: Chart)], note: String) {
    self.views = views
    self.note = note
  }
}

/// What the page says of one folder.
struct Part {
  /// "Forecast", "Recommendation", ...
  let kind: String
  let title: String
  /// The answer, in plain text.
  let answer: String
  var keyFigures: [KeyFigure] = []
  var sections: [Section] = []
  /// What a script needs; nil without a what-if.
  var data: String?

  struct KeyFigure {
    let label: String
    let value: String
    let range: String
  }
}
