internal import ReferralModel

/// One number of a scenario that an analyst could work on.
package struct Factor: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case participation(loop: Int)
    case invitations(loop: Int)
    case conversion(loop: Int)
    case delays, churn, organic, wordOfMouth, pulses, paid, referrerReward, refereeReward
  }

  let kind: Kind
  /// Its path in the scenario file, or the section that is scaled as a whole.
  package let name: String

  /// Whether it belongs to the loops or the rewards, and not to the market around them.
  package var isOfReferral: Bool {
    switch kind {
    case .participation, .invitations, .conversion, .delays, .referrerReward, .refereeReward: true
    case .churn, .organic, .wordOfMouth, .pulses, .paid: false
    }
  }

  /// Everything that is tried, in the order of the file.
  ///
  /// Arrivals that a scenario does without are left out, organic ones excepted.
  static func all(of scenario: Scenario) -> [Factor] {
    var factors = [
      Factor(kind: .churn, name: "customers.churn"),
      Factor(kind: .organic, name: "acquisition.organic"),
    ]
    let acquisition = scenario.acquisition
    if acquisition.wordOfMouthPerMonth > 0 {
      factors.append(Factor(kind: .wordOfMouth, name: "acquisition.word_of_mouth"))
    }
    if !acquisition.pulses.isEmpty {
      factors.append(Factor(kind: .pulses, name: "acquisition.pulses"))
    }
    if acquisition.paidBudgetPerMonth > 0 {
      factors.append(Factor(kind: .paid, name: "acquisition.paid.budget"))
    }
    for (index, loop) in scenario.loops.enumerated() {
      let path = "loops.\(loop.name)"
      factors += [
        Factor(kind: .participation(loop: index), name: "\(path).participation"),
        Factor(kind: .invitations(loop: index), name: "\(path).invites"),
        Factor(kind: .conversion(loop: index), name: "\(path).conversion"),
      ]
    }
    if !scenario.loops.isEmpty {
      factors.append(Factor(kind: .delays, name: "all delays of the loops"))
    }
    return factors + [
      Factor(kind: .referrerReward, name: "program.reward.referrer.value"),
      Factor(kind: .refereeReward, name: "program.reward.referee.value"),
    ]
  }

  /// The scenario with this factor multiplied.
  ///
  /// - Precondition: `obstacle(in:)` is nil, and the multiple is at most `largestMultiple`.
  func scaled(_ scenario: Scenario, by multiple: Double) -> Scenario {
    var scaled = scenario
    switch kind {
    case .participation(let loop):
      scaled.loops[loop].participation = scenario.loops[loop].participation.scaled(by: multiple)
    case .invitations(let loop):
      scaled.loops[loop].invitations = scenario.loops[loop].invitations.scaled(by: multiple)
    case .conversion(let loop):
      scaled.loops[loop].conversion = scenario.loops[loop].conversion.scaled(by: multiple)
    case .delays:
      for loop in scenario.loops.indices {
        scaled.loops[loop].invitations = scenario.loops[loop].invitations.delayed {
          $0.scaled(by: multiple)
        }
        scaled.loops[loop].conversionDelay =
          scenario.loops[loop].conversionDelay.scaled(by: multiple)
      }
    case .churn: scaled.customers.churn?.firstMonthLoss *= multiple
    case .organic: scaled.acquisition.organic.perDay *= multiple
    case .wordOfMouth: scaled.acquisition.wordOfMouthPerMonth *= multiple
    case .pulses:
      for pulse in scenario.acquisition.pulses.indices {
        scaled.acquisition.pulses[pulse].signups *= multiple
      }
    case .paid: scaled.acquisition.paidBudgetPerMonth *= multiple
    case .referrerReward: scaled.program?.scaleRewards(\.referrer, by: multiple)
    case .refereeReward: scaled.program?.scaleRewards(\.referee, by: multiple)
    }
    return scaled
  }

  /// Why a relative change of this factor means nothing; nil when it means something.
  func obstacle(in scenario: Scenario) -> String? {
    let zero = "it is 0, and 1% more of nothing is nothing"
    switch kind {
    case .participation(let loop):
      return scenario.loops[loop].participation.isZero ? zero : nil
    case .conversion(let loop): return scenario.loops[loop].conversion.isZero ? zero : nil
    case .invitations(let loop):
      switch scenario.loops[loop].invitations {
      case .everyContact: return "every contact is invited once; there is no number to raise"
      case .count(let mean, _, _): return mean.isZero ? zero : nil
      case .rate(let perMonth): return perMonth.isZero ? zero : nil
      }
    case .delays:
      let plan = ModelPlan(scenario).loops
      return plan.allSatisfy { $0.sendDelay.isNone && $0.conversionDelay.isNone }
        ? "nothing in the loops takes time" : nil
    case .churn:
      return (scenario.customers.churn?.firstMonthLoss ?? 0) == 0 ? "nobody leaves" : nil
    case .organic: return scenario.acquisition.organic.perDay == 0 ? zero : nil
    case .wordOfMouth, .pulses, .paid: return nil
    case .referrerReward: return rewardObstacle(in: scenario, \.referrer)
    case .refereeReward: return rewardObstacle(in: scenario, \.referee)
    }
  }

  private func rewardObstacle(
    in scenario: Scenario, _ side: KeyPath<Reward, RewardSide>
  ) -> String? {
    guard let program = scenario.program else { return "there is no program" }
    let rewards = [program.reward] + program.schedule.map(\.reward)
    return rewards.allSatisfy { $0[keyPath: side].value == 0 }
      ? "it is 0, and 1% more of nothing is nothing" : nil
  }

  /// The largest multiple that is still a scenario.
  func largestMultiple(in scenario: Scenario, plan: ModelPlan) -> Double {
    switch kind {
    case .participation(let loop):
      Self.largestMultiple(
        of: scenario.loops[loop].participation, used: plan.loops[loop].terms.map(\.participation))
    case .conversion(let loop):
      Self.largestMultiple(
        of: scenario.loops[loop].conversion, used: plan.loops[loop].terms.map(\.conversion))
    // A share lost below 1.
    case .churn: 0.999 / (scenario.customers.churn?.firstMonthLoss ?? 1)
    default: .infinity
    }
  }

  /// Of a probability: what keeps its largest value, where it is used, at 1.
  private static func largestMultiple(of response: Response, used: [Double]) -> Double {
    if case .hill(_, _, _, _, .logit) = response.curve { return 0.999 / response.range.upperBound }
    return 1 / (used.max() ?? 1)
  }
}

extension Response {
  var isZero: Bool { range == 0...0 }
}

extension Program {
  fileprivate mutating func scaleRewards(
    _ side: WritableKeyPath<Reward, RewardSide>, by multiple: Double
  ) {
    reward[keyPath: side].value *= multiple
    for change in schedule.indices { schedule[change].reward[keyPath: side].value *= multiple }
  }
}
