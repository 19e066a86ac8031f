import ReferralModel

/// A number with its unit, taken apart but not yet interpreted: `$20_000 per month`.
struct QuantityText: Equatable {
  /// Such as "20_000", "-0.5" or "1e3".
  var number: String
  /// "million" and the like, as a power of ten.
  var scale = 0
  var isPercent = false
  var isMultiple = false
  /// Such as "$".
  var symbol: Character?
  /// Such as "USD".
  var code: String?
  /// Such as "CAC" in `10% of CAC`.
  var reference: String?
  /// Such as the month in `per month`.
  var period: Period?
  /// Such as the month in `15 months`.
  var span: Period?

  enum Period: String, CaseIterable {
    case hour, day, week, month, year

    var days: Double {
      switch self {
      case .hour: 1.0 / 24
      case .day: 1
      case .week: 7
      case .month: daysPerMonth
      case .year: daysPerYear
      }
    }
  }

  static let scales = ["thousand": 3, "million": 6, "billion": 9]
  static let references = ["CAC", "at_zero"]
  /// What `2 free months` refers to: the list price of a month.
  static let freeMonths = "free months"
  static let symbols: [Character] = ["$", "€", "£", "¥", "₹"]

  /// Reads `[symbol]number[%|x] [scale] [code] [of reference] [per period | period]`.
  ///
  /// nil for anything else: nothing is guessed.
  init?(_ text: String) {
    guard text.utf8.count <= 120 else { return nil }
    var rest = Substring(text)
    var sign = ""
    func takeSign(_ rest: inout Substring) {
      if sign.isEmpty, let first = rest.first, first == "-" || first == "+" {
        sign = String(rest.removeFirst())
      }
    }
    takeSign(&rest)
    if let first = rest.first, QuantityText.symbols.contains(first) { symbol = rest.removeFirst() }
    takeSign(&rest)
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || "._eE+-".contains($0)) }
    guard QuantityText.isNumber(digits) else { return nil }
    rest = rest.dropFirst(digits.count)
    number = (sign == "-" ? "-" : "") + digits
    if rest.first == "%" {
      isPercent = true
      rest.removeFirst()
    } else if rest.first == "x" {
      isMultiple = true
      rest.removeFirst()
    }
    guard rest.isEmpty || rest.first == " " else { return nil }
    guard read(rest.split(separator: " ").map(String.init)[...]) else { return nil }
  }

  private mutating func read(_ words: ArraySlice<String>) -> Bool {
    var words = words
    if let word = words.first, let power = QuantityText.scales[word] {
      scale = power
      words.removeFirst()
    }
    if let word = words.first, word.utf8.count == 3,
      word.utf8.allSatisfy({ (65...90).contains($0) })
    {
      code = word
      words.removeFirst()
    }
    if words.elementsEqual(["free", "months"]) || words.elementsEqual(["free", "month"]) {
      reference = QuantityText.freeMonths
      words = []
    }
    if words.first == "of", let name = words.dropFirst().first,
      QuantityText.references.contains(name)
    {
      reference = name
      words = words.dropFirst(2)
    }
    if words.first == "per", let name = words.dropFirst().first, name != "hour",
      let found = Period(rawValue: name)
    {
      period = found
      words = words.dropFirst(2)
    } else if let word = words.first,
      let found = Period.allCases.first(where: { word == $0.rawValue || word == $0.rawValue + "s" })
    {
      span = found
      words.removeFirst()
    }
    return words.isEmpty
  }

  /// Digits with single underscores between them, a fraction, an exponent of up to three digits.
  private static func isNumber(_ text: Substring) -> Bool {
    func isDigits(_ part: Substring) -> Bool {
      let groups = part.split(separator: "_", omittingEmptySubsequences: false)
      return groups.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }
    let parts = text.split(
      maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == "e" || $0 == "E" })
    if parts.count == 2 {
      let exponent =
        parts[1].first == "-" || parts[1].first == "+" ? parts[1].dropFirst() : parts[1]
      guard isDigits(exponent), exponent.utf8.count <= 3 else { return false }
    }
    let places = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    return places.count <= 2 && places.allSatisfy(isDigits) && text.utf8.count <= 60
  }

  /// The number with its scale, and a percentage as a share; nil beyond what a Double holds.
  ///
  /// Powers of ten go into the exponent of the text, so that `7%` is the Double nearest to 0.07.
  var value: Double? {
    let plain = number.filter { $0 != "_" }
    let parts = plain.split(maxSplits: 1, whereSeparator: { $0 == "e" || $0 == "E" })
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let shifted = exponent + scale - (isPercent ? 2 : 0)
    guard let value = Double("\(parts[0])e\(shifted)"), value.isFinite else { return nil }
    return value
  }

  /// Whether there is a number, perhaps with a scale, and nothing else.
  var isPlain: Bool {
    !isPercent && !isMultiple && !hasCurrency && reference == nil && period == nil && span == nil
  }

  /// Whether there is a percentage and nothing else.
  var isBarePercentage: Bool {
    var number = self
    number.isPercent = false
    return isPercent && number.isPlain
  }

  var hasCurrency: Bool { symbol != nil || code != nil }
}
