internal import ReferralModel
internal import Simulation

extension RunResult {
  /// The forecast in a sentence, and what the program adds in another.
  package var headline: String {
    let numbers = HumanNumber(currency: scenario.currency)
    var text = growthSentence(numbers)
    if scenario.hasProgram { text += " " + programSentence(numbers) }
    return text
  }

  private func growthSentence(_ numbers: HumanNumber) -> String {
    let from = numbers.text(scenario.initialCustomers, .count)
    let days = intervals.bounds[intervals.count]
    guard let end = metric("customers_total_end")?.statistics else { return "" }
    let to = numbers.text(end.mean, .count) + interval(end, .count, numbers)
    let growth =
      intervals.start.map { "on \($0) to \(to) by \($0.adding(days: days - 1))" }
      ?? "to \(to) after \(days) days"
    var text = "From \(from) customers \(growth)"
    if let share = metric("referred_share")?.statistics, share.mean.isFinite {
      text += "; \(numbers.text(share.mean, .share)) of signups by referral"
    }
    return text + "."
  }

  private func programSentence(_ numbers: HumanNumber) -> String {
    guard let signups = metric("incremental_signups")?.statistics,
      let worth = metric("incremental_npv")?.statistics
    else { return "" }
    let verb = signups.mean < 0 ? "takes away" : "adds"
    let (low, high) = signups.mean < 0 ? (-signups.q95, -signups.q05) : (signups.q05, signups.q95)
    let count = numbers.text(abs(signups.mean), .count)
    var text = "The program \(verb) \(count) \(count == "1" ? "signup" : "signups")"
    if signups.sd > 0 { text += " (90%: \(numbers.range(low, high, .count)))" }
    if let cac = metric("incremental_cac")?.statistics.mean, cac.isFinite {
      text += " at \(numbers.text(cac, .money)) each"
    }
    let direction = worth.mean < 0 ? "costs" : "earns"
    text += " and \(direction) \(numbers.text(abs(worth.mean), .money)) in net present value"
    return text + "."
  }

  /// " (90%: 2.9 to 5.4 million)", or nothing where nothing varies.
  private func interval(
    _ statistics: Statistics, _ unit: Metric.Unit, _ numbers: HumanNumber
  ) -> String {
    guard statistics.sd > 0 else { return "" }
    return " (90%: \(numbers.range(statistics.q05, statistics.q95, unit)))"
  }
}
