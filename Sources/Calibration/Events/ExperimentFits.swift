package import ProgramData
package import Randomness

/// What an experiment with several rewards says of a loop's responses to them.
package struct ExperimentFits: Sendable {
  /// One response that was tested.
  package struct Response: Sendable {
    /// Such as "participation".
    package let title: String
    /// The side whose reward it answers to.
    package let side: String
    package let fit: Result<ResponseCurveFit, FitError>
    /// As perceived rewards, in shares of CAC.
    package let arms: [(name: String, arm: ExperimentArm)]
    /// Where a constant, or a mapping of the curve, belongs.
    package let path: String
    /// A scenario's number is an estimate times this: `conversion.base` comes before its uplift.
    package let factor: Double
    /// Whether it is a share of those exposed, not a count.
    package let isShare: Bool
  }

  package let responses: [Response]

  /// How rewards of the table become perceived ones.
  package struct Context: Sendable {
    package var loop: String
    /// nil where the scenario has none.
    package var cac: Double?
    package var perceivedByReferrer: Double
    package var perceivedByReferee: Double
    package var uplift: Double
    package var currency: String

    package init(
      loop: String, cac: Double?, perceivedByReferrer: Double, perceivedByReferee: Double,
      uplift: Double, currency: String
    ) {
      self.loop = loop
      self.cac = cac
      self.perceivedByReferrer = perceivedByReferrer
      self.perceivedByReferee = perceivedByReferee
      self.uplift = uplift
      self.currency = currency
    }
  }

  /// - Throws: When a reward cannot be read as a share of CAC, with its line.
  package init(
    _ table: ExperimentTable, context: Context, luck: Streams
  ) throws(ExperimentError) {
    var responses: [Response] = []
    func add(
      _ title: String, _ side: String, _ law: ResponseLaw, path: String, factor: Double = 1,
      _ arm: (ExperimentTable.Arm) throws(ExperimentError) -> ExperimentArm?
    ) throws(ExperimentError) {
      var arms: [(name: String, arm: ExperimentArm)] = []
      for row in table.arms {
        if let counts = try arm(row) { arms.append((row.name, counts)) }
      }
      guard !arms.isEmpty else { return }
      let fit: Result<ResponseCurveFit, FitError>
      do throws(FitError) {
        fit = .success(
          try ResponseCurveFit(
            arms.map(\.arm), law: law, luck: luck, experiment: responses.count + 1))
      } catch {
        fit = .failure(error)
      }
      responses.append(
        Response(
          title: title, side: side, fit: fit, arms: arms, path: path, factor: factor,
          isShare: law == .share))
    }
    let loop = "loops.\(context.loop)"
    try add("participation", "referrer", .share, path: "\(loop).participation") {
      row throws(ExperimentError) in
      guard let took = row.tookPart,
        let reward = try context.share(
          row.referrerReward, row, perceived: context.perceivedByReferrer)
      else { return nil }
      return ExperimentArm(reward: reward, exposed: row.exposed, responses: took)
    }
    try add(
      "invitations per advocate", "referrer", .overdispersedCount, path: "\(loop).invites.mean"
    ) { row throws(ExperimentError) in
      guard let took = row.tookPart, let invites = row.invites, took > 0,
        let reward = try context.share(
          row.referrerReward, row, perceived: context.perceivedByReferrer)
      else { return nil }
      return ExperimentArm(reward: reward, exposed: took, responses: invites)
    }
    try add(
      "conversion", "referee", .share, path: "\(loop).conversion", factor: 1 / context.uplift
    ) { row throws(ExperimentError) in
      guard let invites = row.invites, let accepted = row.accepted, invites > 0,
        let reward = try context.share(
          row.refereeReward, row, perceived: context.perceivedByReferee)
      else { return nil }
      return ExperimentArm(reward: reward, exposed: invites, responses: accepted)
    }
    guard !responses.isEmpty else { throw .nothing }
    self.responses = responses
  }
}

extension ExperimentFits.Context {
  /// A reward as a perceived share of CAC; nil where the table has none.
  fileprivate func share(
    _ reward: ExperimentTable.Reward?, _ row: ExperimentTable.Arm, perceived: Double
  ) throws(ExperimentError) -> Double? {
    guard let reward else { return nil }
    let share: Double
    switch reward.unit {
    case .percentOfCAC, .percent: share = reward.amount / 100
    case .money(let found):
      guard let cac else { throw .noCAC(line: row.line, reward.text) }
      guard found == currency || found == "$" && currency == "USD" else {
        throw .currency(line: row.line, reward.text, expected: currency)
      }
      share = reward.amount / cac
    case .bare:
      guard reward.amount > 0 else { return 0 }
      throw .noUnit(line: row.line, reward.text, currency: currency)
    }
    return share * perceived
  }
}

/// Why an experiment's rewards cannot be read.
package enum ExperimentError: Error, Equatable, Sendable, CustomStringConvertible {
  case nothing
  case noCAC(line: Int, String)
  case currency(line: Int, String, expected: String)
  case noUnit(line: Int, String, currency: String)

  /// Nil where it is of the whole table.
  package var line: Int? {
    switch self {
    case .nothing: nil
    case .noCAC(let line, _), .currency(let line, _, _), .noUnit(let line, _, _): line
    }
  }

  package var description: String {
    switch self {
    case .nothing:
      "no response can be counted: expected referrer_reward with exposed and took_part, or "
        + "referee_reward with invites and accepted"
    case .noCAC(_, let text):
      "\(text) is an amount, and the scenario has no acquisition.cac to measure it by"
    case .currency(_, let text, let expected):
      "\(text): expected an amount in \(expected), the scenario's currency"
    case .noUnit(_, let text, let currency):
      "\(text) has no unit: write \(text)% for a share of CAC, or \(text) \(currency)"
    }
  }
}
