/// Why data give no answer.
package enum CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
  case interrupted
  /// Around the fit, hardly any numbers make a scenario.
  case fewScenarios
  /// No start led anywhere.
  case noFit
  /// The chains disagree, or move too little.
  case notConverged(parameter: String, rHat: Double, effective: Int)

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
    }
  }
}
