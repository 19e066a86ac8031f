import Foundation

extension Decision {
  /// Something about the scenario that its owner can choose.
  package struct Variable: Equatable, Sendable {
    package enum Domain: Equatable, Sendable {
      /// In base units; whole numbers where the kind is `.count`. A step counts from `low`.
      case range(low: Double, high: Double, step: Double?, kind: QuantityKind)
      case choices([ScenarioChange])
    }

    /// As written under `vary`.
    package var path: String
    package var domain: Domain
    /// The path of the number itself, shorthands written out.
    let target: ScenarioPath
    let unit: Unit
    /// The scenario's.
    let currency: String

    /// How values of a range are written.
    struct Unit: Equatable, Sendable {
      var form = Amount.Form.base
      /// How many of it make one of the base unit: the CAC for amounts of currency.
      var perBase = 1.0
    }
  }
}

extension Decision.Variable {
  /// The value of a range nearest to a number: inside it, on its step, whole where it counts.
  package func nearest(to value: Double) -> Double {
    guard case .range(let low, let high, let step, let kind) = domain else {
      preconditionFailure("a choice has no numbers")
    }
    let inside = min(max(value, low), high)
    guard let step = step ?? (kind == .count ? 1 : nil) else { return inside }
    // The last step may fall short of the upper end, by more than a rounding error.
    let last = ((high - low) / step + 1e-9).rounded(.down)
    let steps = min(((inside - low) / step).rounded(), last)
    return min(low + steps * step, high)
  }

  /// The change that gives a range's variable a value.
  ///
  /// - Parameter value: In base units. Taken to twelve significant digits, so that steps of 0.01
  ///   read as they would be written.
  package func change(to value: Double) -> ScenarioChange {
    guard case .range = domain else { preconditionFailure("a choice has no numbers") }
    let text = text(value, currency: currency)
    let location = SourceLocation(file: "\(target)=\(text)")
    return ScenarioChange(target, to: ScenarioNode(.scalar(text, quoted: false), at: location))
  }

  /// A value of a range as a person would write it: `12% of CAC`, `5`, `$40`.
  package func text(_ value: Double, currency: String) -> String {
    guard case .range(_, _, _, let kind) = domain else {
      preconditionFailure("a choice has no numbers")
    }
    let number = rounded(value * unit.perBase)
    switch (unit.form, kind) {
    case (.currency, _), (_, .money): return moneyText(number, currency: currency)
    case (_, .moneyPerMonth): return moneyText(number, currency: currency) + " per month"
    case (.freeMonths, _):
      return "\(decimalText(number)) free month" + (number == 1 ? "" : "s")
    case (.base, _), (.ofAtZero, _): return kind.text(number, currency: currency)
    }
  }
}

/// `$40`, or `40 EUR` where the dollar would mislead.
private func moneyText(_ value: Double, currency: String) -> String {
  let digits = decimalText(value.magnitude)
  let sign = value < 0 ? "-" : ""
  return currency == "USD" ? "\(sign)$\(digits)" : "\(sign)\(digits) \(currency)"
}

/// The number to twelve significant digits.
private func rounded(_ value: Double) -> Double {
  guard value != 0, value.isFinite else { return value }
  let places = 11 - Int(log10(value.magnitude).rounded(.down))
  // Powers of ten are exact up to 10²², and a quotient of exact numbers is rounded once.
  guard (0...22).contains(places) else { return value }
  let factor = pow(10, Double(places))
  return (value * factor).rounded() / factor
}
