/// The p-quantile of sorted values: linear between order statistics, type 7 of Hyndman and Fan
/// (1996), Am.
///
/// Stat. 50:361, which is also R's and NumPy's default.
///
/// - Returns: nan of no values.
package func quantile(_ p: Double, ofSorted values: [Double]) -> Double {
  guard let last = values.last else { return .nan }
  return interpolate(p, count: values.count) { $0 < values.count ? values[$0] : last }
}

/// Type 7 from a function that gives the order statistics, counted from 0.
func interpolate(_ p: Double, count: Int, orderStatistic: (Int) -> Double) -> Double {
  precondition((0...1).contains(p), "a probability is in 0...1")
  let position = Double(count - 1) * p
  let below = Int(position)
  let low = orderStatistic(below)
  let weight = position - Double(below)
  return weight == 0 ? low : low + weight * (orderStatistic(below + 1) - low)
}

/// The quantiles that outputs state.
let reportedProbabilities = [0.05, 0.25, 0.5, 0.75, 0.95]
