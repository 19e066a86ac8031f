/// A number written out in decimals, exactly: reading it gives the same number.
///
/// - Parameters:
///   - value: Finite.
///   - shift: How many places the decimal point moves right, 2 for a percentage. Digits
///     are shifted, not multiplied, so nothing is rounded.
func decimalText(_ value: Double, shift: Int = 0) -> String {
  guard value.isFinite else { return "\(value)" }
  guard value != 0 else { return "0" }
  // The shortest digits that read back as the same number.
  let parts = "\(value.magnitude)".split(separator: "e")
  let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
  var digits = Array(mantissa.joined().utf8)
  var point = mantissa[0].utf8.count + exponent + shift
  while let first = digits.first, first == 48, digits.count > 1 {
    digits.removeFirst()
    point -= 1
  }
  while let last = digits.last, last == 48, digits.count > 1 { digits.removeLast() }

  let text = String(decoding: digits, as: UTF8.self)
  let sign = value < 0 ? "-" : ""
  let zeros = { (count: Int) in String(repeating: "0", count: count) }
  if point > 21 || point < -6 {
    let rest = text.dropFirst()
    return sign + text.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(point - 1)"
  }
  if point <= 0 { return sign + "0." + zeros(-point) + text }
  if point >= digits.count { return sign + text + zeros(point - digits.count) }
  return sign + text.prefix(point) + "." + text.dropFirst(point)
}
