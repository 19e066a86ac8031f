import Foundation
import GSL
import KFactorKit
import ReferralModel
import Reporting
import RewardTuning
import ScenarioFile
import Simulation

/// One decision: what it depends on, and how it is made.
struct TuneJob {
  let document: ScenarioDocument
  let decision: Decision
  let file: String
  let replications: Int
  let command: String
  /// A hash of everything that determines the numbers.
  let identity: String

  init(
    document: ScenarioDocument, file: String, replications: Int?, settings: [String],
    command: String
  ) throws {
    guard let decision = document.decision, !decision.variables.isEmpty else {
      throw Failure(
        message: "\(file): nothing to decide: give the file a decision block, such as\n"
          + "  decision: {vary: {program.reward.referrer.value: 0% .. 50% of CAC}}\n"
          + "or add --vary \"program.reward.referrer.value=0%..50% of CAC\"", exitCode: 64)
    }
    self.document = document
    self.decision = decision
    self.file = file
    let asked = replications ?? document.scenario.monteCarlo.replications
    // Pairs share their parameters.
    self.replications = document.uncertain.isEmpty ? asked : asked + asked % 2
    self.command = command
    let inputs =
      ["kfactor \(KFactorCommand.version)", "tune", "replications \(self.replications)"]
      + settings + [document.resolvedYAML] + (try fileInputs(document))
    identity = sha256(Array(inputs.joined(separator: "\n").utf8))
  }

  func run(in folder: ResultsFolder, threads: Int?, quiet: Bool) throws -> RecommendationReport {
    let scenario = document.scenario
    let layout = OutcomeLayout(of: scenario)
    guard let criterion = RiskCriterion(rawValue: decision.risk) else {
      preconditionFailure("the file's table allows no other risk")
    }
    let objective = try ScenarioObjective(
      decision.objective, isMaximised: decision.isMaximised, criterion: criterion,
      limits: try decision.limits.map { try limit($0) }, layout: layout)
    try decision.indifference?.check(
      against: decision.objective, layout, option: "decision.indifference", file: file)
    let document = document
    let variables = decision.variables.map { TunedVariable($0, document: document) }
    let make: @Sendable (DecisionPoint) throws -> ScenarioDecisionProblem.Candidate = { point in
      let changes: [ScenarioChange] =
        switch point {
        case .noProgram: [.noProgram]
        case .asItStands: []
        default: zip(variables, point.levels).map { $0.change(atLevel: $1) }
        }
      let decided = changes.isEmpty ? document : try document.applying(changes)
      return .init(
        name: point == .asItStands
          ? "as it stands" : changes.map { "\($0.path) = \($0.text)" }.joined(separator: ", "),
        scenario: decided.scenario, draws: ParameterDraws(decided))
    }
    let work = SimulationWork(
      scenarios: [scenario],
      seed: scenario.monteCarlo.seed, pairs: !document.uncertain.isEmpty, threads: threads,
      quiet: quiet, storage: .init(folder: folder.path, identity: identity),
      expected: replications * 20, resume: "\(command) --resume \(shellQuoted(folder.path))")
    let recommendation = try work.run { simulator in
      // The scenario itself comes first: it says how many days there are.
      _ = try simulator.add("as it stands", scenario, draws: ParameterDraws(document))
      let problem = ScenarioDecisionProblem(
        space: DecisionSpace(variables.map(\.lattice)), objective: objective, simulator: simulator,
        approximations: try Forecast(scenario, engine: .expected, unit: .month).approximations,
        uncertain: document.uncertain.map(\.path),
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, make: make)
      return try Recommender(
        problem: problem, confidence: decision.confidence, indifference: try indifference(problem),
        replications: replications,
        rewards: variables.enumerated().compactMap { index, variable in
          variable.sides > 0 ? (index, variable.sides) : nil
        }, hasProgram: scenario.program != nil
      ).run()
    }
    let decided = try self.decided(recommendation, variables)
    return RecommendationReport(
      scenario: .init(
        name: scenario.name, file: file, sha256: document.sha256OfFile,
        currency: scenario.currency, initialCustomers: 0, hasProgram: scenario.program != nil),
      origin: .init(
        version: KFactorCommand.version, command: command, engine: EngineKind.agents.rawValue,
        seed: scenario.monteCarlo.seed, identity: identity),
      resolvedHash: sha256(Array(document.resolvedYAML.utf8)),
      recommendedHash: sha256(Array(decided.resolvedYAMLWithoutDecisions.utf8)),
      gslVersion: GSL.version, cac: scenario.acquisition.cac,
      reward: decided.scenario.program.map { program in
        let (referrer, referee) = (program.reward.referrer.value, program.reward.referee.value)
        return (rewardText(referrer, scenario), rewardText(referee, scenario))
      },
      variables: variables.map { .init(path: $0.path, levels: $0.texts) },
      uncertain: document.uncertain.map { parameter in
        (
          parameter.path,
          { parameter.kind.text(threeDigits($0), currency: scenario.currency) }
        )
      }, recommendation: recommendation)
  }

  /// The scenario as recommended.
  private func decided(
    _ recommendation: Recommendation, _ variables: [TunedVariable]
  ) throws -> ScenarioDocument {
    let point = recommendation.candidates[recommendation.recommended].point
    let changes =
      point == .noProgram
      ? [.noProgram]
      : zip(variables, point.levels).map { $0.change(atLevel: $1) }
    return try document.applying(changes)
  }

  private func limit(_ limit: Decision.Limit) throws -> ScenarioLimit {
    let bound: ScenarioLimit.Bound
    switch limit.bound {
    case .value(let value): bound = .value(value)
    case .metric(let name): bound = .metric(name)
    case .cac:
      guard let cac = document.scenario.acquisition.cac else {
        throw Failure(
          message: "\(file): decision: \(limit.text): the scenario has no acquisition.cac",
          exitCode: Failure.badInput)
      }
      bound = .value(cac)
    }
    return ScenarioLimit(
      text: limit.text, metric: limit.metric, isAtMost: limit.isAtMost, bound: bound)
  }

  private func indifference(
    _ problem: ScenarioDecisionProblem
  ) throws -> TuningRules.Indifference {
    switch decision.indifference {
    case nil: return .relative(0.01)
    case .amount(let amount, _): return .absolute(amount)
    case .share(let share, let metric):
      if metric == decision.objective { return .relative(share) }
      return .absolute(share * (try problem.size(of: metric)))
    }
  }
}

/// Something to decide, as a lattice of levels.
struct TunedVariable: Sendable {
  let path: String
  let lattice: DecisionVariable
  /// Every level as a person would write it.
  let texts: [String]
  /// How many sides of the reward it moves; 0 of anything else.
  let sides: Int
  private let changes: [ScenarioChange]

  init(_ variable: Decision.Variable, document: ScenarioDocument) {
    path = variable.path
    let currency = document.scenario.currency
    switch variable.domain {
    case .choices(let choices):
      lattice = DecisionVariable(name: variable.path, kind: .choice(count: choices.count))
      texts = choices.map(\.text)
      changes = choices
      sides = 0
    case .range(let low, let high, let step, let kind):
      let step = step ?? Self.niceStep(high - low, isWhole: kind == .count)
      let levels = Int(((high - low) / step + 1e-9).rounded(.down)) + 1
      let top = low + Double(levels - 1) * step
      let lattice = DecisionVariable(
        name: variable.path, kind: .number(low: low, high: top, levels: levels))
      self.lattice = lattice
      let values = (0..<levels).map { lattice.value(atLevel: $0) }
      changes = values.map { variable.change(to: $0) }
      texts = values.map { value in
        let text = variable.text(value, currency: currency)
        return text.hasSuffix("of CAC") ? rewardText(value, document.scenario) : text
      }
      sides = kind == .reward ? (variable.path == "program.reward.value" ? 2 : 1) : 0
    }
  }

  func change(atLevel level: Int) -> ScenarioChange { changes[level] }

  /// About a fiftieth of a range, as 1, 2 or 5 times a power of ten.
  private static func niceStep(_ width: Double, isWhole: Bool) -> Double {
    let rough = width / 50
    let power = pow(10, (log10(rough)).rounded(.down))
    let step =
      [1.0, 2, 5, 10].first { $0 * power >= rough * (1 - 1e-9) }.map { $0 * power } ?? rough
    return isWhole ? max(1, step.rounded()) : step
  }
}

/// "12% of CAC ($84)".
private func rewardText(_ share: Double, _ scenario: Scenario) -> String {
  let numbers = HumanNumber(currency: scenario.currency)
  // To a hundredth of a basis point, so that steps of 1% read as such.
  let percent = numbers.text((share * 1e8).rounded() / 1e6, .number) + "%"
  guard let cac = scenario.acquisition.cac else { return "\(percent) of CAC" }
  var amount = numbers.text(share * cac, .money)
  if amount.hasSuffix(".00") { amount.removeLast(3) }
  return "\(percent) of CAC (\(amount))"
}

/// A number to three significant digits.
func threeDigits(_ value: Double) -> Double {
  guard value != 0, value.isFinite else { return value }
  let exponent = 2 - log10(abs(value)).rounded(.down)
  // Powers of ten from 1 on are exact, their inverses are not.
  let power = pow(10, abs(exponent))
  return exponent < 0 ? (value / power).rounded() * power : (value * power).rounded() / power
}
