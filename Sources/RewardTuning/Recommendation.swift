package import Simulation

/// A recommended level, what it is expected to do, and what would overturn it.
package struct Recommendation: Sendable {
  /// Why a candidate is reported.
  package enum Role: Hashable, Sendable {
    case recommended, noProgram, asItStands
    /// Survived the selection, or did second best.
    case rival
    /// On the curve along a variable, others as recommended.
    case curve(variable: Int)
    /// The level below the recommended one on the curve along a variable.
    case stepBelow(variable: Int)
    /// 10% or 25% of CAC: the ends of the rule of thumb.
    case ruleOfThumb(Double)
  }

  /// Simulated with replications that took no part in the selection.
  package struct Candidate: Sendable {
    package let name: String
    package let point: DecisionPoint
    package var roles: Set<Role>
    package let records: StrategyRecords
    /// The objective by unit, to be maximised.
    package let values: [Double]
    /// Whether its limits hold, as far as these replications say.
    package let keepsLimits: Bool

    package var mean: Double { values.reduce(0, +) / Double(values.count) }
  }

  package let tuning: DecisionTuningResult
  package let rules: SelectionRules
  package let space: DecisionSpace
  package let objective: ScenarioObjective
  package let approximations: [String]
  package let candidates: [Candidate]
  /// Its position among the candidates.
  package let recommended: Int
  /// nil where the objective is undefined without a program.
  package let noProgram: Int?
  /// Differences of pairs of candidates, each interval of 95% by itself.
  package let differences: PairwiseDifferences
  /// Over the candidates that keep the limits, in their order; 0 of the others.
  package let beliefs: CandidateBeliefs
  /// Candidates that keep the limits, the positions that `beliefs` speaks of.
  package let eligible: [Int]
  /// Points that were to be reported or selected, had the objective a value there, in the order of
  /// their levels.
  package let undefined: [DecisionPoint]
  /// Whether some of them were seen to have none only after the pilot, when luck had chosen already.
  package let isUndefinedLate: Bool
  /// nil where no parameter is uncertain, or the objective has no value in some draw.
  package let sensitivity: SensitivityAnalysis?
  package let grid: DecisionGrid

  /// Of the selection, what it could not tell from the best.
  package var asGood: [DecisionPoint] {
    tuning.selection.asGoodAsLeader.map { tuning.shortList[$0] }.filter { !undefined.contains($0) }
  }

  package func candidate(_ role: Role) -> Int? {
    candidates.firstIndex { $0.roles.contains(role) }
  }

  /// The best of the others that keep the limits.
  package var runnerUp: Int? {
    eligible.filter { $0 != recommended }.max { candidates[$0].mean < candidates[$1].mean }
  }

  /// Positions of the candidates on the curve along a variable, by level.
  package func curve(along variable: Int) -> [Int] {
    candidates.indices.filter { candidates[$0].roles.contains(.curve(variable: variable)) }
      .sorted { candidates[$0].point.levels[variable] < candidates[$1].point.levels[variable] }
  }

  /// Δ reward, fixed and check cost ÷ Δ incremental signups of the last step up in a variable:
  /// what one more customer costs at the margin; nil where the step brings none.
  package func marginalCAC(along variable: Int) -> (value: Double, from: Int)? {
    guard let below = candidate(.stepBelow(variable: variable)) else { return nil }
    func parts(_ index: Int) -> (cost: Double, signups: Double)? {
      let records = candidates[index].records
      guard let metric = records.layout.index(ofMetric: "incremental_cac") else { return nil }
      return records.parts(ofMetric: metric).reduce((0, 0)) {
        ($0.cost + $1.numerator, $0.signups + $1.denominator)
      }
    }
    guard let up = parts(recommended), let down = parts(below), up.signups > down.signups else {
      return nil
    }
    return ((up.cost - down.cost) / (up.signups - down.signups), below)
  }
}
