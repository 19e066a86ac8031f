import Calibration
import GSL
import Testing

@Suite struct LooseFitTests {
  // Two numbers of a large program cannot tell four apart: the posterior is a ridge as thin as the
  // error of observation and as long as the prior. The same posterior by brute force: 40,000 places
  // of the prior, weighed by the same data, without any walk. Luck is left out there; of millions it
  // is far below the error of observation. Its quantiles are those of some 120 effective places, the
  // fit's of 400 draws at least: together 5% of a rank at the median, of which 12% are allowed.
  @Test func `two numbers leave four as open as brute force says`() throws {
    let paths = [
      "loops.referral.conversion.base", "loops.referral.invites.mean", "acquisition.organic.rate",
      "acquisition.word_of_mouth",
    ]
    let text = """
      name: Large program
      start: 2023-01-01
      horizon: 3 months
      market: {size: 50 million}
      customers: {initial: 100_000, churn: 4% per month, margin: $10 per month}
      acquisition: {cac: $60, organic: 2000 per day, word_of_mouth: 8% per month}
      loops:
        referral:
          participation: 30%
          invites: {mean: 6, dispersion: 0.6, delay: {distribution: lognormal, median: 10 days, sigma: 1}}
          conversion: {base: 8%, uplift: 3x}
      program:
        reward: {referrer: 15% of CAC, referee: 10% of CAC}
      uncertain:
        loops.referral.conversion.base: {distribution: lognormal, median: 8%, sigma: 0.2}
        loops.referral.invites.mean: {distribution: lognormal, median: 6, sigma: 0.25}
        acquisition.organic.rate: {distribution: lognormal, median: 2000 per day, sigma: 0.5}
        acquisition.word_of_mouth: {distribution: lognormal, median: 8% per month, sigma: 0.35}
      """
    let program = try SmallProgram(text, paths: paths, columns: [.signups])
    let observed = try ObservedHistory(
      [
        SeriesObservation(.signups, days: 0..<91, value: 600_000, line: 2),
        SeriesObservation(.signupsReferred, days: 0..<91, value: 250_000, line: 2),
      ], initial: 100_000)
    let model = program.model.against(observed)
    var settings = SeriesFit.Settings(seed: 1, threads: 2)
    settings.effective = 1000
    let fit = try SeriesFit(model, settings: settings)
    #expect(fit.diagnostics.rHat.allSatisfy { $0 < 1.01 })
    #expect(fit.diagnostics.effective.allSatisfy { $0 >= 400 })
    #expect(try #require(fit.diagnostics.paretoShape) < 0.7)

    var sobol = SobolSequence(dimensions: paths.count)
    var values: [[Double]] = []
    var weights: [Double] = []
    for _ in 0..<40_000 {
      let point = sobol.next().map { Distribution.normalQuantile($0) }
      guard let curve = try model.curve(at: point) else { continue }
      let logs = zip(observed.unscaled(curve), [600_000.0, 250_000]).map { naturalLog($1 / $0) }
      // ∫ 20·e^−20τ·τ^−2·e^−s/2τ² dτ, s the sum of squared logarithms.
      let squares = logs.reduce(0) { $0 + $1 * $1 }
      var weight = 0.0
      for step in 1...60 {
        let noise = 0.005 * Double(step)
        weight += exponential(-20 * noise - squares / (2 * noise * noise)) / (noise * noise)
      }
      values.append(try model.values(at: point))
      weights.append(weight)
    }
    let total = weights.reduce(0, +)
    let effective = total * total / weights.reduce(0) { $0 + $1 * $1 }
    #expect(effective > 100)
    for (index, path) in paths.enumerated() {
      for quantile in [0.25, 0.5, 0.75] {
        let value = fit.quantile(quantile, of: index)
        let rank =
          zip(values, weights).filter { $0.0[index] <= value }.reduce(0) { $0 + $1.1 } / total
        #expect(abs(rank - quantile) < 0.12, "\(path): \(quantile) stands at \(rank)")
      }
    }
  }
}
