/// Reads numbers as exports have them: 12.5, -3, 1e6, 1,234.50, $12.50, 12.50 USD.
///
/// A comma separates thousands, and only where it does so throughout; in a file whose fields are
/// separated by semicolons it is the decimal mark, and points separate thousands where there is one. A
/// point that might do either there makes no number.
package struct NumberReader: Sendable {
  package let hasDecimalComma: Bool

  package init(hasDecimalComma: Bool = false) {
    self.hasDecimalComma = hasDecimalComma
  }

  /// Whether points may separate thousands or decimals: 1.089 where others have decimal commas.
  package func isAmbiguous(_ text: [UInt8]) -> Bool {
    guard hasDecimalComma, text.contains(UInt8(ascii: ".")) else { return false }
    let word = NumberReader.withoutCurrency(String(decoding: text, as: UTF8.self)).number
    let digits = word.drop { $0 == "-" || $0 == "+" }
    let halves = digits.split(separator: ".", omittingEmptySubsequences: false)
    // No group of thousands begins with 0.
    return halves.count == 2 && halves[0].first != "0"
      && halves.allSatisfy { $0.utf8.allSatisfy(\.isDigit) }
      && NumberReader.ungrouped(digits, by: ".") != nil
  }

  /// A finite number; nil for anything else, and where it `isAmbiguous`.
  package func read(_ text: [UInt8]) -> Double? {
    guard !isAmbiguous(text) else { return nil }
    if let plain = readPlain(text) { return plain }
    guard text.count <= 64 else { return nil }
    var word = String(decoding: text, as: UTF8.self)
    let isNegative = word.hasPrefix("-")
    if isNegative { word.removeFirst() }
    word = NumberReader.withoutCurrency(word).number
    if hasDecimalComma && word.contains(where: { $0 == "," || $0 == "." }) {
      let halves = word.split(separator: ",", omittingEmptySubsequences: false)
      // A point that separates no thousands is a decimal point all the same.
      if halves.count > 1 || readPlain(Array(word.utf8)) == nil {
        guard halves.count <= 2, let whole = NumberReader.ungrouped(halves[0], by: ".") else {
          return nil
        }
        word = whole + (halves.count == 2 ? "." + halves[1] : "")
      }
    } else if word.contains(",") {
      let halves = word.split(separator: ".", omittingEmptySubsequences: false)
      guard halves.count <= 2, let whole = NumberReader.ungrouped(halves[0], by: ",") else {
        return nil
      }
      word = whole + (halves.count == 2 ? "." + halves[1] : "")
    }
    return readPlain(Array(word.utf8)).map { isNegative ? -$0 : $0 }
  }

  private func readPlain(_ text: [UInt8]) -> Double? {
    // Exact: up to 15 digits and a power of ten that a Double holds.
    var (value, digits, behind, hasPoint) = (0.0, 0, 0, false)
    for (index, byte) in text.enumerated() {
      if byte.isDigit {
        (value, digits) = (value * 10 + Double(byte - 48), digits + 1)
        if hasPoint { behind += 1 }
      } else if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if index != 0 || byte != UInt8(ascii: "-") {
        return readScientific(text)
      }
    }
    guard digits > 0 else { return nil }
    guard digits <= 15 else { return readScientific(text) }
    let magnitude = behind == 0 ? value : value / NumberReader.powers[behind]
    return text[0] == UInt8(ascii: "-") ? -magnitude : magnitude
  }

  private func readScientific(_ text: [UInt8]) -> Double? {
    let allowed = text.allSatisfy {
      $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
        || $0.lowercased == UInt8(ascii: "e")
    }
    guard allowed, text.count <= 64, let value = Double(String(decoding: text, as: UTF8.self)),
      value.isFinite
    else { return nil }
    return value
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  /// "1,234" without its commas; nil where they do not separate thousands.
  private static func ungrouped(_ text: Substring, by mark: Character) -> String? {
    let groups = text.split(separator: mark, omittingEmptySubsequences: false)
    guard
      groups.count == 1
        || ((1...3).contains(groups[0].utf8.count)
          && groups.dropFirst().allSatisfy { $0.utf8.count == 3 })
    else { return nil }
    return groups.joined()
  }

  /// A currency's sign or its code of three letters, before or behind, and the rest.
  static func withoutCurrency(_ text: String) -> (number: String, currency: String?) {
    var number = Substring(text)
    let isMark: (Character) -> Bool = { character in
      character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .currencySymbol }
    }
    let trimmed: (Substring) -> Substring = { text in
      var rest = text.drop { $0.isWhitespace }
      while rest.last?.isWhitespace == true { rest.removeLast() }
      return rest
    }
    if let first = number.first, isMark(first) {
      return (String(trimmed(number.dropFirst())), String(first))
    }
    if let last = number.last, isMark(last) {
      return (String(trimmed(number.dropLast())), String(last))
    }
    let isCode: (Substring) -> Bool = { code in
      code.utf8.count == 3 && code.utf8.allSatisfy { (65...90).contains($0) }
    }
    if isCode(number.suffix(3)) {
      let code = String(number.suffix(3))
      number = number.dropLast(3)
      return (String(trimmed(number)), code)
    }
    if isCode(number.prefix(3)) {
      return (String(trimmed(number.dropFirst(3))), String(number.prefix(3)))
    }
    return (text, nil)
  }
}
