/// How a number is written for people: "1.5 million", "$12,000", "15%", "41 days".
package enum NumberFormat: Equatable, Sendable {
  /// Three significant digits, and a word for large scales.
  case number
  /// A share of one, as a percentage.
  case share
  /// "3.2x".
  case multiple
  case days
  /// ISO 4217 code, or whatever a scenario calls its money.
  case money(String)
  /// What stands before and after a plain number: "27% of CAC" has `("", "% of CAC")`.
  case affixed(String, String)

  /// What stands for an undefined number.
  package static let undefined = "–"

  /// A value to about three digits.
  package func text(_ value: Double) -> String {
    let (body, suffix) = parts(value, isTick: false)
    return body + suffix
  }

  /// A round value at a tick: "$50", where the text of a result is "$50.00".
  package func tickText(_ value: Double) -> String {
    let (body, suffix) = parts(value, isTick: true)
    return body + suffix
  }

  /// "2.9 to 5.4 million": the words that both ends share are said once.
  package func range(_ low: Double, _ high: Double) -> String {
    guard low.isFinite && high.isFinite else { return Self.undefined }
    let (lower, upper) = (parts(low, isTick: false), parts(high, isTick: false))
    let isShared = lower.suffix == upper.suffix
    return lower.body + (isShared ? "" : lower.suffix) + " to " + upper.body + upper.suffix
  }

  private func parts(_ value: Double, isTick: Bool) -> (body: String, suffix: String) {
    guard value.isFinite else { return (Self.undefined, "") }
    let (body, suffix) = bare(abs(value), isTick: isTick)
    let isZero = !body.contains { ("1"..."9").contains($0) }
    return (value < 0 && !isZero ? "−" + body : body, suffix)
  }

  /// Of a number of at least 0.
  private func bare(_ value: Double, isTick: Bool) -> (body: String, suffix: String) {
    switch self {
    case .number: return Self.scaled(value)
    case .share: return (Self.significant(100 * value), "%")
    case .multiple:
      let (body, suffix) = Self.scaled(value)
      return (body, suffix + "x")
    case .days: return (Self.scaled(value).body, value == 1 ? " day" : " days")
    case .affixed(let before, let after): return (before + Self.significant(value), after)
    case .money(let currency):
      let symbols = ["USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"]
      let symbol = symbols[currency] ?? "\(currency) "
      // The yen has no cents.
      let hasCents = currency != "JPY" && value < 999.995 && value >= 0.1
      let isRound = isTick && value == value.rounded()
      if hasCents && !isRound { return (symbol + Self.fixed(value, decimals: 2), "") }
      let (body, suffix) = Self.scaled(value)
      return (symbol + body, suffix)
    }
  }

  /// Three digits and a word for the scale.
  private static func scaled(_ value: Double) -> (body: String, suffix: String) {
    let scales = [(1e12, " trillion"), (1e9, " billion"), (1e6, " million")]
    // Half a unit of the last digit shown below a scale belongs to it.
    for (scale, word) in scales where value >= scale * (1 - 5e-7) {
      return (significant(value / scale), word)
    }
    return (significant(value), "")
  }

  /// Three significant digits of a number of at least 0.
  ///
  /// Fewer where the rest are exactly 0; all digits of the whole part, grouped.
  static func significant(_ value: Double) -> String {
    guard value > 0 else { return "0" }
    guard value >= 1e-6 && value < 1e15 else { return exponential(value) }
    var decimals = 2
    var limit = 9.995
    while value >= limit && decimals > 0 {
      decimals -= 1
      limit *= 10
    }
    limit = 0.9995
    while value < limit {
      decimals += 1
      limit /= 10
    }
    var text = fixed(value, decimals: decimals)
    // "30 million", but "4.10 million" where more digits follow.
    if decimals > 0, let read = Double(text), abs(read - value) <= 1e-12 * value {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }

  private static func exponential(_ value: Double) -> String {
    guard value.isFinite else { return undefined }
    var (magnitude, exponent) = (value, 0)
    while magnitude >= 10 { (magnitude, exponent) = (magnitude / 10, exponent + 1) }
    while magnitude < 1 { (magnitude, exponent) = (magnitude * 10, exponent - 1) }
    return "\(fixed(magnitude, decimals: 2))e\(exponent)"
  }

  /// A fixed number of decimals, the whole part grouped by commas.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    var digits = String(Int((value * power).rounded()))
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let whole = digits.dropLast(decimals)
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0 && (whole.count - index).isMultiple(of: 3) { grouped += "," }
      grouped.append(digit)
    }
    return grouped + (decimals > 0 ? "." + digits.suffix(decimals) : "")
  }
}
