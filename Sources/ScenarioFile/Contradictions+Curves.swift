import ReferralModel

extension Contradictions {
  /// Curves on a logarithmic scale need ends inside it; tables need rising rewards.
  mutating func responses(_ node: CheckedNode, _ path: String) {
    if path == "uncertain" { return }
    if node["responds_to"] != nil { response(node, path) }
    for (name, value) in node.fields { responses(value, join(path, name)) }
  }

  private mutating func response(_ node: CheckedNode, _ path: String) {
    var latest = -1.0
    for (index, row) in (node["table"]?.items ?? []).enumerated() where row.items.count == 2 {
      guard let reward = yardstickOrOne.reward(row.items[0]) else { continue }
      if reward <= latest {
        report("expected rewards in rising order", at: row, "\(path).table[\(index)]")
      }
      latest = max(latest, reward)
    }
    guard let large = node["at_large"],
      case .hill(let atZero, let atLarge, _, _, let link)? = ScenarioBuilder.hill(
        node, yardstickOrOne)
    else { return }
    let isShare = if case .amount(_, .share) = large.content { true } else { false }
    if isShare && atLarge > 1 {
      problemOutOfRange(atLarge, at: large, "\(path).at_large")
    }
    let ends = [atZero, atLarge]
    if link == .log, ends.contains(where: { $0 <= 0 }) {
      report("a log link needs both ends above 0", at: node["link"] ?? node, "\(path).link")
    }
    if link == .logit, ends.contains(where: { $0 <= 0 || $0 >= 1 }) {
      report(
        "a logit link needs both ends above 0% and below 100%", at: node["link"] ?? node,
        "\(path).link")
    }
  }

  private mutating func problemOutOfRange(
    _ value: Double, at node: CheckedNode, _ path: String
  ) {
    report(
      "comes to \(decimalText(value, shift: 2))%; expected \(Quantity.probability.description)",
      at: node, path)
  }

  /// What is missing is reported elsewhere; any yardstick orders rewards alike.
  private var yardstickOrOne: Yardstick { Yardstick(root, otherwise: 1) }

  /// Shares sum to 1, ranges are not empty, and a geometric law has a mean of at least 1.
  mutating func distributions(_ node: CheckedNode, _ path: String) {
    if path == "uncertain" { return }
    if let word = node["distribution"]?.word {
      switch word {
      case "table":
        guard let table = node["table"] else { break }
        let shares = table.items.compactMap { $0.items.count == 2 ? $0.items[1].number : nil }
        if shares.count == table.items.count, let sentence = faultOfShares(shares) {
          report(sentence, at: table, "\(path).table")
        }
      case "geometric":
        if let mean = node["mean"], let value = mean.number, value < 1 {
          let counts = if case .amount(_, .duration) = mean.content { "days" } else { "1" }
          let least = counts == "days" ? "1 day" : "1"
          report(
            "a geometric law counts from \(least), and so must its mean", at: mean,
            "\(path).mean")
        }
      case "power_law":
        if let low = node["min"]?.number, let max = node["max"], let high = max.number, high < low {
          report("less than min, \(decimalText(low))", at: max, "\(path).max")
        }
      default: break
      }
    }
    for (name, value) in node.fields { distributions(value, join(path, name)) }
  }
}
