/// A short text read from the front.
struct ByteCursor {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over a byte, whatever its case, if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard let next = peek, next.lowercased == byte.lowercased else { return false }
    position += 1
    return true
  }

  mutating func take(_ word: String) -> Bool {
    let start = position
    for byte in word.utf8 where !take(byte) {
      position = start
      return false
    }
    return true
  }

  mutating func skipSpaces() {
    while peek == 32 { position += 1 }
  }

  /// A whole number of some digits; nil, and nothing is stepped over, where there are fewer.
  mutating func number(digits: ClosedRange<Int>) -> Int? {
    let start = position
    var value = 0
    while position - start < digits.upperBound, let byte = peek, byte.isDigit {
      value = value * 10 + Int(byte - 48)
      position += 1
    }
    if position - start < digits.lowerBound {
      position = start
      return nil
    }
    return value
  }

  /// Z, UTC, GMT, or an offset such as +02:00, +0200 or +02, in seconds.
  mutating func zoneOffset() -> Int? {
    if take(UInt8(ascii: "Z")) || take("UTC") || take("GMT") { return 0 }
    let sign: Int
    if take(UInt8(ascii: "+")) {
      sign = 1
    } else if take(UInt8(ascii: "-")) {
      sign = -1
    } else {
      return nil
    }
    guard let hours = number(digits: 1...2), hours <= 18 else { return nil }
    _ = take(UInt8(ascii: ":"))
    let minutes = number(digits: 2...2) ?? 0
    return minutes < 60 ? sign * (hours * 3600 + minutes * 60) : nil
  }

  /// HH:mm, HH:mm:ss or HH:mm:ss.fff, with AM or PM behind it or without, in seconds.
  mutating func timeOfDay() -> Double? {
    guard var hours = number(digits: 1...2), take(UInt8(ascii: ":")),
      let minutes = number(digits: 2...2), minutes < 60
    else { return nil }
    var seconds = 0.0
    if take(UInt8(ascii: ":")) {
      guard let whole = number(digits: 2...2), whole <= 60 else { return nil }
      seconds = Double(whole)
      if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
        guard let part = fraction() else { return nil }
        seconds += part
      }
    }
    let end = position
    skipSpaces()
    guard let half = peek?.lowercased, half == UInt8(ascii: "a") || half == UInt8(ascii: "p") else {
      position = end
      return hours < 24 ? Double(hours * 3600 + minutes * 60) + seconds : nil
    }
    if take("AM") {
      guard (1...12).contains(hours) else { return nil }
      hours %= 12
    } else if take("PM") {
      guard (1...12).contains(hours) else { return nil }
      hours = hours % 12 + 12
    } else {
      position = end
    }
    return hours < 24 ? Double(hours * 3600 + minutes * 60) + seconds : nil
  }

  /// Digits behind a decimal point.
  mutating func fraction() -> Double? {
    let start = position
    var (value, scale) = (0.0, 1.0)
    while let byte = peek, byte.isDigit {
      if scale < 1e15 { (value, scale) = (value * 10 + Double(byte - 48), scale * 10) }
      position += 1
    }
    return position > start ? value / scale : nil
  }
}
