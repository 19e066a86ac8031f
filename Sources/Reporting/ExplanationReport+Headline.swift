internal import ReferralModel
internal import Simulation

extension ExplanationReport {
  /// K, the strongest lever, and the spreadsheet's mistake, in a sentence each.
  package var headline: String {
    [reproductionSentence, leverSentence, spreadsheetSentence].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  private var reproductionSentence: String {
    let funnel = explanation.funnel
    let k = funnel.reproduction
    guard k.mean.isFinite else { return "Nobody is ever a customer, so there is no K." }
    guard k.mean > 0 else { return "Nobody is referred: K is 0." }
    var text = "One customer brings in \(numbers.text(k.mean, .number)) more"
    text += interval(k, .number)
    if abs(funnel.nominalReproduction - k.mean) > 0.02 * k.mean {
      let nominal = numbers.text(funnel.nominalReproduction, .number)
      text += ", while the rates of the file multiply to \(nominal)"
    }
    return text + "."
  }

  private var leverSentence: String {
    let levers = explanation.elasticities.filter {
      $0.effectOnSignups.isFinite && $0.effectOnSignups != 0
    }
    guard let first = levers.first else { return "" }
    func effect(_ lever: Elasticity) -> String {
      "\(HumanNumber.significant(abs(lever.effectOnSignups)))% "
        + (lever.effectOnSignups < 0 ? "fewer" : "more")
    }
    var text =
      "The strongest lever on signups is \(first.factor.name): 1% more brings \(effect(first))"
    if !first.factor.isOfReferral, let referral = levers.first(where: \.factor.isOfReferral) {
      text += "; among the loops and rewards it is \(referral.factor.name) (\(effect(referral)))"
    }
    return text + "."
  }

  private var spreadsheetSentence: String {
    let comparison = explanation.spreadsheet
    guard let end = comparison.dates.last, comparison.initial > 0 else { return "" }
    let when = explanation.start == nil ? "after" : "on"
    let forecast =
      end.spreadsheet.isFinite
      ? "\(numbers.text(end.spreadsheet, .count)) customers" : "growth without bound"
    var text =
      "A spreadsheet with the same K forecasts \(forecast) \(when) \(moment(end.days)); "
      + "the simulation says \(numbers.text(end.simulated.mean, .count))"
    // Where the residual is the growth that nothing limits, no other line explains much.
    let walk = comparison.walk.flatMap { $0.vastSize == nil ? nil : $0 }
    let steps = walk?.steps.filter { $0.kind != .residual } ?? []
    if let largest = steps.max(by: { abs($0.change.mean) < abs($1.change.mean) }),
      abs(largest.change.mean) > 0.01 * end.simulated.mean
    {
      text += ", above all because of \(largest.kind.phrase) (\(signed(largest.change.mean)))"
    }
    return text + "."
  }

  /// " (95%: 0.31 to 0.33)", or nothing where nothing varies.
  func interval(_ estimate: PairedEstimate, _ unit: Metric.Unit) -> String {
    estimate.halfWidth > 0
      ? " (95%: \(numbers.range(estimate.low, estimate.high, unit)))" : ""
  }

  /// A count with its sign.
  func signed(_ value: Double) -> String {
    // Less than half a person is nobody.
    guard value.isFinite, abs(value) >= 0.5 else {
      return value.isFinite ? "0" : HumanNumber.undefined
    }
    return (value > 0 ? "+" : "") + numbers.text(abs(value) < 1e6 ? value.rounded() : value, .count)
  }

  /// Whether the rewards are what the rule of thumb says; nil without a program.
  package var rewardSentence: String? {
    guard let reward = explanation.reward else {
      return scenario.hasProgram
        ? "Without a CAC the reward cannot be judged as a share of it." : nil
    }
    func judged(_ name: String, _ share: Double) -> String {
      "\(numbers.text(share, .share)) \(name) (\(RewardYardstick.verdict(share).rawValue))"
    }
    let both = reward.both
    var text =
      "Rule of thumb, a reward of 10-25% of CAC (\(numbers.text(reward.cac, .money))): face value "
      + "\(judged("for the referrer", reward.referrer.face)), "
      + "\(judged("for the referee", reward.referee.face)), \(judged("for both", both.face))"
    text +=
      [reward.referrer, reward.referee].allSatisfy { $0.cost == $0.face }
      ? "; the expected cost is the same"
      : "; expected cost \(judged("for the referrer", reward.referrer.cost)), "
        + "\(judged("for the referee", reward.referee.cost)), \(judged("for both", both.cost))"
    return text + "."
  }
}
