package import Simulation

/// Numbers as people read them: "4.12 million", "$12.30", "35.1%", "41 days".
package struct HumanNumber: Sendable {
  /// ISO 4217 code, or whatever a scenario calls its money.
  package let currency: String

  package init(currency: String) { self.currency = currency }

  /// What stands for an undefined number.
  package static let undefined = "–"

  /// A value of a unit, to about three digits.
  package func text(_ value: Double, _ unit: Metric.Unit) -> String {
    let (body, suffix) = parts(value, unit)
    return body + suffix
  }

  /// "2.9 to 5.4 million": the words that both ends share are said once.
  package func range(_ low: Double, _ high: Double, _ unit: Metric.Unit) -> String {
    guard low.isFinite && high.isFinite else { return Self.undefined }
    let (lower, upper) = (parts(low, unit), parts(high, unit))
    let isShared = lower.suffix == upper.suffix
    return lower.body + (isShared ? "" : lower.suffix) + " to " + upper.body + upper.suffix
  }

  /// The interval of how much more or less something is: without signs, the smaller end first;
  /// signed where it holds 0.
  func gap(_ low: Double, _ high: Double, _ unit: Metric.Unit) -> String {
    if low < 0 && high > 0 { return range(low, high, unit) }
    return range(min(abs(low), abs(high)), max(abs(low), abs(high)), unit)
  }

  private func parts(_ value: Double, _ unit: Metric.Unit) -> (body: String, suffix: String) {
    guard value.isFinite else { return (Self.undefined, "") }
    switch unit {
    case .count, .number: return Self.scaled(value)
    case .share: return (Self.significant(100 * value), "%")
    case .multiple:
      let (body, suffix) = Self.scaled(value)
      return (body, suffix + "x")
    case .days: return (Self.scaled(value).body, value == 1 ? " day" : " days")
    case .money: return money(value)
    }
  }

  private func money(_ value: Double) -> (body: String, suffix: String) {
    let symbols = ["USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"]
    let symbol = symbols[currency] ?? "\(currency) "
    let magnitude = abs(value)
    // The yen has no cents.
    let hasCents = currency != "JPY" && magnitude < 999.995
    let (body, suffix) =
      hasCents && magnitude >= 0.1
      ? (Self.fixed(magnitude, decimals: 2), "") : Self.scaled(magnitude)
    return ((value < 0 ? "-" : "") + symbol + body, suffix)
  }

  /// Three digits and a word for the scale.
  private static func scaled(_ value: Double) -> (body: String, suffix: String) {
    let scales = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")]
    // Half a unit of the last digit shown below a scale belongs to it.
    for (scale, word) in scales where abs(value) >= scale * (1 - 5e-7) {
      return (significant(value / scale), word)
    }
    return (significant(value), "")
  }

  /// Three significant digits, fewer where the rest are exactly 0, all digits of the
  /// whole part, grouped.
  static func significant(_ value: Double) -> String {
    let magnitude = abs(value)
    guard magnitude > 0 else { return "0" }
    guard magnitude >= 1e-6 && magnitude < 1e15 else { return exponential(value) }
    var decimals = 2
    var limit = 9.995
    while magnitude >= limit && decimals > 0 {
      decimals -= 1
      limit *= 10
    }
    limit = 0.9995
    while magnitude < limit {
      decimals += 1
      limit /= 10
    }
    var text = fixed(value, decimals: decimals)
    // "30 million", but "4.10 million" where more digits follow.
    if decimals > 0, Double(text) == value {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }

  /// For what is too small or too large to write out.
  private static func exponential(_ value: Double) -> String {
    guard value.isFinite else { return undefined }
    let exponent = Int(value.exponent10)
    // In two steps, since ten to a power this low is no number.
    let scaled =
      exponent < -300 ? value * tenTo(300) / tenTo(exponent + 300) : value / tenTo(exponent)
    return fixed(scaled, decimals: 2) + "e\(exponent)"
  }

  /// A fixed number of decimals, the whole part grouped by commas.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let scaled = (abs(value) * tenTo(decimals)).rounded()
    var digits = String(Int(scaled))
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let whole = digits.dropLast(decimals)
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0 && (whole.count - index).isMultiple(of: 3) { grouped += "," }
      grouped.append(digit)
    }
    let fraction = decimals > 0 ? "." + digits.suffix(decimals) : ""
    return (value < 0 && scaled > 0 ? "-" : "") + grouped + fraction
  }

  private static func tenTo(_ power: Int) -> Double {
    let factor = (0..<abs(power)).reduce(1.0) { product, _ in product * 10 }
    return power < 0 ? 1 / factor : factor
  }
}

extension Double {
  /// ⌊log₁₀|x|⌋ for x other than 0, near enough to write it with.
  fileprivate var exponent10: Double {
    var magnitude = abs(self)
    var exponent = 0.0
    while magnitude >= 10 { (magnitude, exponent) = (magnitude / 10, exponent + 1) }
    while magnitude < 1 { (magnitude, exponent) = (magnitude * 10, exponent - 1) }
    return exponent
  }
}
