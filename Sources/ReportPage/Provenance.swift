internal import Charts
internal import JSON

/// What a result rests on, and how to get it again.
struct Provenance {
  let folder: ResultsDirectory
  let slug: String

  init(_ folder: ResultsDirectory, slug: String) {
    self.folder = folder
    self.slug = slug
  }

  /// - Parameter engine: What made the numbers, in words.
  func sections(engine: String) throws(ReportPageError) -> [Section] {
    [try assumptions(), try reproduction(engine)].compactMap { $0 }
  }

  private func assumptions() throws(ReportPageError) -> Section? {
    guard let text = folder.text("scenario.yaml") else { return nil }
    let scenario = ScenarioText(text: text)
    var blocks: [Section.Block] = []
    if let description = scenario.value("description") {
      blocks.append(.html(Markup.prose(description)))
    }
    let sources = scenario.list("sources")
    if !sources.isEmpty {
      blocks.append(.html("<p>The numbers of the scenario come from:</p>" + Markup.list(sources)))
    }
    var notes: [(String, [String])] = []
    for (name, title) in [
      ("warnings", "Warnings:"),
      ("approximations", "Where the computation approximates:"),
    ] {
      if let said = try folder.summary.member(name)?.strings, !said.isEmpty {
        notes.append((title, said))
      }
    }
    for (title, said) in notes {
      blocks.append(.html(Markup.paragraph(title) + Markup.list(said)))
    }
    blocks.append(
      .html(Markup.details("The whole scenario, with every default", Markup.code(text))))
    return Section(id: "assumptions", title: "What this rests on", blocks: blocks)
  }

  private func reproduction(_ engine: String) throws(ReportPageError) -> Section? {
    let summary = folder.summary
    var facts: [[String]] = []
    if let version = try summary["kfactor"].member("version")?.string {
      facts.append(["kfactor", version])
    }
    facts.append(["Made by", engine])
    if let seed = summary.member("seed") { facts.append(["Seed", try plain(seed)]) }
    if let scenario = summary.member("scenario") {
      if let file = try scenario.member("file")?.string { facts.append(["Scenario", file]) }
      if let hash = try scenario.member("sha256")?.string {
        facts.append(["SHA-256 of it", hash])
      }
    }
    if let identity = try summary.member("identity")?.string {
      facts.append(["Identity of the result", identity])
    }
    let command = folder.text("command.txt") ?? ""
    return Section(
      id: "again", title: "The same numbers again",
      blocks: [
        .html(
          "<p>This command makes the same bytes again:</p>"
            + Markup.code(String(command.trimming { $0 == "\n" || $0 == " " }))
            + Markup.table(
              caption: "Where the numbers come from", header: ["what", "value"], numeric: [],
              rows: facts,
              class: "facts"))
      ])
  }

  private func plain(_ node: Node) throws(ReportPageError) -> String {
    node.value.text()
  }
}

extension String {
  /// Without such characters at its ends.
  fileprivate func trimming(_ isDropped: (Character) -> Bool) -> Substring {
    var text = self[...]
    while let last = text.last, isDropped(last) { text.removeLast() }
    while let first = text.first, isDropped(first) { text.removeFirst() }
    return text
  }
}
