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

  var loops: [Loop] { root.part("loops").fields.map(loop) }

  func loop(name: String, node: CheckedNode) -> Loop {
    let conversion = node.part("conversion")
    return Loop(
      name: name, rewarded: node.part("rewarded").word == "yes",
      participation: response(node.part("participation")),
      invitations: invitations(node.part("invites")), conversion: response(conversion),
      conversionDelay: delay(conversion.part("delay")),
      reinforcement: number(node.part("reinforcement")),
      channels: node.part("channels").fields.map(channel),
      strongTies: node["ties"].map {
        StrongTies(
          share: number($0.part("strong")), conversion: response($0.part("conversion")))
      })
  }

  private func channel(name: String, node: CheckedNode) -> Channel {
    Channel(
      name: name, share: number(node.part("share")),
      conversionMultiplier: number(node.part("conversion")),
      conversionDelay: node["delay"].map(delay),
      pulses: node.part("pulses").items.map {
        Channel.Pulse(
          day: day($0.part("date")), days: days($0.part("over")),
          conversionMultiplier: number($0.part("conversion")))
      })
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
          reward: yardstick.reward(row.items[0]) ?? 0, value: number(row.items[1]))
      }
      return Response(.table(points), side: side)
    }
    guard let atZero = ScenarioBuilder.valueAtZero(node) else {
      preconditionFailure("the table promises a value at zero")
    }
    return Response(ScenarioBuilder.hill(node, yardstick) ?? .constant(atZero), side: side)
  }

  /// The curve between two ends; nil for a constant, or when a part of it is not valid.
  ///
  static func hill(_ node: CheckedNode, _ yardstick: Yardstick) -> Response.Curve? {
    guard let atZero = valueAtZero(node), let large = node["at_large"]?.amount,
      let half = node["half_at"].flatMap({ yardstick.reward($0) }),
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
}
