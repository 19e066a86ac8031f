/// The style sheet of charts.
///
/// Classes say what is drawn (`l` line, `a` filled, `h` hollow, `t` text) and in whose colour.
package enum ChartStyle {
  /// For a page that sets the custom properties `--c1` and so on, as `variables` does.
  package static let page = rules { "var(--\($0.rawValue))" }

  /// "--c1:#0b61a4;…".
  package static func variables(_ palette: Palette) -> String {
    Role.allCases.map { "--\($0.rawValue):\(palette[$0])" }.joined(separator: ";")
  }

  /// For a file of its own: light, and dark where the reader's system is.
  ///
  /// Without custom properties, which programs other than browsers do not read.
  static let alone =
    rules { Palette.light[$0] }
    + "@media (prefers-color-scheme:dark){" + rules { Palette.dark[$0] } + "}"

  private static func rules(_ color: (Role) -> String) -> String {
    var text = ".chart{background:\(color(.paper))}"
    text +=
      ".chart text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
      + "sans-serif;fill:\(color(.ink))}"
    text += ".chart .mt{fill:\(color(.muted))}"
    text += ".chart .ti{font-size:16px;font-weight:600}"
    text +=
      ".chart .g{stroke:\(color(.grid));fill:none}.chart .ax{stroke:\(color(.muted));fill:none}"
    text += ".chart .l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}"
    text += ".chart .d{stroke-dasharray:5 4;stroke-linecap:butt}"
    text += ".chart .th{stroke-width:1}.chart .tk{stroke-width:5;stroke-linecap:butt}"
    for role in Role.allCases where role != .grid {
      let name = role.rawValue
      text += ".chart .l.\(name){stroke:\(color(role))}.chart .a.\(name){fill:\(color(role))}"
      text +=
        ".chart .h.\(name){fill:\(color(.paper));stroke:\(color(role));stroke-width:2}"
    }
    text += ".chart .s{stroke:\(color(.paper));stroke-width:1}"
    text += ".chart .halo{paint-order:stroke;stroke:\(color(.paper));stroke-width:3px}"
    return text
  }
}
