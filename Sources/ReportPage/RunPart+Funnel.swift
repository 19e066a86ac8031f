internal import Charts

extension RunPart {
  /// From customers to qualified referrals, and what K is made of.
  func funnel() -> Section? {
    guard let customers = metric("customers_total_end")?.mean,
      let invites = metric("invites_sent")?.mean, invites > 0,
      let perAdvocate = metric("invites_per_advocate")?.mean, perAdvocate > 0
    else { return nil }
    // Both are ratios of means, so this is the mean number of advocates.
    let advocates = invites / perAdvocate
    let referred = metric("signups_referred")?.mean ?? .nan
    let deadweight = metric("signups_deadweight")?.mean ?? 0
    let steps: [(name: String, value: Double, rate: String)] = [
      ("Customers", customers, ""),
      ("Advocates", advocates, rate("participation_rate", "of customers take part")),
      ("Invitations sent", invites, rate("invites_per_advocate", "an advocate")),
      (
        "Signups by invitation", referred - deadweight,
        rate("invite_conversion_rate", "of invitations convert")
      ),
    ].filter { $0.1.isFinite }
    let data = DataTable([
      .texts("step", steps.map(\.name), title: "step"),
      .numbers("value", steps.map(\.value), title: "mean number"),
      .texts("rate", steps.map(\.rate), title: "rate"),
      .texts(
        "label",
        steps.map { NumberFormat.number.text($0.value) + ($0.rate.isEmpty ? "" : " · \($0.rate)") },
        title: "as shown"),
    ])
    let most = steps.map(\.value).max() ?? 1
    let chart = Chart(
      title: "From customers to signups",
      description: "Over the whole horizon, on average over histories: "
        + steps.map { "\($0.name.lowercased()) \(NumberFormat.number.text($0.value))" }
        .joined(separator: ", ") + ".",
      data: data,
      x: .init("", .linear(includesZero: true), domain: 0...(most * 1.55), isHidden: true),
      y: .init("", .band(steps.map(\.name)), bandHeight: 36),
      layers: [
        .init(.bar, x: .field("value"), y: .field("step"), paint: .role(.series1)),
        .init(
          .text(.start, dx: 8), x: .field("value"), y: .field("step"), paint: .role(.ink),
          text: .field("label")),
      ], legend: .none)
    let shown = [
      "k_factor", "cycle_time_days", "participation_rate", "invites_per_advocate",
      "invite_conversion_rate", "generations_max", "top_1pct_referrer_share",
    ]
    var blocks: [Section.Block] = []
    if let k = metric("k_factor"), k.mean.isFinite {
      let number = NumberFormat.number
      var text = "One customer brings in \(number.text(k.mean)) more"
      if k.sd > 0 { text += " (90% of histories: \(number.range(k.q05, k.q95)))" }
      if let cycle = metric("cycle_time_days"), cycle.mean.isFinite {
        text += ", \(NumberFormat.days.text(cycle.mean)) after signing up on average"
      }
      blocks.append(.html(Markup.paragraph(text + ".")))
    }
    blocks.append(.figure(Figure("\(slug)-funnel", chart)))
    let rows = metrics.filter { shown.contains($0.name) }
    blocks.append(
      .html(
        MetricTable(names: names, metrics: rows).table(caption: "What the loop is made of")))
    return Section(id: "funnel", title: "The referral funnel", blocks: blocks)
  }

  private func rate(_ metric: String, _ words: String) -> String {
    guard let value = self.metric(metric)?.mean, value.isFinite else { return "" }
    return "\(names.format(metric).text(value)) \(words)"
  }
}
