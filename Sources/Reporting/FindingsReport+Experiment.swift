internal import JSON

extension FindingsReport {
  /// A response that was tested at several rewards: what came, and what was made of it.
  package struct Experiment: Equatable, Sendable {
    package struct Arm: Equatable, Sendable {
      package var name: String
      /// As perceived, in shares of CAC.
      package var reward: Double
      package var exposed, responses: Int
      /// Per exposed, with its own 90% interval.
      package var value, low, high: Double

      package init(
        name: String, reward: Double, exposed: Int, responses: Int, value: Double, low: Double,
        high: Double
      ) {
        self.name = name
        self.reward = reward
        self.exposed = exposed
        self.responses = responses
        self.value = value
        self.low = low
        self.high = high
      }
    }

    package struct Point: Equatable, Sendable {
      package var reward, value, low, high: Double

      package init(reward: Double, value: Double, low: Double, high: Double) {
        self.reward = reward
        self.value = value
        self.low = low
        self.high = high
      }
    }

    /// Whether the response is a share of one, not a count.
    package var isShare: Bool
    package var arms: [Arm]
    /// Of the fit that was preferred, with 90% of its joint uncertainty.
    package var curve: [Point]
    /// One level for all rewards.
    package var flat: Double
    /// Whether the curve was preferred to the flat level.
    package var isCurve: Bool

    package init(isShare: Bool, arms: [Arm], curve: [Point], flat: Double, isCurve: Bool) {
      self.isShare = isShare
      self.arms = arms
      self.curve = curve
      self.flat = flat
      self.isCurve = isCurve
    }

    var json: JSONValue {
      .object([
        .init("unit", .string(isShare ? "share" : "number")),
        .init("preferred", .string(isCurve ? "curve" : "flat")), .init("flat", .number(flat)),
        .init(
          "arms",
          .array(
            arms.map { arm in
              .object([
                .init("name", .string(arm.name)), .init("reward", .number(arm.reward)),
                .init("exposed", .integer(arm.exposed)),
                .init("responses", .integer(arm.responses)), .init("value", .number(arm.value)),
                .init("q05", .number(arm.low)), .init("q95", .number(arm.high)),
              ])
            })),
        .init(
          "curve",
          .array(
            curve.map { point in
              .object([
                .init("reward", .number(point.reward)), .init("value", .number(point.value)),
                .init("q05", .number(point.low)), .init("q95", .number(point.high)),
              ])
            })),
      ])
    }
  }
}
