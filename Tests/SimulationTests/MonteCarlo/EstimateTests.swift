import Testing

@testable import Simulation

@Suite struct EstimateTests {
  // Of 1...100 the largest five have the mean 98.
  @Test func `an upper tail is the mean of its largest values`() {
    let parts: [Part] = (1...100).map { (Double($0), 1) }
    let (mean, error) = MetricEstimate.meanAndError(parts, kind: .upperTail, pairs: false)
    #expect(abs(mean - 98) < 1e-9)
    #expect(error > 0 && error < 2)
  }

  private typealias Part = (numerator: Double, denominator: Double)

  // By hand: sums 6 and 12, so 1/2; without each in turn 5/10, 4/9, 3/5; the error is
  // √((n − 1)/n Σ (those − their mean)²).
  @Test func `the jackknife of a ratio agrees with a hand calculation`() {
    let parts: [Part] = [(1, 2), (2, 3), (3, 7)]
    let without = [5.0 / 10, 4.0 / 9, 3.0 / 5]
    let mean = (5.0 / 10 + 4.0 / 9 + 3.0 / 5) / 3
    let squares = without.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let (ratio, error) = MetricEstimate.jackknife(parts)
    #expect(ratio == 0.5)
    #expect(abs(error - (2.0 / 3 * squares).squareRoot()) < 1e-15)
  }

  // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32.
  @Test func `a value has the textbook mean, sd and standard error`() {
    let parts = [2.0, 4, 4, 4, 5, 5, 7, 9].map { ($0, 1.0) }
    let s = MetricEstimate.statistics(parts, kind: .value, pairs: false)
    #expect(s.mean == 5)
    #expect(abs(s.sd - (32.0 / 7).squareRoot()) < 1e-15)
    #expect(abs(s.mcse - (32.0 / 7 / 8).squareRoot()) < 1e-15)
    #expect(s.undefined == 0 && s.variance == nil)
  }

  @Test func `undefined replications are counted and left out of a value`() {
    let s = MetricEstimate.statistics(
      [(3, 1), (0, 0), (5, 1)], kind: .value, pairs: false)
    #expect(s.mean == 4 && s.undefined == 1 && s.q50 == 4)
  }

  @Test func `a ratio of means counts replications whose own ratio is undefined`() {
    // Costs of a replication that brought nobody still count: (6 + 2)/(4 + 0).
    let s = MetricEstimate.statistics([(6, 4), (2, 0)], kind: .ratio, pairs: false)
    #expect(s.mean == 2 && s.undefined == 1 && s.q50 == 1.5)
    // Without the first, nothing is left to divide by.
    #expect(s.mcse.isNaN)
  }

  @Test(arguments: [true, false])
  func `what does not vary has no error at all`(isRatio: Bool) {
    let parts = [Part](repeating: (0.1, isRatio ? 0.3 : 1), count: 10)
    let s = MetricEstimate.statistics(parts, kind: isRatio ? .ratio : .value, pairs: false)
    #expect(s.mcse == 0 && s.sd == 0)
  }

  @Test func `one replication has a mean and no spread`() {
    let s = MetricEstimate.statistics([(3, 1)], kind: .value, pairs: false)
    #expect(s.mean == 3 && s.q05 == 3 && s.q95 == 3 && s.sd.isNaN && s.mcse.isNaN)
  }

  // Pair means 2, 6, 10: variance 16. Within: (0 + 2 + 8)/3.
  @Test func `pairs are the independent units, and split the variance`() throws {
    let parts = [2.0, 2, 5, 7, 8, 12].map { ($0, 1.0) }
    let s = MetricEstimate.statistics(parts, kind: .value, pairs: true)
    #expect(abs(s.mcse - (16.0 / 3).squareRoot()) < 1e-15)
    let luck = 10.0 / 3
    let parameters = 16 - luck / 2
    #expect(abs(try #require(s.variance).luck - luck / (luck + parameters)) < 1e-15)
    #expect(abs(try #require(s.variance).parameters - parameters / (luck + parameters)) < 1e-15)
  }

  // x = 3 a + e with a and e standard normal (sums of 12 uniforms, less 6): parameters
  // make ρ = 0.9 of the variance. The share's standard error over n = 4,000 pairs is
  // (1 − ρ²)/√n = 0.003 (Fisher). Four of them: false-alarm rate 6e-5, once, since
  // the worker is fixed.
  @Test func `the split recovers a two-level normal model`() throws {
    func normal(_ i: Int, _ j: Int) -> Double {
      (0..<12).map { FakeWorker.uniform(i, 100 * j + $0) }.reduce(0, +) - 6
    }
    let parts = (0..<8_000).map { r in (50 + 3 * normal(r / 2, 1) + normal(r, 2), 1.0) }
    let s = MetricEstimate.statistics(parts, kind: .value, pairs: true)
    #expect(abs(try #require(s.variance).parameters - 0.9) < 0.012)
    // The mean's error: √((9 + 1/2)/4000), known to 1/√8000 of itself.
    #expect(abs(s.mcse / (9.5 / 4_000).squareRoot() - 1) < 4 / 8_000.0.squareRoot())
  }

  @Test func `luck alone leaves parameters no negative share`() throws {
    let shares = try #require(VarianceShares(pairs: [(1, 5), (5, 1), (2, 4)]))
    #expect(shares.parameters == 0 && shares.luck == 1)
    #expect(VarianceShares(pairs: [(1, 1), (1, 1)]) == nil)
  }
}

@Suite struct QuantileTests {
  // R: quantile(c(1, 2, 4, 8, 16), c(.05, .25, .5, .75, .95)); type 7 is its default.
  @Test func `agrees with R's default`() {
    let found = [0.05, 0.25, 0.5, 0.75, 0.95].map { quantile($0, ofSorted: [1, 2, 4, 8, 16]) }
    #expect(zip(found, [1.2, 2, 4, 8, 14.4]).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  // R: quantile(c(15, 20, 35, 40, 50), 0.4) is 29.
  @Test func `interpolates between order statistics`() {
    #expect(abs(quantile(0.4, ofSorted: [15, 20, 35, 40, 50]) - 29) < 1e-14)
    #expect(quantile(0, ofSorted: [3, 5]) == 3 && quantile(1, ofSorted: [3, 5]) == 5)
    #expect(quantile(0.5, ofSorted: []).isNaN)
  }
}

@Suite struct LogLinearHistogramTests {
  private let probabilities = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]

  // From 1e-6 to 1e9, both signs, and zeros.
  private let sample = (0..<20_001).map { i -> Double in
    let u = FakeWorker.uniform(i, 1)
    let magnitude = (0..<Int(15 * FakeWorker.uniform(i, 2))).reduce(1e-6 * (1 + 9 * u)) { x, _ in
      x * 10
    }
    return i % 7 == 0 ? 0 : i % 3 == 0 ? -magnitude : magnitude
  }

  @Test func `every quantile is within 0.1% of the exact one`() {
    var histogram = LogLinearHistogram()
    for value in sample { histogram.add(value) }
    let sorted = sample.sorted()
    for (p, found) in zip(probabilities, histogram.quantiles(probabilities)) {
      let exact = quantile(p, ofSorted: sorted)
      #expect(abs(found - exact) <= 0.001 * abs(exact), "at \(p)")
    }
  }

  @Test func `parts merged in any order are the whole`() {
    var whole = LogLinearHistogram()
    var parts = Array(repeating: LogLinearHistogram(), count: 3)
    for (index, value) in sample.enumerated() {
      whole.add(value)
      parts[index % 3].add(value)
    }
    var merged = parts[2]
    merged.merge(parts[0])
    merged.merge(parts[1])
    #expect(merged == whole)
  }

  @Test func `extremes of doubles have bins`() {
    var histogram = LogLinearHistogram()
    let values = [
      -Double.greatestFiniteMagnitude, -Double.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude,
    ]
    for value in values { histogram.add(value) }
    #expect(histogram.quantiles([0, 0.5, 1]) == [values[0], 0, values[4]])
    #expect(LogLinearHistogram().quantiles([0.5])[0].isNaN)
  }
}

@Suite struct SeriesPointTests {
  private func statistics(_ count: Int, pairs: Bool = false) -> (Statistics, [Double]) {
    var point = SeriesPoint(pairs: pairs)
    let values = (0..<count).map { 1_000 * FakeWorker.uniform($0, 3) }
    for value in values { point.add(numerator: value, denominator: 1) }
    return (point.statistics, values.sorted())
  }

  @Test func `quantiles are exact to 10,000 replications and within 0.1% above`() {
    let (exact, sorted) = statistics(10_000)
    #expect(exact.q05 == quantile(0.05, ofSorted: sorted))
    #expect(exact.q50 == quantile(0.5, ofSorted: sorted))
    let (binned, more) = statistics(10_001)
    for (found, p) in [(binned.q05, 0.05), (binned.q50, 0.5), (binned.q95, 0.95)] {
      #expect(abs(found / quantile(p, ofSorted: more) - 1) <= 0.001)
    }
  }

  @Test func `agrees with the metric of the same numbers`() {
    for pairs in [false, true] {
      let (streamed, _) = statistics(500, pairs: pairs)
      let parts = (0..<500).map { (1_000 * FakeWorker.uniform($0, 3), 1.0) }
      let whole = MetricEstimate.statistics(parts, kind: .value, pairs: pairs)
      for (a, b) in zip(streamed.values, whole.values) { #expect(abs(a / b - 1) < 1e-12) }
    }
  }

  // The infinitesimal jackknife by hand for (1, 2), (2, 3), (3, 7): R = 1/2, residuals
  // 0, 1/2, −1/2, mean denominator 4.
  @Test func `a ratio's error is the infinitesimal jackknife's`() {
    var point = SeriesPoint(pairs: false)
    for (n, d) in [(1.0, 2.0), (2, 3), (3, 7)] { point.add(numerator: n, denominator: d) }
    #expect(point.statistics.mean == 0.5)
    #expect(abs(point.statistics.mcse - (0.5 / 6).squareRoot() / 4) < 1e-15)
  }

  @Test func `undefined points are counted`() {
    var point = SeriesPoint(pairs: false)
    point.add(numerator: 0, denominator: 0)
    #expect(point.statistics.mean.isNaN && point.statistics.undefined == 1)
    point.add(numerator: 3, denominator: 2)
    #expect(point.statistics.mean == 1.5 && point.statistics.undefined == 1)
  }
}
