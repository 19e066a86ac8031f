/// How heavy the tail of importance ratios is: *k* of the generalised Pareto law of the largest.
///
/// Below 0.7 a sample of practicable size stands for what it was weighted to; above, some part of
/// that was as good as never drawn.
/// - Source: Vehtari, Simpson, Gelman, Yao, Gabry (2024), *J. Mach. Learn. Res.* 25(72), with the fit
///   of Zhang, Stephens (2009), *Technometrics* 51:316–325.
enum ParetoShape {
  static let bearable = 0.7

  /// - Parameter logRatios: Of draws, −∞ allowed.
  /// - Returns: −∞ where the largest are all alike, +∞ where there are too few.
  static func estimate(logRatios: [Double]) -> Double {
    let sorted = logRatios.sorted()
    let count = Double(sorted.count)
    let tail = Int(min(0.2 * count, 3 * count.squareRoot()).rounded(.up))
    guard tail >= 5, sorted.count > tail, let largest = sorted.last, largest > -.infinity else {
      return .infinity
    }
    let cutoff = naturalExp(sorted[sorted.count - tail - 1] - largest)
    let excesses = sorted.suffix(tail).map { naturalExp($0 - largest) - cutoff }
    guard let last = excesses.last, last > 1e-12 else { return -.infinity }
    return fit(excesses)
  }

  /// *k* of positive numbers in rising order: a posterior mean over a grid, then toward 0.5 as by
  /// ten more numbers.
  static func fit(_ excesses: [Double]) -> Double {
    let n = Double(excesses.count)
    let points = 30 + Int(n.squareRoot())
    let largest = excesses[excesses.count - 1]
    let quartile = max(excesses[Int(n / 4 + 0.5) - 1], largest * 1e-12)
    let thetas = (1...points).map { point in
      1 / largest + (1 - (Double(points) / (Double(point) - 0.5)).squareRoot()) / (3 * quartile)
    }
    func shape(_ theta: Double) -> Double {
      excesses.reduce(0) { $0 + naturalLogarithm(1 - theta * $1) } / n
    }
    let likelihoods = thetas.map { theta -> Double in
      let k = shape(theta)
      return n * (naturalLogarithm(-theta / k) - k - 1)
    }
    let weights = likelihoods.map { own in
      1 / likelihoods.reduce(0) { $0 + naturalExp($1 - own) }
    }
    let theta = zip(thetas, weights).reduce(0) { $0 + $1.0 * $1.1 }
    return (n * shape(theta) + 5) / (n + 10)
  }
}
