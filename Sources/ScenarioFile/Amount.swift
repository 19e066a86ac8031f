import Foundation
import ReferralModel

/// A quantity that was read: a value, and what it still has to be multiplied with.
package struct Amount: Equatable, Sendable {
  enum Form: Equatable, Sendable {
    /// The value is in the base unit.
    case base
    /// A reward as an amount of currency, which CAC turns into a share.
    case currency
    /// A reward as months of the list price.
    case freeMonths
    /// A share of the value at zero.
    case ofAtZero
  }

  var value: Double
  var form = Form.base
}

/// Why a text is not the quantity it should be.
enum QuantityFault: Error, Equatable {
  case malformed
  case missingUnit(suggestion: String?)
  /// A percentage of nothing, or over no time.
  case barePercentage(suggestion: String)
  case outOfRange
  case otherCurrency
}

extension Quantity {
  /// Reads a quantity of this kind, in base units.
  ///
  /// - Parameters:
  ///   - currency: The scenario's currency: amounts in another are refused.
  ///   - relative: Whether `150% of at_zero` may stand here.
  func read(
    _ text: String, currency: String, relative: Bool = false
  ) throws(QuantityFault) -> Amount {
    guard let parts = QuantityText(text) else { throw .malformed }
    guard parts.value != nil else { throw .outOfRange }
    if parts.isPlain && parts.number == "0" {
      guard contains(0) else { throw .outOfRange }
      return Amount(value: 0)
    }
    if parts.hasCurrency {
      guard [.money, .moneyPerMonth, .reward].contains(kind) else { throw .malformed }
      guard parts.agrees(withCurrency: currency) else { throw .otherCurrency }
    }
    if relative && parts.reference == "at_zero" {
      guard parts.isPercent, parts.period == nil, let share = parts.value else { throw .malformed }
      guard share >= 0, share <= Quantity.ceiling else { throw .outOfRange }
      return Amount(value: share, form: .ofAtZero)
    }
    if kind == .reward && parts.hasCurrency {
      guard let value = Quantity(.money).kind.baseValue(of: parts) else { throw .malformed }
      guard contains(value) else { throw .outOfRange }
      return Amount(value: value, form: .currency)
    }
    if kind == .reward && parts.reference == QuantityText.freeMonths {
      guard !parts.isPercent, !parts.isMultiple, !parts.hasCurrency, let months = parts.value else {
        throw .malformed
      }
      guard contains(months) else { throw .outOfRange }
      return Amount(value: months, form: .freeMonths)
    }
    guard let value = kind.baseValue(of: parts) else {
      if parts.isPlain {
        throw .missingUnit(suggestion: completed(parts, currency: currency))
      }
      if parts.isBarePercentage, kind.isPercentageOfMore,
        let suggestion = completed(parts, currency: currency)
      {
        throw .barePercentage(suggestion: suggestion)
      }
      throw .malformed
    }
    guard contains(value) else { throw .outOfRange }
    if kind == .count && value != value.rounded() { throw .malformed }
    return Amount(value: value)
  }

  /// With the unit that it lacks; nil where that makes no quantity of this kind and range either.
  private func completed(_ parts: QuantityText, currency: String) -> String? {
    guard let text = kind.suggestion(for: parts, currency: currency) else { return nil }
    do throws(QuantityFault) {
      _ = try read(text, currency: currency)
      return text
    } catch {
      return nil
    }
  }
}

extension Quantity {
  /// Whether a number out of range lies below the largest that any scenario may hold.
  func isBelowCeiling(_ text: String) -> Bool {
    guard max == Quantity.ceiling else { return true }
    return (QuantityText(text)?.value).map { $0.magnitude <= Quantity.ceiling } ?? false
  }
}

extension QuantityKind {
  /// The value in this kind's base unit; nil when the unit is not one of this kind's.
  fileprivate func baseValue(of parts: QuantityText) -> Double? {
    guard let value = parts.value else { return nil }
    var bare = parts
    bare.number = ""
    bare.scale = 0
    // What may stand beside the number of this kind; everything else must be absent.
    bare.isPercent = false
    bare.isMultiple = false
    bare.symbol = nil
    bare.code = nil
    let hasPeriodOnly = bare.period != nil && bare.span == nil && bare.reference == nil
    let hasSpanOnly = bare.period == nil && bare.span != nil && bare.reference == nil
    let hasNeither = bare.period == nil && bare.span == nil && bare.reference == nil
    let isPlainNumber = !parts.isPercent && !parts.isMultiple && !parts.hasCurrency
    let days = parts.period?.days ?? 1

    switch self {
    case .share: return parts.isPercent && hasNeither ? value : nil
    case .reward:
      let isShare = parts.isPercent && parts.reference == "CAC"
      return isShare && parts.period == nil && parts.span == nil ? value : nil
    case .money: return parts.hasCurrency && !parts.isPercent && hasNeither ? value : nil
    case .moneyPerMonth:
      guard parts.hasCurrency, !parts.isPercent, hasPeriodOnly else { return nil }
      return perMonth(value, parts.period)
    case .ratePerMonth:
      return parts.isPercent && hasPeriodOnly ? perMonth(value, parts.period) : nil
    case .growth:
      guard parts.isPercent, hasPeriodOnly else { return nil }
      return parts.period == .month ? value : pow(1 + value, monthsPer(parts.period)) - 1
    case .loss:
      guard parts.isPercent, hasPeriodOnly else { return nil }
      return parts.period == .month ? value : 1 - pow(1 - value, monthsPer(parts.period))
    case .discount:
      guard parts.isPercent, hasPeriodOnly else { return nil }
      return parts.period == .year ? value : pow(1 + value, yearsPer(parts.period)) - 1
    case .duration:
      return isPlainNumber && hasSpanOnly ? value * (parts.span?.days ?? 1) : nil
    case .arrivals: return isPlainNumber && hasPeriodOnly ? value / days : nil
    case .frequency:
      return isPlainNumber && hasPeriodOnly ? perMonth(value, parts.period) : nil
    case .multiplier: return parts.isMultiple && hasNeither ? value : nil
    case .number, .count: return isPlainNumber && hasNeither ? value : nil
    }
  }

  /// A rate per period as a rate per month.
  private func perMonth(_ value: Double, _ period: QuantityText.Period?) -> Double {
    switch period {
    case .year: value / 12
    case .month, nil: value
    case .hour, .day, .week: value * (daysPerMonth / (period?.days ?? 1))
    }
  }

  /// How many periods make a month.
  private func monthsPer(_ period: QuantityText.Period?) -> Double {
    period == .year ? 1.0 / 12 : daysPerMonth / (period?.days ?? 1)
  }

  /// How many periods make a year.
  private func yearsPer(_ period: QuantityText.Period?) -> Double {
    period == .month ? 12 : daysPerYear / (period?.days ?? 1)
  }
}

extension QuantityText {
  /// Whether an amount is in the scenario's currency; `$` is any currency but those with a sign
  /// of their own.
  func agrees(withCurrency currency: String) -> Bool {
    let owners: [Character: [String]] = [
      "€": ["EUR"], "£": ["GBP"], "¥": ["JPY", "CNY"], "₹": ["INR"],
    ]
    if let code, code != currency { return false }
    guard let symbol else { return true }
    if let codes = owners[symbol] { return codes.contains(currency) }
    return !owners.values.joined().contains(currency)
  }
}
