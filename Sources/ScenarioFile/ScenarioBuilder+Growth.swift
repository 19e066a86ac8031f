import ReferralModel

extension ScenarioBuilder {
  func acquisition(_ node: CheckedNode) -> Acquisition {
    let organic = node.part("organic")
    return Acquisition(
      cac: node["cac"]?.number,
      organic: Organic(
        perDay: number(organic.part("rate")), growthPerMonth: number(organic.part("growth")),
        monthFactors: (organic["months"]?.items ?? []).map(number),
        weekdayFactors: (organic["weekdays"]?.items ?? []).map(number)),
      wordOfMouthPerMonth: number(node.part("word_of_mouth")),
      pulses: node.part("pulses").items.map {
        Pulse(
          day: day($0.part("date")), signups: number($0.part("signups")),
          days: days($0.part("over")))
      },
      paidBudgetPerMonth: number(node.part("paid").part("budget")))
  }

  // MARK: Loops

  func loop(name: String, node: CheckedNode) -> Loop {
    let conversion = node.part("conversion")
    return Loop(
      name: name, rewarded: node.part("rewarded").word == "yes",
      participation: response(node.part("participation")),
      invitations: invitations(node.part("invites")), conversion: response(conversion),
      conversionDelay: delay(conversion.part("delay")),
      reinforcement: number(node.part("reinforcement")))
  }

  private func invitations(_ node: CheckedNode) -> Invitations {
    if let rate = node["rate"] { return .rate(perMonth: response(rate)) }
    let delay = delay(node.part("delay"))
    let mean = node.part("mean")
    if mean.word != nil { return .everyContact(delay: delay) }
    return .count(mean: response(mean), dispersion: node["dispersion"]?.number, delay: delay)
  }

  // MARK: Responses

  func response(_ node: CheckedNode) -> Response {
    let side = node["responds_to"]?.word.flatMap { Response.Side(rawValue: $0) } ?? .referrer
    if let table = node["table"] {
      let points = table.items.map { row in
        Response.Point(
          reward: ScenarioBuilder.reward(row.items[0], cac: cac) ?? 0, value: number(row.items[1]))
      }
      return Response(.table(points), side: side)
    }
    guard let atZero = ScenarioBuilder.valueAtZero(node) else {
      preconditionFailure("the table promises a value at zero")
    }
    return Response(ScenarioBuilder.hill(node, cac: cac) ?? .constant(atZero), side: side)
  }

  /// The curve between two ends; nil for a constant, or when a part of it is not valid.
  ///
  /// - Parameter cac: What amounts of currency are measured against.
  static func hill(_ node: CheckedNode, cac: Double?) -> Response.Curve? {
    guard let atZero = valueAtZero(node), let large = node["at_large"]?.amount,
      let half = node["half_at"].flatMap({ reward($0, cac: cac) }),
      let steepness = node["steepness"]?.number,
      let link = node["link"]?.word.flatMap({ Response.Link(rawValue: $0) })
    else { return nil }
    let atLarge = large.form == .ofAtZero ? large.value * atZero : large.value
    return .hill(
      atZero: atZero, atLarge: atLarge, halfAt: half, steepness: steepness, link: link)
  }

  /// `at_zero`, or for a conversion base × uplift, at most 1.
  static func valueAtZero(_ node: CheckedNode) -> Double? {
    if let atZero = node["at_zero"]?.number { return atZero }
    guard let base = node["base"]?.number, let uplift = node["uplift"]?.number else { return nil }
    return min(1, base * uplift)
  }

  /// A reward as a share of CAC; nil for an amount of currency where there is no CAC.
  static func reward(_ node: CheckedNode, cac: Double?) -> Double? {
    guard let amount = node.amount else { return nil }
    guard amount.form == .currency else { return amount.value }
    return cac.map { amount.value / $0 }
  }

  // MARK: Program

  /// nil for `none`.
  func program(_ node: CheckedNode) -> Program? {
    guard node.word == nil else { return nil }
    let ends = node.part("ends")
    var reward = reward(node.part("reward"))
    var fixedCost = number(node.part("fixed_cost"))
    var schedule: [Program.Change] = []
    for entry in node.part("schedule").items {
      for (path, value) in entry.fields where path != "from" {
        change(path, to: value, &reward, &fixedCost)
      }
      schedule.append(
        .init(day: day(entry.part("from")), reward: reward, fixedCostPerMonth: fixedCost))
    }
    return Program(
      startDay: day(node.part("starts")), endDay: ends.word == nil ? day(ends) : nil,
      reward: self.reward(node.part("reward")), schedule: schedule,
      fixedCostPerMonth: number(node.part("fixed_cost")))
  }

  private func reward(_ node: CheckedNode) -> Reward {
    Reward(referrer: side(node.part("referrer")), referee: side(node.part("referee")))
  }

  private func side(_ node: CheckedNode) -> RewardSide {
    RewardSide(
      value: share(node.part("value")), kind: kind(node.part("kind")),
      cost: number(node.part("cost")), perceived: number(node.part("perceived")),
      perceivedByOther: number(node.part("perceived_by_other")),
      breakage: number(node.part("breakage")))
  }

  private func kind(_ node: CheckedNode) -> RewardSide.Kind {
    guard let kind = RewardSide.Kind(rawValue: text(node)) else {
      preconditionFailure("the table lists the kinds of rewards")
    }
    return kind
  }

  private func share(_ node: CheckedNode) -> Double {
    // Without a CAC only rewards of nothing pass the check.
    ScenarioBuilder.reward(node, cac: cac) ?? 0
  }

  private func change(
    _ path: String, to value: CheckedNode, _ reward: inout Reward, _ fixedCost: inout Double
  ) {
    let keys = path.split(separator: ".").dropFirst().map(String.init)
    switch (keys.first, keys.count) {
    case ("fixed_cost", _): fixedCost = number(value)
    case (_, 1): reward = self.reward(value)
    case (_, 2) where keys[1] == "value":
      reward.referrer.value = share(value)
      reward.referee.value = share(value)
    case (_, 2): reward[keys[1]] = side(value)
    default:
      var side = reward[keys[1]]
      switch keys[2] {
      case "kind": side.kind = kind(value)
      case "cost": side.cost = number(value)
      case "perceived": side.perceived = number(value)
      case "perceived_by_other": side.perceivedByOther = number(value)
      case "breakage": side.breakage = number(value)
      default: side.value = share(value)
      }
      reward[keys[1]] = side
    }
  }
}

extension Reward {
  fileprivate subscript(side: String) -> RewardSide {
    get { side == "referee" ? referee : referrer }
    set { if side == "referee" { referee = newValue } else { referrer = newValue } }
  }
}
