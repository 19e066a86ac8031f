internal import Charts

/// Parts put together as one document.
struct PageMarkup {
  let parts: [Part]
  private(set) var html = ""
  private(set) var charts: [NamedChart] = []

  /// Rows of a chart's data table; the folder has them all.
  private static let rowsShown = 40

  var title: String {
    let names = parts.map(\.title)
    let isOne = names.allSatisfy { $0 == names.first }
    let kinds = parts.map(\.kind)
    guard parts.count > 1 else { return "\(names[0]): \(kinds[0].lowercased())" }
    return isOne ? "\(names[0]): \(parts.count) results" : "\(parts.count) results"
  }

  init(parts: [Part]) {
    self.parts = parts
    let hasScript = parts.contains { $0.data != nil }
    var body = ""
    for (index, part) in parts.enumerated() { body += markup(part, number: index) }
    html = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; \(hasScript ? "script-src '\(WhatIfScript.hash)'; " : "")\
      img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="kfactor">
      <title>\(Markup.text(title))</title>
      <style>\(PageStyle.text)</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the results</a>
      \(banner)<main id="main">\(body)</main>
      <footer><p>Made by kfactor from the files of \(parts.count == 1 ? "a results folder" : "\(parts.count) results folders"). \
      Nothing on this page asks a network.</p></footer>
      \(hasScript ? "<script>\(WhatIfScript.text)</script>\n" : "")</body>
      </html>

      """
  }

  /// Of a page about several results; one result has its own heading.
  private var banner: String {
    guard parts.count > 1 else { return "" }
    let links = parts.enumerated().map { index, part in
      "<li><a href=\"#p\(index)\">\(Markup.text(part.kind)): \(Markup.text(part.title))</a></li>"
    }
    return "<header class=\"top\"><h1>\(Markup.text(title))</h1><nav aria-label=\"Results\"><ol>"
      + links.joined() + "</ol></nav></header>"
  }

  private mutating func markup(_ part: Part, number: Int) -> String {
    let level = parts.count > 1 ? 2 : 1
    var text = "<article id=\"p\(number)\"><header class=\"head\">"
    text += "<p class=\"kind\">\(Markup.text(part.kind))</p>"
    text += "<h\(level)>\(Markup.text(part.title))</h\(level)>"
    text += Markup.paragraph(part.answer, class: "answer")
    if !part.keyFigures.isEmpty {
      text += "<dl class=\"key\">"
      for figure in part.keyFigures {
        text +=
          "<div><dt>\(Markup.text(figure.label))</dt><dd><b>\(Markup.text(figure.value))</b>"
          + "<span>\(Markup.text(figure.range))</span></dd></div>"
      }
      text += "</dl>"
    }
    text += "</header><nav class=\"toc\" aria-label=\"Sections of \(Markup.text(part.title))\"><ul>"
    for section in part.sections {
      text += "<li><a href=\"#p\(number)-\(section.id)\">\(Markup.text(section.title))</a></li>"
    }
    text += "</ul></nav>"
    for section in part.sections {
      let id = "p\(number)-\(section.id)"
      text +=
        "<section\(section.isFolded ? " class=\"folded\"" : "") id=\"\(id)\" aria-labelledby=\"\(id)-h\">"
      text += "<h\(level + 1) id=\"\(id)-h\">\(Markup.text(section.title))</h\(level + 1)>"
      for (index, block) in section.blocks.enumerated() {
        switch block {
        case .html(let html): text += html
        case .figure(let figure):
          text += markup(figure, id: "\(id)-\(index)", level: level + 2)
        }
      }
      text += "</section>"
    }
    if let data = part.data {
      text +=
        "<script type=\"application/json\" class=\"whatif-data\">"
        + data.replacing("<", with: "\\u003c") + "</script>"
    }
    return text + "</article>"
  }

  private mutating func markup(_ figure: Figure, id: String, level: Int) -> String {
    let first = figure.views[0].chart
    let axes = figure.axes.map { "\($0)" }.joined(separator: " ")
    var text = "<figure class=\"fig\"\(axes.isEmpty ? "" : " data-axes=\"\(axes)\"")>"
    text += "<figcaption><h\(level)>\(Markup.text(first.title))</h\(level)>"
    if !figure.note.isEmpty { text += Markup.paragraph(figure.note) }
    text += "</figcaption>"
    if figure.views.count > 1 {
      // Radio buttons in front of the views that they show, so that CSS alone switches.
      text +=
        "<div class=\"views\" role=\"radiogroup\" aria-label=\"Axis of \(Markup.text(first.title))\">"
      for (index, view) in figure.views.enumerated() {
        text +=
          "<input type=\"radio\" name=\"\(id)-view\" id=\"\(id)-r\(index)\" class=\"r\(index)\""
          + (index == 0 ? " checked" : "") + ">"
          + "<label for=\"\(id)-r\(index)\">\(Markup.text(view.label))</label>"
      }
      for (index, view) in figure.views.enumerated() {
        text += "<div class=\"view v\(index)\">\(drawn(view.chart, id: "\(id)-\(index)"))</div>"
      }
      text += "</div>"
    } else {
      text += drawn(first, id: id)
    }
    for view in figure.views { charts.append(NamedChart(name: view.name, chart: view.chart)) }
    text += Markup.details(
      "Data of this chart",
      Markup.scrolling(
        first.htmlTable(limit: Self.rowsShown), label: "Data of \(first.title)"), class: "data")
    return text + "</figure>"
  }

  /// In two widths, one of which the style sheet hides.
  private func drawn(_ chart: Chart, id: String) -> String {
    "<div class=\"wide\">\(chart.svg(width: 720, id: "\(id)-w"))</div>"
      + "<div class=\"slim\">\(chart.svg(width: 350, id: "\(id)-s"))</div>"
  }
}
