internal import Charts

/// Small pieces of HTML; every text is escaped here and nowhere else.
enum Markup {
  static func text(_ text: String) -> String { escapedMarkup(text) }

  static func paragraph(_ text: String, class name: String? = nil) -> String {
    "<p\(name.map { " class=\"\($0)\"" } ?? "")>\(escapedMarkup(text))</p>"
  }

  /// With words between back quotes set as code.
  static func prose(_ text: String) -> String {
    var html = ""
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    for (index, piece) in pieces.enumerated() {
      let isCode = !index.isMultiple(of: 2) && index < pieces.count - 1
      let words = escapedMarkup(String(piece))
      html += isCode ? "<code>\(words)</code>" : words
    }
    return "<p>\(html)</p>"
  }

  static func list(_ items: [String]) -> String {
    "<ul>" + items.map { "<li>\(escapedMarkup($0))</li>" }.joined() + "</ul>"
  }

  static func code(_ text: String) -> String {
    "<pre tabindex=\"0\"><code>\(escapedMarkup(text))</code></pre>"
  }

  static func details(_ title: String, _ html: String, class name: String = "more") -> String {
    "<details class=\"\(name)\"><summary>\(escapedMarkup(title))</summary>\(html)</details>"
  }

  /// A table that scrolls sideways inside its own box where it must.
  ///
  /// - Parameters:
  ///   - numeric: Columns that are aligned to the right.
  ///   - name: Of its class.
  ///   - hiddenWhenNarrow: A column that a phone has no room for.
  static func table(
    caption: String, header: [String], numeric: Set<Int>, rows: [[String]],
    class name: String? = nil, hiddenWhenNarrow: Int? = nil
  ) -> String {
    func classes(_ index: Int) -> String {
      let names = [numeric.contains(index) ? "n" : nil, index == hiddenWhenNarrow ? "m2" : nil]
        .compactMap { $0 }
      return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
    }
    var html =
      "<table\(name.map { " class=\"\($0)\"" } ?? "")><caption>\(escapedMarkup(caption))</caption><thead><tr>"
    for (index, cell) in header.enumerated() {
      html +=
        "<th scope=\"col\"\(classes(index))>\(escapedMarkup(cell))</th>"
    }
    html += "</tr></thead><tbody>"
    for row in rows {
      html += "<tr>"
      for (index, cell) in row.enumerated() {
        html +=
          index == 0
          ? "<th scope=\"row\">\(escapedMarkup(cell))</th>"
          : "<td\(classes(index))>\(escapedMarkup(cell))</td>"
      }
      html += "</tr>"
    }
    return scrolling(html + "</tbody></table>", label: caption)
  }

  static func scrolling(_ html: String, label: String) -> String {
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(escapedMarkup(label))\">"
      + html + "</div>"
  }
}
