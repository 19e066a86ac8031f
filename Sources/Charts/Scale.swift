/// How values become places.
package enum Scale: Equatable, Sendable {
  /// From 0 where `includesZero`; the ends are widened to ticks.
  case linear(includesZero: Bool)
  /// The ends as they are.
  case log
  /// Days since 1970.
  case time
  /// Days from a start.
  case days
  /// One band a name, in this order.
  case band([String])
}

/// A scale with its ends and the pixels that they lie at.
struct ScaleMap {
  let scale: Scale
  /// Of the values; 0...count for bands.
  let domain: (low: Double, high: Double)
  /// Of the pixels, in the direction of growing values.
  let range: (start: Double, end: Double)

  /// On a logarithmic scale less than this is as good as 0; quotients stay finite.
  static let leastLogarithmic = 1e-100

  /// The pixel of a value; nil where it has none.
  func position(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if scale == .log {
      guard value > Self.leastLogarithmic else { return nil }
      return place(logarithm(value / domain.low) / logarithm(domain.high / domain.low))
    }
    return place((value - domain.low) / (domain.high - domain.low))
  }

  /// The middle of a name's band.
  func position(_ name: String) -> Double? {
    guard case .band(let names) = scale, let index = names.firstIndex(of: name) else { return nil }
    return place((Double(index) + 0.5) / Double(names.count))
  }

  /// The pixels from one band's middle to the next one's.
  var bandWidth: Double {
    guard case .band(let names) = scale, !names.isEmpty else { return 0 }
    return abs(range.end - range.start) / Double(names.count)
  }

  private func place(_ share: Double) -> Double {
    range.start + share * (range.end - range.start)
  }
}

/// ln x = 2 artanh((x − 1)/(x + 1)), after halving until near 1; error below 1e-14.
///
/// Places on a chart do not need more, and plain Swift has no logarithm.
func logarithm(_ value: Double) -> Double {
  precondition(value > 0 && value.isFinite, "a logarithm is of a number above 0")
  let exponent = Double(value.exponent)
  let ratio = (value.significand - 1) / (value.significand + 1)
  let square = ratio * ratio
  var (sum, power) = (0.0, ratio)
  for index in 0..<18 {
    sum += power / Double(2 * index + 1)
    power *= square
  }
  return 2 * sum + exponent * 0.693_147_180_559_945_3
}
