import Testing

@testable import StoredResults

/// Expected values by SciPy 1.17.1 and NumPy 2.4.6, from the samples that stand here.
@Suite struct IntervalTests {
  private let before = [12.1, 9.8, 15.3, 11.0, 10.4, 13.9]
  private let after = [13.0, 10.1, 17.2, 11.9, 10.6, 15.5]

  // scipy.stats.ttest_rel(after, before).confidence_interval(0.95), and the quotient of
  // var(before) + var(after) to var(after - before), all with ddof=1.
  @Test(arguments: [(0.0, 0.0), (12.0, 13.0), (-1e6, 1e6)])
  func `means of pairs differ as in Student's paired test, wherever they are centred`(
    near: (Double, Double)
  ) throws {
    var moments = PairedMoments()
    for (a, b) in zip(before, after) { moments.add((a - near.0, 1), (b - near.1, 1)) }
    let difference = try #require(moments.difference(near: near))
    #expect(abs(difference.mean - 0.9666666666666662) < 1e-9)
    #expect(abs(difference.low - 0.2528446895019476) < 1e-9)
    #expect(abs(difference.high - 1.6804886438313849) < 1e-9)
    #expect(abs(difference.varianceReduction - 26.854466858789632) < 1e-6)
  }

  // numpy: l = (n - R*d)/mean(d) on each side, then the one-sample t interval of l2 - l1.
  @Test func `ratios of means differ by their linearised parts`() throws {
    let first = zip([3.0, 5, 2, 8, 6], [10.0, 14, 9, 20, 15])
    let second = zip([4.0, 5, 3, 9, 8], [11.0, 15, 9, 21, 16])
    let near = (0.3, 0.5)
    var moments = PairedMoments()
    for (a, b) in zip(first, second) {
      moments.add((a.0 - near.0 * a.1, a.1), (b.0 - near.1 * b.1, b.1))
    }
    let difference = try #require(moments.difference(near: near))
    #expect(abs(difference.before - 0.35294117647058826) < 1e-12)
    #expect(abs(difference.after - 0.4027777777777778) < 1e-12)
    #expect(abs(difference.low - -0.018070118469720134) < 1e-12)
    #expect(abs(difference.high - 0.1177433210840992) < 1e-12)
  }

  @Test func `the same numbers twice differ by exactly nothing`() throws {
    var moments = PairedMoments()
    for a in before { moments.add((a - 12, 1), (a - 12, 1)) }
    let difference = try #require(moments.difference(near: (12, 12)))
    #expect(difference.mean == 0 && difference.low == 0 && difference.high == 0)
    #expect(difference.varianceReduction == .infinity)
  }

  @Test func `one unit has a difference, and no interval`() throws {
    var moments = PairedMoments()
    #expect(moments.difference(near: (0, 0)) == nil)
    moments.add((1, 1), (3, 1))
    let difference = try #require(moments.difference(near: (0, 0)))
    #expect(difference.mean == 2 && difference.low.isNaN && difference.high.isNaN)
  }

  // scipy.stats.ttest_ind(after, before[:5], equal_var=False).confidence_interval(0.95)
  @Test func `means with luck of their own differ as in Welch's test`() {
    let (low, high) = welchInterval(
      (mean: 11.72, error: 0.9723168207945392, units: 5),
      (mean: 13.05, error: 1.1438968484964018, units: 6))
    #expect(abs(low - -2.067485490116082) < 1e-9)
    #expect(abs(high - 4.727485490116079) < 1e-9)
  }

  @Test func `means without error differ by a number, and unknown errors by an unknown one`() {
    #expect(welchInterval((1, 0, 10), (3, 0, 10)) == (2, 2))
    #expect(welchInterval((1, .nan, 1), (3, .nan, 1)).low.isNaN)
    // Half of a pair each: an error is known, and the number of pairs that it is of is not.
    #expect(welchInterval((1, 0.5, 0), (3, 0.2, 10)).low.isNaN)
    #expect(welchInterval((1, 0.5, 10), (3, 0.2, 1)).high.isNaN)
    #expect(welchInterval((1, 0, 1), (3, 0.2, 10)).low.isFinite)
    #expect(welchInterval((1, 1e-90, 10), (3, 1e-90, 10)) == (2, 2))
  }
}
