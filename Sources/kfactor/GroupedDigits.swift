import ArgumentParser

/// A number whose digits may stand in groups, as in scenario files: 1_000_000, $20_000.
///
/// - Returns: nil where an underscore does not stand between two digits, and where `read` gives nil.
func grouped<Number>(_ text: some StringProtocol, as read: (String) -> Number?) -> Number? {
  var previous: Character?
  var digits = ""
  for (character, next) in zip(text, text.dropFirst().map(Optional.some) + [nil]) {
    let isBetween = previous.map(isDigit) == true && next.map(isDigit) == true
    if character == "_" {
      guard isBetween else { return nil }
    } else {
      digits.append(character)
    }
    previous = character
  }
  return read(digits)
}

private func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

/// What an option with a whole number says.
func wholeNumber<Number: FixedWidthInteger>(_ text: String) throws -> Number {
  guard let value = grouped(text, as: { Number($0) }) else {
    throw ValidationError("expected a whole number, such as 20 or 1_000_000")
  }
  return value
}

/// What an option with a difference says: a plain number in one way of writing it, anything else as
/// it is, to be read where the currency is known.
func difference(_ text: String) throws -> String {
  guard let value = grouped(text, as: { Double($0) }) else { return text }
  guard value >= 0, value.isFinite else {
    throw ValidationError("expected a number of at least 0")
  }
  return "\(value)"
}
