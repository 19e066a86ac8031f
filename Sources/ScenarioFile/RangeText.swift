/// A range of numbers as it is written: `0% .. 50% of CAC by 1% of CAC`.
struct RangeText {
  var low: Amount
  var high: Amount
  var step: Amount?

  /// Why a text is no range of some quantity.
  enum Fault: Error, Equatable {
    /// Its ends and its step are not one number each.
    case malformed
    /// One of its numbers, and what is wrong with it.
    case number(String, QuantityFault)
    /// The numbers are in different units, which cannot be compared.
    case mixedUnits
    case notBelow(low: String, high: String)
    /// A step that is not above 0, or wider than the range.
    case stepOutside(String)
  }

  /// Whether a text is meant as a range.
  static func isRange(_ text: String) -> Bool { text.contains("..") }

  /// - Parameters:
  ///   - text: One that `isRange`.
  ///   - quantity: What both ends are, in its range. Either may lack the unit the other has.
  ///   - currency: The scenario's.
  init(_ text: String, of quantity: Quantity, currency: String) throws(Fault) {
    guard let dots = text.firstRange(of: "..") else { preconditionFailure("two dots") }
    let first = text[..<dots.lowerBound].trimmed
    var second = text[dots.upperBound...].trimmed
    var third: String?
    if let by = second.firstRange(of: " by ") {
      third = second[by.upperBound...].trimmed
      second = second[..<by.lowerBound].trimmed
    }
    // What is no number at all lends the others no unit, and would be blamed on them.
    guard [first, second, third].allSatisfy({ $0.map { QuantityText($0) != nil } ?? true })
    else { throw .malformed }

    func read(_ text: String, as quantity: Quantity, beside other: String) throws(Fault) -> Amount {
      let completed = RangeText.completed(text, like: other) ?? text
      do throws(QuantityFault) {
        return try quantity.read(text, currency: currency)
      } catch {
        // The number as it was written, unless a unit makes one of it.
        let fault = error
        guard completed != text, fault != .outOfRange else { throw .number(text, fault) }
        do throws(QuantityFault) {
          return try quantity.read(completed, currency: currency)
        } catch {
          throw .number(text, error == .outOfRange ? error : fault)
        }
      }
    }
    low = try read(first, as: quantity, beside: second)
    high = try read(second, as: quantity, beside: first)
    if low.value == 0 { low.form = high.form }
    if high.value == 0 { high.form = low.form }
    guard low.form == high.form, !RangeText.isScaleDoubtful(first, second) else {
      throw .mixedUnits
    }
    guard low.value < high.value else { throw .notBelow(low: first, high: second) }
    if let third {
      let size = Quantity(quantity.kind, above: 0)
      let unit = RangeText.completed(second, like: first) ?? second
      let step: Amount
      do throws(Fault) {
        step = try read(third, as: size, beside: unit)
      } catch {
        if case .number(_, .outOfRange) = error { throw .stepOutside(third) }
        throw error
      }
      guard step.form == low.form else { throw .mixedUnits }
      // 15% − 10% is a rounding error less than 5%.
      guard step.value <= (high.value - low.value) * (1 + 1e-9) else { throw .stepOutside(third) }
      self.step = step
    }
  }

  /// Whether `1 .. 2 million` may start at one or at a million.
  private static func isScaleDoubtful(_ first: String, _ second: String) -> Bool {
    guard let low = QuantityText(first), let high = QuantityText(second), low.scale == 0,
      high.scale > 0, let value = low.value
    else { return false }
    return value != 0 && value.magnitude < 1000
  }

  /// A number with what it lacks of another's unit; nil when neither is a number.
  private static func completed(_ text: String, like other: String) -> String? {
    guard let mine = QuantityText(text), let theirs = QuantityText(other), mine.value != nil else {
      return nil
    }
    let isBare = mine.isPlain
    let isPercent = isBare ? theirs.isPercent : mine.isPercent
    let isMultiple = isBare ? theirs.isMultiple : mine.isMultiple
    var words = [mine.number + (isPercent ? "%" : isMultiple ? "x" : "")]
    if let word = QuantityText.scales.first(where: { $0.value == mine.scale })?.key {
      words.append(word)
    }
    if let symbol = mine.symbol ?? (isBare ? theirs.symbol : nil) {
      let isNegative = words[0].hasPrefix("-")
      words[0] = (isNegative ? "-" : "") + "\(symbol)" + words[0].drop { $0 == "-" }
    }
    if let code = mine.code ?? (isBare ? theirs.code : nil) { words.append(code) }
    if let reference = mine.reference ?? theirs.reference {
      words.append(reference == QuantityText.freeMonths ? reference : "of \(reference)")
    }
    if let period = mine.period ?? theirs.period { words.append("per \(period.rawValue)") }
    if let span = mine.span ?? theirs.span { words.append("\(span.rawValue)s") }
    return words.joined(separator: " ")
  }
}
