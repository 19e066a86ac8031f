import Foundation
package import ReferralModel

/// A number of the scenario that is not known, and what is known about it.
package struct UncertainParameter: Equatable, Sendable {
  /// As written under `uncertain`.
  package var path: String
  /// In the base unit of the number.
  package var distribution: ValueDistribution
  package var kind: QuantityKind
  /// Its column of the posterior; nil where its distribution is its own.
  package var posteriorColumn: Int?
  /// The path of the number itself, shorthands written out.
  let target: ScenarioPath
  let location: SourceLocation

  /// What a checked `uncertain` section says; distributions that contradict themselves are noted.
  static func read(
    _ section: CheckedNode?, _ checker: inout Checker, _ tree: ScenarioNode
  ) -> [UncertainParameter] {
    var parameters: [UncertainParameter] = []
    for (path, value) in section?.fields ?? [] {
      guard let written = ScenarioPath(path),
        case .found(let shape) = ScenarioSchema.meaning(of: written, in: tree),
        let (quantity, target) = ScenarioSchema.quantity(at: written, shape: shape),
        case .object = value.content
      else { continue }
      switch ValueDistribution.read(value, of: quantity) {
      case .success(let distribution):
        parameters.append(
          UncertainParameter(
            path: path, distribution: distribution, kind: quantity.kind, target: target,
            location: value.location))
      case .failure(let fault):
        guard let sentence = fault.sentence else { continue }
        checker.report(.contradiction(sentence), at: value.location, join("uncertain", path))
      }
    }
    return parameters
  }

  func isGiven(in tree: ScenarioNode) -> Bool {
    target.expanded.allSatisfy { path in
      tree.contains(path.components[...], shape: .object(ScenarioSchema.root))
    }
  }

  /// The tree with a value for this number.
  ///
  /// A number of something that the tree says is not there, such as a reward under
  /// `program: none`, does not bring it back.
  ///
  /// - Parameter changes: Have been made to the tree, and stand.
  func setting(
    _ value: Double, in tree: ScenarioNode, besides changes: [ScenarioChange] = []
  ) -> ScenarioNode {
    target.expanded.reduce(tree) { tree, path in
      guard !changes.contains(where: { $0.decides(path) }),
        !tree.saysNone(on: path.components[...], shape: .object(ScenarioSchema.root))
      else { return tree }
      return tree.setting(path, to: ScenarioNode(.number(value), at: location))
    }
  }
}

/// Why parameters are no distribution; without a sentence where the reason was reported before.
struct DistributionFault: Error {
  var sentence: String?
}

extension ValueDistribution {
  /// z with P(Z ≤ z) = 0.95 for a standard normal Z.
  private static let z95 = 1.6448536269514722

  static func read(
    _ node: CheckedNode, of quantity: Quantity
  ) -> Result<ValueDistribution, DistributionFault> {
    var isReward = false
    for (_, value) in node.fields where value.amount?.form == .currency { isReward = true }
    if isReward { return .failure(.init(sentence: "expected rewards in % of CAC here")) }
    func number(_ name: String) -> Double? { node[name]?.number }
    let reported = DistributionFault(sentence: nil)
    switch node["distribution"]?.word {
    case "constant":
      guard let value = number("value") else { return .failure(reported) }
      return .success(.constant(value))
    case "normal": return normal(number)
    case "lognormal": return lognormal(number)
    case "gamma":
      guard let mean = number("mean"), let sd = number("sd") else { return .failure(reported) }
      guard mean > 0 else { return .failure(.init(sentence: "a gamma needs a mean above 0")) }
      return .success(.gamma(mean: mean, sd: sd))
    case "beta":
      guard let mean = number("mean"), let sd = number("sd") else { return .failure(reported) }
      guard mean > 0, mean < 1, sd * sd < mean * (1 - mean) else {
        return .failure(
          .init(sentence: "a beta needs a mean between 0 and 1 and an sd below √(mean·(1 − mean))"))
      }
      return .success(.beta(mean: mean, sd: sd))
    case "uniform":
      guard let low = number("min"), let high = number("max") else { return .failure(reported) }
      guard low < high else { return .failure(.init(sentence: "min is not below max")) }
      return .success(.uniform(min: low, max: high))
    case "table":
      let rows = node["table"]?.items ?? []
      let values = rows.compactMap { row -> WeightedValue? in
        guard row.items.count == 2, let value = row.items[0].number,
          let share = row.items[1].number
        else { return nil }
        return WeightedValue(value: value, share: share)
      }
      guard values.count == rows.count, !values.isEmpty else { return .failure(reported) }
      if let sentence = faultOfShares(values.map(\.share)) {
        return .failure(.init(sentence: sentence))
      }
      return .success(.table(values))
    default: return .failure(reported)
    }
  }

  private static func normal(
    _ number: (String) -> Double?
  ) -> Result<ValueDistribution, DistributionFault> {
    let center = number("mean") ?? number("median")
    let (low, high) = (number("q05"), number("q95"))
    let mean: Double
    let sd: Double
    switch (center, number("sd"), low, high) {
    case (let center?, let spread?, _, _): (mean, sd) = (center, spread)
    case (let center?, nil, _, let high?): (mean, sd) = (center, (high - center) / z95)
    case (let center?, nil, let low?, nil): (mean, sd) = (center, (center - low) / z95)
    case (nil, let spread?, _, let high?): (mean, sd) = (high - z95 * spread, spread)
    case (nil, let spread?, let low?, nil): (mean, sd) = (low + z95 * spread, spread)
    case (nil, nil, let low?, let high?): (mean, sd) = ((low + high) / 2, (high - low) / (2 * z95))
    default: return .failure(.init(sentence: nil))
    }
    guard sd > 0 else { return .failure(.init(sentence: "the quantiles are in the wrong order")) }
    return .success(.normal(mean: mean, sd: sd))
  }

  private static func lognormal(
    _ number: (String) -> Double?
  ) -> Result<ValueDistribution, DistributionFault> {
    let names = ["mean", "median", "q05", "q95"]
    guard names.allSatisfy({ number($0) ?? 1 > 0 }) else {
      return .failure(.init(sentence: "a lognormal is above 0, and so are its parameters"))
    }
    let (mean, median, low, high) = (
      number("mean"), number("median"), number("q05"), number("q95")
    )
    let m: Double
    let s: Double
    if let sigma = number("sigma"), let center = median ?? mean {
      (m, s) = (median ?? center * exp(-sigma * sigma / 2), sigma)
    } else if let mean, let sd = number("sd") {
      let variance = log1p(sd * sd / (mean * mean))
      (m, s) = (mean * exp(-variance / 2), variance.squareRoot())
    } else if let median, let sd = number("sd") {
      // With w = exp(sigma²): (sd/median)² = w·(w − 1).
      let ratio = sd / median
      let w = (1 + (1 + 4 * ratio * ratio).squareRoot()) / 2
      (m, s) = (median, log(w).squareRoot())
    } else if let mean, let median {
      (m, s) = (median, (2 * log(mean / median)).squareRoot())
    } else if let median, let high {
      (m, s) = (median, log(high / median) / z95)
    } else if let median, let low {
      (m, s) = (median, log(median / low) / z95)
    } else if let mean, let low {
      // log(low) = log(mean) − s²/2 − z·s, of which the root above 0 is meant.
      s = -z95 + (z95 * z95 - 2 * log(low / mean)).squareRoot()
      m = mean * exp(-s * s / 2)
    } else if let low, let high {
      (m, s) = ((low * high).squareRoot(), log(high / low) / (2 * z95))
    } else {
      return .failure(.init(sentence: nil))
    }
    guard s > 0, s.isFinite else {
      return .failure(.init(sentence: "no lognormal has these parameters: check their order"))
    }
    return .success(.lognormal(median: m, sigma: s))
  }

  /// The median, or the mean of a gamma or beta, whose medians have no closed form.
  var central: Double {
    switch self {
    case .constant(let value): return value
    case .normal(let mean, _): return mean
    case .lognormal(let median, _): return median
    case .gamma(let mean, _), .beta(let mean, _): return mean
    case .uniform(let min, let max): return (min + max) / 2
    case .table(let values):
      var total = 0.0
      let sorted = values.sorted { $0.value < $1.value }
      return sorted.first { entry in
        total += entry.share
        return total >= 0.5
      }?.value ?? sorted[sorted.count - 1].value
    }
  }
}

/// What is wrong with shares that should sum to 1; nil when they do.
func faultOfShares(_ shares: [Double]) -> String? {
  let sum = shares.reduce(0, +)
  guard abs(sum - 1) > 1e-9 else { return nil }
  let percent = (sum * 100_000_000).rounded() / 100_000_000
  return "the shares sum to \(decimalText(percent, shift: 2))%, not 100%"
}
