/// Why data give no answer.
package enum CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
  case interrupted
  /// Around the fit, hardly any numbers make a scenario.
  case fewScenarios
  /// No start led anywhere.
  case noFit
  /// The chains disagree, or move too little.
  case notConverged(parameter: String, rHat: Double, effective: Int)

  /// Cheap places to look at miss a part of the posterior.
  case missesPart(paretoShape: Double)

  package var description: String {
    switch self {
    case .interrupted: "interrupted; nothing of a calibration is kept"
    case .fewScenarios:
      "around the best fit hardly any numbers make a valid scenario: it lies at the edge of what "
        + "the scenario allows; fit fewer numbers, or give narrower distributions under uncertain"
    case .noFit:
      "no start led to a fit: check that the scenario's own numbers are of the right size for "
        + "these data"
    case .notConverged(let parameter, let rHat, let effective):
      "the posterior is not reported, since its sampler did not converge: \(parameter) has a split "
        + "R-hat of \((rHat * 1000).rounded() / 1000) (wanted: below 1.01) and \(effective) "
        + "effective draws (wanted: at least 400); the data hardly tell some of these numbers "
        + "apart: fit fewer, or give distributions under uncertain"
    case .missesPart(let shape):
      "the posterior is not reported, since a part of it may be missing: the ratios by which its "
        + "draws are weighed have a tail of Pareto shape \((shape * 100).rounded() / 100) (wanted: "
        + "below \(ParetoShape.bearable)); fit fewer numbers, or give narrower distributions under "
        + "uncertain"
    }
  }
}
