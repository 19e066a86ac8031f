@unsafe @preconcurrency internal import CGSL

// The unsafe marks in this target stand on calls into C that take or return
// pointers. The functions below take and return doubles only.

/// Cumulative distribution functions and quantiles, by GSL.
///
/// Every function is total: outside the support it gives 0 or 1, and for
/// parameters outside their range it traps with a sentence, because scenario
/// files are checked when they are loaded.
package enum Distribution {
  /// P(X ≤ x), X exponential with a mean above 0.
  package static func exponentialCDF(_ x: Double, mean: Double) -> Double {
    precondition(mean > 0, "mean must be above 0")
    return x <= 0 ? 0 : gsl_cdf_exponential_P(x, mean)
  }

  /// P(X ≤ x), X gamma with shape and scale above 0.
  package static func gammaCDF(_ x: Double, shape: Double, scale: Double) -> Double {
    precondition(shape > 0 && scale > 0, "shape and scale must be above 0")
    GSL.ready
    return x <= 0 ? 0 : gsl_cdf_gamma_P(x, shape, scale)
  }

  /// P(X > x), X gamma with shape and scale above 0.
  package static func gammaTail(_ x: Double, shape: Double, scale: Double) -> Double {
    precondition(shape > 0 && scale > 0, "shape and scale must be above 0")
    GSL.ready
    return x <= 0 ? 1 : gsl_cdf_gamma_Q(x, shape, scale)
  }

  /// P(X ≤ x), log X normal with the given median of X and sd of log X.
  package static func lognormalCDF(_ x: Double, median: Double, sigma: Double) -> Double {
    precondition(median > 0 && sigma > 0, "median and sigma must be above 0")
    GSL.ready
    return x <= 0 ? 0 : gsl_cdf_lognormal_P(x, log(median), sigma)
  }

  /// P(X ≤ x) = 1 − exp(−(x/scale)^shape).
  package static func weibullCDF(_ x: Double, shape: Double, scale: Double) -> Double {
    precondition(shape > 0 && scale > 0, "shape and scale must be above 0")
    return x <= 0 ? 0 : gsl_cdf_weibull_P(x, scale, shape)
  }

  /// P(Z ≤ z), Z standard normal.
  package static func normalCDF(_ z: Double) -> Double { gsl_cdf_ugaussian_P(z) }

  /// P(Z > z), Z standard normal, without cancellation for large z.
  package static func normalTail(_ z: Double) -> Double { gsl_cdf_ugaussian_Q(z) }

  /// z with P(Z ≤ z) = p; ∓∞ at 0 and 1.
  package static func normalQuantile(_ p: Double) -> Double {
    precondition((0...1).contains(p), "a probability is in 0...1")
    return gsl_cdf_ugaussian_Pinv(p)
  }

  /// x with P(X ≤ x) = p, X gamma.
  ///
  /// - Throws: When GSL's iteration does not converge.
  package static func gammaQuantile(
    _ p: Double, shape: Double, scale: Double
  ) throws(GSLError) -> Double {
    precondition((0...1).contains(p), "a probability is in 0...1")
    precondition(shape > 0 && scale > 0, "shape and scale must be above 0")
    GSL.ready
    return try converged(gsl_cdf_gamma_Pinv(p, shape, scale))
  }

  /// x with P(X ≤ x) = p, X beta with parameters a and b above 0.
  ///
  /// GSL's iteration gives up on narrow laws, such as mean 2% with an sd of 0.5%; there the
  /// distribution function is bisected, to the last bit.
  package static func betaQuantile(_ p: Double, a: Double, b: Double) -> Double {
    precondition((0...1).contains(p), "a probability is in 0...1")
    precondition(a > 0 && b > 0, "a and b must be above 0")
    GSL.ready
    let quantile = gsl_cdf_beta_Pinv(p, a, b)
    guard quantile.isNaN else { return quantile }
    var (low, high) = (0.0, 1.0)
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return low }
      if gsl_cdf_beta_P(middle, a, b) < p { low = middle } else { high = middle }
    }
  }

  /// GSL's iterative quantiles say NaN where they give up.
  private static func converged(_ value: Double) throws(GSLError) -> Double {
    if value.isNaN { throw GSLError(code: Int32(GSL_EMAXITER)) }
    return value
  }

  /// t with P(T ≤ t) = p, T Student with the given degrees of freedom.
  package static func studentQuantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    precondition((0...1).contains(p), "a probability is in 0...1")
    precondition(degreesOfFreedom > 0, "degrees of freedom must be above 0")
    GSL.ready
    return gsl_cdf_tdist_Pinv(p, degreesOfFreedom)
  }

  /// P(X > x), X chi-squared with the given degrees of freedom.
  package static func chiSquaredTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "degrees of freedom must be above 0")
    GSL.ready
    return x <= 0 ? 1 : gsl_cdf_chisq_Q(x, degreesOfFreedom)
  }

  /// P(X = k), X Poisson with a mean of at least 0.
  package static func poissonMass(_ k: Int, mean: Double) -> Double {
    precondition(mean >= 0, "mean must be at least 0")
    if mean == 0 { return k == 0 ? 1 : 0 }
    GSL.ready
    return k < 0 ? 0 : gsl_ran_poisson_pdf(UInt32(k), mean)
  }

  /// P(X ≤ k), X Poisson with a mean of at least 0.
  package static func poissonCDF(_ k: Int, mean: Double) -> Double {
    precondition(mean >= 0, "mean must be at least 0")
    if mean == 0 { return k < 0 ? 0 : 1 }
    GSL.ready
    return k < 0 ? 0 : gsl_cdf_poisson_P(UInt32(k), mean)
  }

  /// P(X = k), X negative binomial with variance mean + mean²/dispersion.
  package static func negativeBinomialMass(_ k: Int, mean: Double, dispersion: Double) -> Double {
    precondition(mean >= 0 && dispersion > 0, "mean at least 0, dispersion above 0")
    if mean == 0 { return k == 0 ? 1 : 0 }
    GSL.ready
    return k < 0
      ? 0 : gsl_ran_negative_binomial_pdf(UInt32(k), dispersion / (dispersion + mean), dispersion)
  }
}
