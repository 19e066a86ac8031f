import Calibration
import ReferralModel
import Reporting

extension FindingsReport.Experiment {
  /// The arms of a response, and the curve that goes into the scenario at rewards up to the largest
  /// one tested.
  ///
  /// - Parameters:
  ///   - values: at_zero, at_large and half_at as shares of CAC; a flat fit has the first alone.
  ///   - draws: The same of the joint uncertainty.
  init(
    _ response: ExperimentFits.Response, _ fit: ResponseCurveFit, values: [Double],
    draws: [[Double]]
  ) {
    let law: ResponseLaw = response.isShare ? .share : .overdispersedCount
    let most = fit.testedRewards.upperBound
    func level(_ values: [Double], at reward: Double) -> Double {
      guard values.count >= 3 else { return values[0] }
      let curve = Response(
        .hill(
          atZero: values[0], atLarge: values[1], halfAt: values[2], steepness: 1, link: .identity))
      return curve.value(at: PerceivedRewards(referrer: reward, referee: 0))
    }
    self.init(
      isShare: response.isShare,
      arms: response.arms.map { name, arm in
        let interval = arm.interval(law, overdispersion: fit.overdispersion)
        return .init(
          name: name, reward: arm.reward, exposed: arm.exposed, responses: arm.responses,
          value: arm.response, low: interval.lowerBound, high: interval.upperBound)
      },
      curve: (0...Self.steps).map { step in
        let reward = most * Double(step) / Double(Self.steps)
        let drawn = draws.map { level($0, at: reward) }.sorted()
        return .init(
          reward: reward, value: level(values, at: reward),
          low: drawn[Int(0.05 * Double(drawn.count - 1))],
          high: drawn[Int(0.95 * Double(drawn.count - 1))])
      },
      flat: fit.flat.values[0], isCurve: fit.prefersCurve)
  }

  /// Of the curve; enough for a smooth picture.
  private static var steps: Int { 40 }
}
