import ReferralModel

/// What a number of a scenario measures, which fixes how it is written and its base unit.
package enum QuantityKind: String, Equatable, Sendable, CaseIterable {
  /// `15%`; base unit: a share, 0.15.
  case share
  /// `10% of CAC` or `$30`; base unit: a share of CAC.
  case reward
  /// `$60`; base unit: one unit of currency.
  case money
  /// `$8 per month`; base unit: currency per month.
  case moneyPerMonth
  /// `3% per month`, a rate that adds up; base unit: a share per month.
  case ratePerMonth
  /// `2% per month`, compounding; base unit: a share per month.
  case growth
  /// `3% per month`, the share lost, compounding; base unit: the share lost in month 1.
  case loss
  /// `12% per year`, compounding; base unit: a share per year.
  case discount
  /// `15 months`; base unit: days.
  case duration
  /// `40 per day`; base unit: people per day.
  case arrivals
  /// `0.5 per month`; base unit: per month.
  case frequency
  /// `4x`; base unit: the factor.
  case multiplier
  /// A bare number with no unit.
  case number
  /// A bare whole number.
  case count
}

/// A kind of number and the range it may take.
package struct Quantity: Equatable, Sendable {
  package var kind: QuantityKind
  /// In the base unit.
  package var min: Double
  package var max: Double
  /// Whether the end itself is excluded.
  package var opensAbove: Bool
  package var opensBelow: Bool

  /// - Parameters:
  ///   - above: An excluded lower end, in place of `min`.
  ///   - below: An excluded upper end, in place of `max`.
  package init(
    _ kind: QuantityKind, min: Double = 0, above: Double? = nil, max: Double? = nil,
    below: Double? = nil
  ) {
    self.kind = kind
    self.min = above ?? min
    self.max = below ?? max ?? Quantity.ceiling
    self.opensAbove = above != nil
    self.opensBelow = below != nil
  }

  /// No number of a scenario is larger; sums over a simulation then stay finite.
  static let ceiling = 1e12

  static let probability = Quantity(.share, max: 1)

  /// The same kind without a range of its own: for parameters of distributions.
  var unbounded: Quantity { Quantity(kind, min: -Quantity.ceiling) }

  func contains(_ value: Double) -> Bool {
    guard value.isFinite else { return false }
    return (opensAbove ? value > min : value >= min) && (opensBelow ? value < max : value <= max)
  }

  /// Such as "a share from 0% to 100%".
  var description: String { kind.noun + bounds }

  /// Such as "a share from 0% to 100%, such as 15%".
  var descriptionWithExample: String {
    kind.example.isEmpty ? description : "\(description), such as \(kind.example)"
  }

  private var bounds: String {
    let hasMax = max < Quantity.ceiling
    let hasMin = min > -Quantity.ceiling
    let (low, high) = (bound(min), bound(max))
    switch (hasMin, hasMax) {
    case (true, true) where !opensAbove && !opensBelow: return " from \(low) to \(high)"
    case (true, true):
      return " \(opensAbove ? "above" : "of at least") \(low) and "
        + "\(opensBelow ? "below" : "at most") \(high)"
    case (true, false): return opensAbove ? " above \(low)" : " of at least \(low)"
    case (false, true): return opensBelow ? " below \(high)" : " of at most \(high)"
    case (false, false): return ""
    }
  }

  private func bound(_ value: Double) -> String {
    value == 0 && kind != .share ? "0" : kind.text(value, currency: "")
  }
}

extension QuantityKind {
  var noun: String {
    switch self {
    case .share: "a share"
    case .reward: "a reward"
    case .money: "an amount"
    case .moneyPerMonth: "an amount per month"
    case .ratePerMonth: "a monthly rate"
    case .growth: "a growth rate"
    case .loss: "a monthly loss"
    case .discount: "a yearly rate"
    case .duration: "a duration"
    case .arrivals: "a number per day"
    case .frequency: "a number per month"
    case .multiplier: "a multiplier"
    case .number: "a number"
    case .count: "a whole number"
    }
  }

  /// How one is written; empty where it is plain.
  var example: String {
    switch self {
    case .share: "15%"
    case .reward: "10% of CAC or $30"
    case .money: "$60"
    case .moneyPerMonth: "$8 per month"
    case .ratePerMonth, .loss: "3% per month"
    case .growth: "2% per month"
    case .discount: "12% per year"
    case .duration: "15 months"
    case .arrivals: "40 per day"
    case .frequency: "0.5 per month"
    case .multiplier: "4x"
    case .number, .count: ""
    }
  }

  /// A value of the base unit, written so that reading it gives exactly the same value.
  package func text(_ value: Double, currency: String) -> String {
    let plain = decimalText(value)
    let percent = decimalText(value, shift: 2) + "%"
    let money = currency.isEmpty ? plain : "\(plain) \(currency)"
    return switch self {
    case .share: percent
    case .reward: "\(percent) of CAC"
    case .money: money
    case .moneyPerMonth: "\(money) per month"
    case .ratePerMonth, .growth, .loss: "\(percent) per month"
    case .discount: "\(percent) per year"
    case .duration: "\(plain) days"
    case .arrivals: "\(plain) per day"
    case .frequency: "\(plain) per month"
    case .multiplier: "\(plain)x"
    case .number, .count: plain
    }
  }

  /// Whether it is a percentage of something, or over some time, that has to be said.
  var isPercentageOfMore: Bool {
    switch self {
    case .reward, .ratePerMonth, .growth, .loss, .discount: true
    case .share, .money, .moneyPerMonth, .duration, .arrivals, .frequency, .multiplier, .number,
      .count:
      false
    }
  }

  /// With the unit that a plain number or a bare percentage lacks, for a number written `digits`; nil
  /// where it needs none.
  func suggestion(for digits: QuantityText, currency: String) -> String? {
    let plain = digits.number
    let money = currency == "USD" ? "$\(plain)" : "\(plain) \(currency)"
    switch self {
    case .share, .reward, .ratePerMonth, .growth, .loss, .discount:
      guard let value = digits.value else { return nil }
      let percent = (value <= 1 || digits.isPercent ? decimalText(value, shift: 2) : plain) + "%"
      return switch self {
      case .reward: "\(percent) of CAC"
      case .discount: "\(percent) per year"
      case .share: percent
      default: "\(percent) per month"
      }
    case .money: return money
    case .moneyPerMonth: return "\(money) per month"
    case .duration: return "\(plain) days"
    case .arrivals: return "\(plain) per day"
    case .frequency: return "\(plain) per month"
    case .multiplier: return "\(plain)x"
    case .number, .count: return nil
    }
  }
}
