internal import Charts

/// A level of a decision variable, such as "27% of CAC ($189)".
struct Level: Equatable {
  let text: String
  /// The number that it begins with, what stands before it, and what after: 27, "", "% of CAC".
  let number: Double?
  let prefix: String
  let suffix: String

  init(_ text: String) {
    self.text = text
    // What it comes to, in brackets, follows from the rest.
    let bare = text.split(separator: " (", maxSplits: 1).first.map(String.init) ?? text
    let isPart: (Character) -> Bool = { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
    guard let start = bare.firstIndex(where: { $0.isASCII && $0.isNumber }) else {
      (number, prefix, suffix) = (nil, "", text)
      return
    }
    let end = bare[start...].firstIndex { !isPart($0) } ?? bare.endIndex
    let sign = bare[..<start].hasSuffix("-") ? -1.0 : 1
    number = Double(bare[start..<end].replacing(",", with: "")).map { sign * $0 }
    prefix = String(sign < 0 ? bare[..<start].dropLast() : bare[..<start])
    suffix = String(bare[end...])
  }

  /// Whether levels are numbers of one unit, so that there is something between them.
  static func areNumbers(_ levels: [Level]) -> Bool {
    guard let first = levels.first, first.number != nil else { return false }
    return levels.allSatisfy {
      $0.number != nil && $0.prefix == first.prefix && $0.suffix == first.suffix
    }
  }
}
