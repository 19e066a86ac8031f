internal import GSL

/// A forecast that anyone could make, with the error that its own past suggests.
package enum Baseline: String, CaseIterable, Sendable {
  /// The last growth rate goes on.
  case lastGrowth = "last growth"
  /// A straight line through everything.
  case linear
  /// Bass (1969): N(t) = M·(1 − e^−(p+q)t) / (1 + (q/p)·e^−(p+q)t).
  case bass
  /// N(t) = M·exp(−b·e^−ct).
  case gompertz

  /// Samples of what comes, a row per time: the quantiles of a normal law at even steps.
  ///
  /// - Parameters:
  ///   - times: Of what is known, rising.
  ///   - values: A level at those times, above 0.
  ///   - future: Rising, after `times`.
  /// - Returns: nil where the method finds no forecast: too few points, or a fit that fails.
  func forecast(times: [Double], values: [Double], future: [Double]) -> [[Double]]? {
    guard times.count >= (self == .lastGrowth ? 2 : 4),
      let rows = samples(times, values, future),
      // A fit may run off to where its curve is no number.
      rows.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else { return nil }
    // Nothing counted here is below 0.
    return rows.map { $0.map { max(0, $0) } }
  }

  private func samples(
    _ times: [Double], _ values: [Double], _ future: [Double]
  ) -> [[Double]]? {
    switch self {
    case .lastGrowth: return lastGrowth(times, values, future)
    case .linear:
      return fitted(
        times, values, future,
        start: [
          values[0], (values[values.count - 1] - values[0]) / (times[times.count - 1] - times[0]),
        ]
      ) { $0[0] + $0[1] * $1 }
    case .bass:
      // From a ceiling of twice what is known, at a tenth of the way.
      let last = values[values.count - 1]
      let span = times[times.count - 1] - times[0]
      return fitted(
        times, values, future,
        start: [
          naturalLogarithm(2 * last), naturalLogarithm(0.1 / span), naturalLogarithm(2 / span),
        ]
      ) { parameters, time in
        let (m, p, q) = (
          naturalExp(parameters[0]), naturalExp(parameters[1]), naturalExp(parameters[2])
        )
        let decay = naturalExp(-(p + q) * (time - times[0]))
        return m * (1 - decay) / (1 + q / p * decay) + values[0]
      }
    case .gompertz:
      let last = values[values.count - 1]
      let span = times[times.count - 1] - times[0]
      return fitted(
        times, values, future,
        start: [
          naturalLogarithm(2 * last),
          naturalLogarithm(max(1, naturalLogarithm(2 * last / values[0]))),
          naturalLogarithm(1 / span),
        ]
      ) { parameters, time in
        naturalExp(
          parameters[0]
            - naturalExp(parameters[1] - naturalExp(parameters[2]) * (time - times[0])))
      }
    }
  }

  private static let levels = (1...199).map { Double($0) / 200 }

  /// Normal quantiles around a value.
  private func samples(_ mean: Double, _ sd: Double) -> [Double] {
    Self.levels.map { mean + sd * Distribution.normalQuantile($0) }
  }

  private func lastGrowth(
    _ times: [Double], _ values: [Double], _ future: [Double]
  ) -> [[Double]]? {
    guard values.allSatisfy({ $0 > 0 }) else { return nil }
    let logs = values.map(naturalLogarithm)
    func rate(_ index: Int) -> Double {
      (logs[index] - logs[index - 1]) / (times[index] - times[index - 1])
    }
    let last = times.count - 1
    let growth = rate(last)
    // How far the last rate was off before, per root of time; a first rate has only itself.
    var squares = 0.0
    for index in stride(from: 2, through: last, by: 1) {
      let step = times[index] - times[index - 1]
      let miss = logs[index] - (logs[index - 1] + rate(index - 1) * step)
      squares += miss * miss / step
    }
    let sd =
      last >= 2
      ? (squares / Double(last - 1)).squareRoot()
      : abs(growth) * (times[last] - times[last - 1]).squareRoot()
    return future.map { time in
      let ahead = time - times[last]
      let sd = sd * ahead.squareRoot()
      return samples(logs[last] + growth * ahead, sd).map { naturalExp(min(700, $0)) }
    }
  }

  /// Least squares, and the error of its residuals.
  private func fitted(
    _ times: [Double], _ values: [Double], _ future: [Double], start: [Double],
    _ curve: @escaping ([Double], Double) -> Double
  ) -> [[Double]]? {
    let scale = values.map(abs).max() ?? 1
    let fit: NonlinearFit
    do {
      fit = try NonlinearFit(start: start, count: values.count, tolerance: 1e-8) { parameters in
        zip(times, values).map { (curve(parameters, $0) - $1) / scale }
      }
    } catch {
      // The method has no forecast here; it is counted as such.
      return nil
    }
    let freedom = values.count - start.count
    guard freedom > 0 else { return nil }
    let variance = fit.sumOfSquares / Double(freedom)
    return future.map { time in
      // The curve's own uncertainty by the delta method, besides that of an observation.
      let slopes = fit.parameters.indices.map { index -> Double in
        var (up, down) = (fit.parameters, fit.parameters)
        let step = max(1e-6, abs(up[index]) * 1e-6)
        up[index] += step
        down[index] -= step
        return (curve(up, time) - curve(down, time)) / (2 * step) / scale
      }
      var own = 0.0
      for i in slopes.indices {
        for j in slopes.indices { own += slopes[i] * slopes[j] * fit.inverseInformation[i][j] }
      }
      return samples(curve(fit.parameters, time), scale * (variance * (1 + own)).squareRoot())
    }
  }
}
