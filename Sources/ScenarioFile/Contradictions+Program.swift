import ReferralModel

extension Contradictions {
  // MARK: People

  mutating func segments() {
    let segments = value("market", "segments")?.fields ?? []
    let blocks = value("market", "network", "blocks")
    if value("market", "network", "model")?.word == "blocks", segments.count < 2, let blocks {
      report("needs two or more market.segments", at: blocks, "market.network.blocks")
    }
    guard let first = segments.first else { return }
    let shares = segments.compactMap { $0.value["share"]?.number }
    guard shares.count == segments.count else { return }
    if let sentence = faultOfShares(shares) {
      report(sentence, at: first.value["share"] ?? first.value, "market.segments")
    }
    for (name, segment) in segments {
      let path = "market.segments.\(name)"
      for key in ["initial", "tenure", "capacity", "price"] {
        if let node = segment["customers"]?[key] {
          report(
            "is the whole market's, and no segment's own", at: node, "\(path).customers.\(key)")
        }
      }
      loops(of: segment, path)
    }
    mixing(blocks, segments.map(\.name), shares)
  }

  private mutating func loops(of segment: CheckedNode, _ path: String) {
    for (name, loop) in segment["loops"]?.fields ?? [] {
      guard let whole = root["loops"]?[name] else {
        report("there is no loop of this name", at: loop, "\(path).loops.\(name)")
        continue
      }
      for (key, node) in loop.fields {
        let path = "\(path).loops.\(name).\(key)"
        guard ["participation", "invites", "conversion"].contains(key) else {
          report("is the whole market's, and no segment's own", at: node, path)
          continue
        }
        for (inner, value) in node.fields where ["delay", "dispersion"].contains(inner) {
          report("is the whole market's, and no segment's own", at: value, "\(path).\(inner)")
        }
        let isRate = node["rate"] != nil
        if key == "invites",
          isRate != (whole["invites"]?["rate"] != nil)
            || (node["mean"]?.word ?? "") != (whole["invites"]?["mean"]?.word ?? "")
        {
          report("counts invitations in another way than the whole market", at: node, path)
        }
      }
    }
  }

  private mutating func mixing(_ blocks: CheckedNode?, _ names: [String], _ shares: [Double]) {
    let path = "market.network.blocks.mixing"
    guard let table = blocks?["mixing"] else { return }
    let rows = table.items.map { $0.items.compactMap(\.number) }
    guard rows.count == names.count, rows.allSatisfy({ $0.count == names.count }) else {
      report(
        "expected \(names.count) rows of \(names.count) shares, one for every segment", at: table,
        path)
      return
    }
    for (index, row) in rows.enumerated() {
      if let sentence = faultOfShares(row) {
        report(sentence, at: table.items[index], "\(path)[\(index)]")
        return
      }
    }
    for g in names.indices {
      for h in names.indices where h > g {
        let (there, back) = (shares[g] * rows[g][h], shares[h] * rows[h][g])
        guard abs(there - back) > 1e-6 else { continue }
        let needed = shares[h] > 0 ? there / shares[h] : 0
        report(
          "\(names[g]) has \(percent(there)) of all contacts in \(names[h]), and \(names[h]) has "
            + "\(percent(back)) in \(names[g]): every contact has two ends; "
            + "write \(percent(needed)) in row \(h + 1)",
          at: table.items[h], "\(path)[\(h)][\(g)]")
        return
      }
    }
  }

  private func percent(_ share: Double) -> String {
    decimalText((share * 1e6).rounded() / 1e6, shift: 2) + "%"
  }

  // MARK: Orders

  mutating func orders() {
    let orders = value("customers", "orders")
    if orders != nil, let margin = value("customers", "margin"), margin.number ?? 0 != 0 {
      report(
        "does not go with customers.orders, whose margin it would be", at: margin,
        "customers.margin")
    }
    let qualification = value("customers", "qualification")
    let needsPurchase = qualification?["purchase"]?.word == "yes"
    if let minimum = qualification?["minimum"], minimum.number ?? 0 > 0, !needsPurchase {
      report(
        "says how large the order must be, but none is required: add purchase: yes", at: minimum,
        "customers.qualification.minimum")
    }
    let segments = value("market", "segments")?.fields ?? []
    let someNeedPurchase =
      needsPurchase
      || segments.contains {
        $0.value["customers"]?["qualification"]?["purchase"]?.word == "yes"
      }
    if let purchase = value("fraud", "purchase"), purchase.number ?? 0 > 0, !someNeedPurchase {
      report(
        "is for programs that require one: see customers.qualification.purchase", at: purchase,
        "fraud.purchase")
    }
    guard orders == nil else { return }
    if let purchase = value("customers", "qualification", "purchase"), purchase.word == "yes" {
      report(
        "needs customers.orders, to know when the first order comes", at: purchase,
        "customers.qualification.purchase")
    }
    if let response = value("customers", "referred", "order_value"), response.isGiven,
      response["at_zero"]?.number != 1 || response["at_large"] != nil
    {
      report("needs customers.orders", at: response, "customers.referred.order_value")
    }
  }

  // MARK: Loops and program

  mutating func program() {
    for (name, loop) in root["loops"]?.fields ?? [] {
      let channels = loop["channels"]?.fields ?? []
      let shares = channels.compactMap { $0.value["share"]?.number }
      if let first = channels.first, shares.count == channels.count,
        let sentence = faultOfShares(shares)
      {
        report(
          sentence, at: first.value["share"] ?? first.value, "loops.\(name).channels")
      }
      for (channel, node) in channels {
        for (index, pulse) in (node["pulses"]?.items ?? []).enumerated() {
          _ = day(pulse["date"], "loops.\(name).channels.\(channel).pulses[\(index)].date")
        }
      }
    }
    campaigns()
    var latest = 0.0
    for (index, tier) in (value("program", "tiers")?.items ?? []).enumerated() {
      let path = "program.tiers[\(index)]"
      if let from = tier["from"], let number = from.number {
        if number <= latest {
          report("not later than the tier before it", at: from, "\(path).from")
        }
        latest = max(latest, number)
      }
      if tier["referrer"] == nil && tier["referee"] == nil {
        report("changes nothing: give referrer or referee", at: tier, path)
      }
    }
    if value("acquisition", "cac") == nil {
      for key in ["raffle", "leaderboard"] {
        if let prizes = value("program", key) {
          report(
            "needs acquisition.cac: what people see in a prize is measured against it",
            at: prizes, "program.\(key)")
        }
      }
    }
    if let budget = value("program", "budget"), budget["total"] == nil,
      budget["per_month"] == nil
    {
      report("limits nothing: give total or per_month", at: budget, "program.budget")
    }
    for key in ["referrer", "referee"] {
      let side = value("program", "reward", key)
      if let breakage = side?["breakage"], breakage.isGiven, breakage.number ?? 0 > 0,
        side?["kind"]?.word == "cash"
      {
        report(
          "cash is redeemed when it is issued, and never breaks", at: breakage,
          "program.reward.\(key).breakage")
      }
    }
  }

  private mutating func campaigns() {
    var windows: [(first: Int, end: Int)] = []
    for (index, campaign) in (value("program", "campaigns")?.items ?? []).enumerated() {
      let path = "program.campaigns[\(index)]"
      guard let from = campaign["from"], let first = day(from, "\(path).from") else { continue }
      var end = first + 1
      if let until = campaign["until"] {
        guard let last = day(until, "\(path).until") else { continue }
        end = last
        if last <= first {
          report("the campaign ends before it starts", at: until, "\(path).until")
        }
      } else if let over = campaign["over"]?.number {
        end = first + Int(over.rounded())
      }
      if windows.contains(where: { first < $0.end && $0.first < end }) {
        report("overlaps a campaign before it", at: from, "\(path).from")
      }
      windows.append((first, end))
    }
  }
}
