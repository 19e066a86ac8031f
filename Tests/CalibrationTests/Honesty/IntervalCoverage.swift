/// How often intervals hold their truths.
struct IntervalCoverage: Sendable {
  let name: String
  private(set) var held = 0
  private(set) var tried = 0
  /// Truths below the interval and above it.
  private(set) var below = 0
  private(set) var above = 0

  init(_ name: String) { self.name = name }

  mutating func add(truth: Double, _ interval: ClosedRange<Double>) {
    tried += 1
    if truth < interval.lowerBound {
      below += 1
    } else if truth > interval.upperBound {
      above += 1
    } else {
      held += 1
    }
  }

  mutating func merge(_ other: IntervalCoverage) {
    held += other.held
    tried += other.tried
    below += other.below
    above += other.above
  }

  var share: Double { Double(held) / Double(max(1, tried)) }
}
