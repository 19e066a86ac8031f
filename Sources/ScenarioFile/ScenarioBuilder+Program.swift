import ReferralModel

extension ScenarioBuilder {
  /// nil for `none`.
  func program(_ node: CheckedNode) -> Program? {
    guard node.word == nil else { return nil }
    let ends = node.part("ends")
    let budget = node["budget"]
    return Program(
      startDay: day(node.part("starts")), endDay: ends.word == nil ? day(ends) : nil,
      reward: reward(node.part("reward")), schedule: schedule(node),
      fixedCostPerMonth: number(node.part("fixed_cost")),
      campaigns: node.part("campaigns").items.enumerated().map { campaign($1, index: $0) },
      tiers: node.part("tiers").items.map { tier in
        Tier(
          from: count(tier.part("from")), referrer: tier["referrer"].map(share),
          referee: tier["referee"].map(share))
      },
      milestones: node.part("milestones").items.map {
        Milestone(
          at: count($0.part("at")), bonus: share($0.part("bonus")),
          repeats: $0.part("repeats").word == "yes")
      },
      cap: node["cap"].flatMap { cap in
        Cap.Period(rawValue: text(cap.part("per"))).map {
          Cap(referrals: count(cap.part("referrals")), period: $0)
        }
      },
      raffles: (node["raffle"]?.items ?? []).map {
        Raffle(
          prize: number($0.part("prize")), winners: count($0.part("winners")),
          periodInDays: number($0.part("every")), perceived: number($0.part("perceived")))
      },
      leaderboard: node["leaderboard"].map {
        Leaderboard(
          prizes: $0.part("prizes").items.map(number),
          periodInDays: number($0.part("every")), perceived: number($0.part("perceived")))
      },
      budget: Budget(total: budget?["total"]?.number, perMonth: budget?["per_month"]?.number),
      payout: payout(node.part("payout")), deadweight: response(node.part("deadweight")))
  }

  private func payout(_ node: CheckedNode) -> Payout {
    let expires = node.part("expires")
    return Payout(
      holdInDays: days(node.part("hold")), lagInDays: days(node.part("lag")),
      redemption: node["redemption"].map(delay),
      expiryInDays: expires.word == nil ? days(expires) : nil,
      clawbackInDays: days(node.part("clawback")))
  }

  func fraud(_ node: CheckedNode) -> Fraud {
    let abandoned = node.part("abandoned")
    return Fraud(
      opportunists: response(node.part("opportunists")),
      fakesPerMonth: number(node.part("fakes")), purchaseShare: number(node.part("purchase")),
      abandonedAfter: abandoned.word == nil ? delay(abandoned) : nil,
      detection: number(node.part("detection")),
      falseAlarms: number(node.part("false_alarms")), checkCost: number(node.part("check_cost")))
  }

  // MARK: Rewards

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
    yardstick.reward(node) ?? 0
  }

  // MARK: Changes by date

  private func schedule(_ node: CheckedNode) -> [Program.Change] {
    var reward = reward(node.part("reward"))
    var fixedCost = number(node.part("fixed_cost"))
    return node.part("schedule").items.map { entry in
      for (path, value) in entry.fields where path != "from" {
        change(path, to: value, &reward, &fixedCost)
      }
      return .init(day: day(entry.part("from")), reward: reward, fixedCostPerMonth: fixedCost)
    }
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

  /// A campaign changes what the schedule has made of the reward by its first day.
  private func campaign(_ node: CheckedNode, index: Int) -> Campaign {
    let first = day(node.part("from"))
    let end = node["until"].map(day) ?? first + days(node.part("over"))
    let program = root.part("program")
    let before = schedule(program).last { $0.day <= first }
    var reward = before?.reward ?? reward(program.part("reward"))
    var fixedCost = before?.fixedCostPerMonth ?? number(program.part("fixed_cost"))
    for (path, value) in node.fields where path.hasPrefix("program.") {
      change(path, to: value, &reward, &fixedCost)
    }
    let inWindow = tree.overridden(byCampaign: index)
    return Campaign(
      startDay: first, endDay: end, reward: reward, fixedCostPerMonth: fixedCost,
      loops: variant(inWindow).loops,
      segmentLoops: root.part("market").part("segments").fields.map {
        variant(inWindow.overridden(bySegment: $0.name)).loops
      })
  }
}

extension Reward {
  fileprivate subscript(side: String) -> RewardSide {
    get { side == "referee" ? referee : referrer }
    set { if side == "referee" { referee = newValue } else { referrer = newValue } }
  }
}
