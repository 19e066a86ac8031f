/// How a forecast's distribution did against what happened.
package struct ForecastScore: Equatable, Sendable {
  package var observed: Double
  package var median: Double
  package var q05: Double
  package var q25: Double
  package var q75: Double
  package var q95: Double
  /// Continuous ranked probability score, in units of the observed: 0 is perfect, and for a
  /// forecast of one number it is the distance.
  package var crps: Double

  /// - Parameter samples: Of the forecast, at least 20.
  /// - Source: Gneiting, Raftery (2007), *JASA* 102:359–378, eq. 21.
  init(observed: Double, samples: [Double]) {
    let sorted = samples.sorted()
    let count = Double(sorted.count)
    func quantile(_ p: Double) -> Double {
      let place = p * (count - 1)
      let below = Int(place)
      let above = min(sorted.count - 1, below + 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    self.observed = observed
    median = quantile(0.5)
    q05 = quantile(0.05)
    q25 = quantile(0.25)
    q75 = quantile(0.75)
    q95 = quantile(0.95)
    let distance = sorted.reduce(0) { $0 + abs($1 - observed) } / count
    // E|X − X′| of sorted samples.
    let spread = sorted.enumerated().reduce(0) { sum, entry in
      sum + (2 * Double(entry.offset) + 1 - count) * entry.element
    }
    crps = distance - spread / (count * count)
  }

  /// Of the median, as a share of the observed; nil where nothing was observed.
  package var absolutePercentageError: Double? {
    observed > 0 ? abs(median - observed) / observed : nil
  }

  package var isInside50: Bool { (q25...q75).contains(observed) }
  package var isInside90: Bool { (q05...q95).contains(observed) }
}

/// How one method did over many forecasts.
package struct ScoreSummary: Equatable, Sendable {
  package var forecasts: Int
  /// Mean of the medians' absolute errors, as shares of the observed.
  package var meanAbsolutePercentageError: Double
  /// Sum of CRPS over the sum of the observed.
  package var relativeCRPS: Double
  package var coverage50: Double
  package var coverage90: Double

  /// nil without a forecast.
  init?(_ scores: [ForecastScore]) {
    guard !scores.isEmpty else { return nil }
    let errors = scores.compactMap(\.absolutePercentageError)
    let total = scores.reduce(0) { $0 + abs($1.observed) }
    forecasts = scores.count
    meanAbsolutePercentageError =
      errors.isEmpty ? .nan : errors.reduce(0, +) / Double(errors.count)
    relativeCRPS = total > 0 ? scores.reduce(0) { $0 + $1.crps } / total : .nan
    coverage50 = Double(scores.count(where: \.isInside50)) / Double(scores.count)
    coverage90 = Double(scores.count(where: \.isInside90)) / Double(scores.count)
  }
}
