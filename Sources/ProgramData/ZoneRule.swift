internal import Foundation

/// Which day an instant belongs to.
package struct ZoneRule: Sendable {
  private let named: TimeZone?
  private let fixed: Int
  // Offsets change on quarters of an hour at the earliest.
  private var cached: (quarter: Int, offset: Int)?

  package static let utc = ZoneRule(offset: 0)

  private init(named: TimeZone? = nil, offset: Int) {
    self.named = named
    fixed = offset
  }

  /// Reads `UTC`, an offset such as `+02:00`, or a name such as `Europe/Berlin`.
  ///
  /// - Throws: When it is none of these.
  package init(_ text: String) throws(DataErrors) {
    if ["UTC", "Z", "GMT"].contains(text.uppercased()) {
      self.init(offset: 0)
      return
    }
    var cursor = ByteCursor(Array(text.utf8))
    if let sign = cursor.peek, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let offset = cursor.zoneOffset(), cursor.isAtEnd
    {
      self.init(offset: offset)
      return
    }
    guard text.contains("/"), let zone = TimeZone(identifier: text) else {
      throw DataErrors(DataError("--time-zone \(text)", .badTimeZone))
    }
    self.init(named: zone, offset: 0)
  }

  /// Seconds to add to Unix time for the time on the wall.
  mutating func offset(at unixSeconds: Double) -> Int {
    guard let named else { return fixed }
    let quarter = Int((unixSeconds / 900).rounded(.down))
    if let cached, cached.quarter == quarter { return cached.offset }
    let offset = named.secondsFromGMT(for: Date(timeIntervalSince1970: Double(quarter) * 900))
    cached = (quarter, offset)
    return offset
  }
}
