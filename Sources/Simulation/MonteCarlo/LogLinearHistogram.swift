/// A histogram whose quantiles have a relative error of at most 0.1%, whatever
/// the range of the values, negative ones included.
///
/// Every octave of |x| is cut into 512 equal bins, so that the middle of a bin is
/// within 1/1024 of everything in it; 0 has a bin of its own. The bins do not
/// depend on the data: histograms of parts add up to the histogram of the whole,
/// in any order.
package struct LogLinearHistogram: Equatable, Sendable {
  private static let binsPerOctave = 512
  /// Occupied bins: |x|'s bin plus `offset`, negated for negative x, 0 for 0.
  private var bins: [Int: Int] = [:]
  package private(set) var count = 0
  private var smallest = Double.infinity
  private var largest = -Double.infinity

  /// Puts the keys of all magnitudes above 0; exponents of doubles begin at −1074.
  private static let offset = 1_100 * binsPerOctave

  package init() {}

  /// - Parameter value: Finite.
  package mutating func add(_ value: Double) {
    precondition(value.isFinite, "a histogram holds finite values")
    bins[Self.key(of: value), default: 0] += 1
    count += 1
    smallest = min(smallest, value)
    largest = max(largest, value)
  }

  /// Adds everything that another histogram holds.
  package mutating func merge(_ other: LogLinearHistogram) {
    bins.merge(other.bins) { $0 + $1 }
    count += other.count
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
  }

  /// Type 7 quantiles; nan of no values.
  ///
  /// - Parameter probabilities: Each in 0...1.
  /// - Complexity: O(b log b) for b occupied bins, however many probabilities.
  package func quantiles(_ probabilities: [Double]) -> [Double] {
    guard count > 0 else { return probabilities.map { _ in .nan } }
    let keys = bins.keys.sorted()
    var total = 0
    let upTo = keys.map { key in
      total += bins[key, default: 0]
      return total
    }
    return probabilities.map { p in
      interpolate(p, count: count) { rank in
        if rank == 0 { return smallest }
        if rank >= count - 1 { return largest }
        // The first bin that reaches past the rank.
        var (low, high) = (0, keys.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if upTo[middle] > rank { high = middle } else { low = middle + 1 }
        }
        return min(largest, max(smallest, Self.middle(of: keys[low])))
      }
    }
  }

  private static func key(of value: Double) -> Int {
    guard value != 0 else { return 0 }
    let magnitude = abs(value)
    let bin = Int((magnitude.significand - 1) * Double(binsPerOctave))
    let key = Int(magnitude.exponent) * binsPerOctave + bin + offset
    return value < 0 ? -key : key
  }

  private static func middle(of key: Int) -> Double {
    guard key != 0 else { return 0 }
    let index = abs(key) - offset
    let bin = ((index % binsPerOctave) + binsPerOctave) % binsPerOctave
    let exponent = (index - bin) / binsPerOctave
    let magnitude = Double(
      sign: .plus, exponent: exponent,
      significand: 1 + (Double(bin) + 0.5) / Double(binsPerOctave))
    return key < 0 ? -magnitude : magnitude
  }
}
