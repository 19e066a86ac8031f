import RewardTuning

extension SyntheticProblem {
  /// Twelve, each with a difficulty of its own.
  ///
  /// Objectives are about 100 at their best, so that an indifference of 1% is about 1.
  static let catalogue: [SyntheticProblem] = [
    flat, singlePeak, twoPeaks, onTheLimit, noReward, edge, volumeAgainstValue, cap, kinds, ridge,
    skewed, unscreened,
  ]

  private static func reward(_ levels: Int) -> DecisionVariable {
    DecisionVariable(name: "reward", kind: .number(low: 0, high: 0.5, levels: levels))
  }

  private static func bump(_ x: Double, at peak: Double, width: Double) -> Double {
    let z = (x - peak) / width
    return exponential(-z * z / 2)
  }

  /// Nothing matters; the screen thinks it does.
  static let flat = SyntheticProblem(
    name: "flat", space: DecisionSpace([reward(51)]), objective: { _ in 100 },
    screening: { 95 + 20 * $0[0] })

  /// Closed form: 100 at 0.23.
  static let singlePeak = SyntheticProblem(
    name: "single peak", space: DecisionSpace([reward(51)]),
    objective: { 100 - 600 * ($0[0] - 0.23) * ($0[0] - 0.23) },
    screening: { 104 - 550 * ($0[0] - 0.26) * ($0[0] - 0.26) })

  /// The screen prefers the wrong one of two peaks by far.
  static let twoPeaks = SyntheticProblem(
    name: "two-peaked", space: DecisionSpace([reward(101)]),
    objective: {
      50 + 50 * bump($0[0], at: 0.113, width: 0.045) + 44 * bump($0[0], at: 0.381, width: 0.06)
    },
    screening: {
      50 + 30 * bump($0[0], at: 0.13, width: 0.05) + 60 * bump($0[0], at: 0.37, width: 0.06)
    })

  /// Closed form: the limit is at 0.2, the peak beyond it.
  static let onTheLimit = SyntheticProblem(
    name: "on the limit", space: DecisionSpace([reward(101)]), constraints: 1,
    tolerance: [0.004],
    objective: { 106.75 - 300 * ($0[0] - 0.35) * ($0[0] - 0.35) }, excess: { [$0[0] - 0.2] },
    screening: { $0[0] > 0.22 ? .nan : 100 - 300 * ($0[0] - 0.35) * ($0[0] - 0.35) })

  /// Closed form: 100 without a reward; having one costs 4, and wins back at most 2.
  static let noReward = SyntheticProblem(
    name: "no reward", space: DecisionSpace([reward(51)]), required: [DecisionPoint([0])],
    objective: { $0[0] == 0 ? 100 : 96 + 2 * bump($0[0], at: 0.1, width: 0.05) - 40 * $0[0] },
    screening: { 98 + 4 * bump($0[0], at: 0.12, width: 0.05) - 20 * $0[0] })

  /// Closed form: rising to the end of the range, 100 there.
  static let edge = SyntheticProblem(
    name: "edge", space: DecisionSpace([reward(51)]),
    objective: { 100 - 160 * (0.5 - $0[0]) * (0.7 - $0[0]) },
    screening: { 100 - 300 * ($0[0] - 0.4) * ($0[0] - 0.4) })

  /// The screen counts signups, which rise with the reward; what they are worth peaks early.
  static let volumeAgainstValue = SyntheticProblem(
    name: "volume against value", space: DecisionSpace([reward(101)]),
    objective: { 660 * (0.2 + 0.5 * (1 - exponential(-8 * $0[0]))) * (0.55 - $0[0]) - 7 },
    screening: { 200 * (0.2 + 0.5 * (1 - exponential(-8 * $0[0]))) })

  /// A whole number of rewards per person, and the reward: past a budget of their product, which the
  /// screen knows nothing of, the program stops.
  static let cap = SyntheticProblem(
    name: "integer cap",
    space: DecisionSpace([
      DecisionVariable(name: "reward", kind: .number(low: 0, high: 0.5, levels: 26)),
      DecisionVariable(name: "cap", kind: .number(low: 1, high: 12, levels: 12)),
    ]),
    objective: { values in
      let (reward, cap) = (values[0], values[1])
      let stop = reward * cap > 1.5 ? 12.0 : 0
      return 100 - 250 * (reward - 0.2) * (reward - 0.2) - 0.3 * (cap - 8) * (cap - 8) - stop + 0.3
    },
    screening: { 100 - 250 * ($0[0] - 0.23) * ($0[0] - 0.23) - 0.2 * ($0[1] - 9) * ($0[1] - 9) })

  /// One-sided or two-sided, cash or credit, each with a peak of its own; the screen ranks the
  /// kinds wrongly.
  ///
  /// Closed form: 100 at 0.31 for the third.
  static let kinds = SyntheticProblem(
    name: "kinds of reward",
    space: DecisionSpace([
      DecisionVariable(name: "sides", kind: .choice(count: 2)),
      DecisionVariable(name: "kind", kind: .choice(count: 2)), reward(51),
    ]),
    objective: { values in
      let kind = Int(2 * values[0] + values[1])
      let (height, peak) = [(97.5, 0.12), (94, 0.2), (100, 0.31), (97, 0.4)][kind]
      return height - 400 * (values[2] - peak) * (values[2] - peak)
    },
    screening: { values in
      let kind = Int(2 * values[0] + values[1])
      let (height, peak) = [(103.0, 0.15), (99, 0.2), (98, 0.27), (101, 0.36)][kind]
      return height - 400 * (values[2] - peak) * (values[2] - peak)
    })

  /// Closed form: 100 where the sum is 1 and the difference 0.2, along a ridge.
  static let ridge = SyntheticProblem(
    name: "ridge",
    space: DecisionSpace([
      DecisionVariable(name: "referrer", kind: .number(low: 0, high: 1, levels: 41)),
      DecisionVariable(name: "friend", kind: .number(low: 0, high: 1, levels: 41)),
    ]),
    objective: { values in
      let (across, along) = (values[0] + values[1] - 1, values[0] - values[1] - 0.2)
      return 100 - 120 * across * across - 8 * along * along
    },
    screening: { values in
      let (across, along) = (values[0] + values[1] - 1.1, values[0] - values[1] + 0.2)
      return 101 - 120 * across * across - 8 * along * along
    })

  /// Skewed luck that spreads six times as far at the end of the range.
  ///
  /// Closed form: 100 at 0.3.
  static let skewed = SyntheticProblem(
    name: "skewed", space: DecisionSpace([reward(51)]), noise: Noise(isSkewed: true),
    objective: { 100 - 350 * ($0[0] - 0.3) * ($0[0] - 0.3) },
    screening: { 101 - 350 * ($0[0] - 0.28) * ($0[0] - 0.28) })

  /// No screen, and a cliff past which the budget stops the program, just behind the peak.
  static let unscreened = SyntheticProblem(
    name: "no screen, a cliff", space: DecisionSpace([reward(101)]),
    objective: { values in
      let x = values[0]
      return x <= 0.28 ? 70 + 30 * bump(x, at: 0.262, width: 0.08) : 82 - 60 * (x - 0.28)
    })
}
