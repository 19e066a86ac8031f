internal import Dispatch
package import ReferralModel
internal import Randomness
internal import Synchronization

/// Strategies for one market, simulated side by side: in a replication all of them meet
/// the same people with the same luck, and share one history without a program where
/// theirs are the same.
///
/// Strategies are added as they are thought of. A replication of a strategy is the
/// same numbers whatever is simulated beside it, and the same as `Forecast`'s.
package final class StrategySimulator: Sendable {
  /// A strategy, ready to be simulated.
  package struct Strategy: Sendable {
    /// Unique among the strategies; part of the name of what is stored.
    package let name: String
    package let scenario: Scenario
    package let draws: ParameterDraws?
    package let payoffs: PayoffSolution?
    package let layout: OutcomeLayout
    let graph: ContactGraph

    /// Of its records; no two strategies have the same.
    package var columns: [String] {
      layout.columnNames.prefix(layout.metricWidth).map { "\(name) \($0)" }
    }
  }

  /// Where finished replications are kept until the question is answered.
  package struct Storage: Sendable {
    package let folder: String
    package let identity: String
    /// Made elsewhere, and read where they are.
    package let parts: [PartFile]

    package init(folder: String, identity: String, parts: [PartFile] = []) {
      self.folder = folder
      self.identity = identity
      self.parts = parts
    }
  }

  package let seed: UInt64
  /// Whether replications 2k and 2k + 1 share their parameters.
  package let pairs: Bool
  private let unit: Intervals.Unit
  private let threads: Int
  private let beside: Int
  private let storage: Storage?
  private let progress: @Sendable (_ simulated: Int) -> Void
  private let isCancelled: @Sendable () -> Bool
  private let added = Guarded<[Strategy]>([])
  private let simulated = Guarded(0)

  /// - Parameters:
  ///   - seed: Of all luck.
  ///   - pairs: Whether some values are uncertain, in every strategy alike.
  ///   - threads: At least 1; the numbers do not depend on it.
  ///   - beside: Strategies that a thread may hold at once, at most; nor on this.
  ///   - storage: nil to keep nothing.
  ///   - progress: Told how many histories are simulated so far, from any thread.
  ///   - isCancelled: Asked before each unit of work.
  package init(
    seed: UInt64, pairs: Bool, threads: Int, beside: Int = .max, storage: Storage? = nil,
    progress: @escaping @Sendable (_ simulated: Int) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.seed = seed
    self.pairs = pairs
    unit = .month
    self.threads = threads
    self.beside = beside
    self.storage = storage
    self.progress = progress
    self.isCancelled = isCancelled
  }

  package var strategies: [Strategy] { added.withLock { $0 } }

  /// Adds a strategy, or finds it.
  ///
  /// - Returns: Its number.
  /// - Throws: When its network cannot be read or built.
  package func add(
    _ name: String, _ scenario: Scenario, draws: ParameterDraws?
  ) throws(NetworkError) -> Int {
    let known = strategies
    if let index = known.firstIndex(where: { $0.name == name }) { return index }
    let graph: ContactGraph
    if let like = known.first(where: { $0.scenario.market == scenario.market }) {
      graph = like.graph
    } else {
      graph = try ContactGraph(scenario.market)
    }
    let numbered = try Forecast.numbered(scenario, in: graph)
    let strategy = Strategy(
      name: name, scenario: numbered, draws: draws,
      payoffs: try PayoffSolution(of: numbered, graph: graph, seed: seed),
      layout: OutcomeLayout(
        loops: scenario.loops.map(\.name), segments: scenario.market.segments.map(\.name),
        intervals: Intervals(unit, start: scenario.start, horizon: scenario.horizonInDays)),
      graph: graph)
    return added.withLock { strategies in
      strategies.append(strategy)
      return strategies.count - 1
    }
  }

  /// Simulates replications of some strategies, replication by replication, so that a
  /// run cut short has as many of each.
  ///
  /// - Parameters:
  ///   - chosen: Numbers of strategies.
  ///   - replications: Half-open; both ends even where parameters are shared by pairs.
  /// - Returns: One per chosen strategy.
  /// - Throws: `MonteCarloError.interrupted`, with everything finished stored; what
  ///   drawing parameters and building networks throw; `OutputError`.
  package func simulate(
    _ chosen: [Int], replications: Range<Int>
  ) throws -> [StrategyRecords] {
    precondition(
      !pairs
        || replications.lowerBound.isMultiple(of: 2) && replications.upperBound.isMultiple(of: 2),
      "pairs are simulated whole")
    // Stored part by part, so that a kill loses no more than one.
    let parts = stride(from: replications.lowerBound, to: replications.upperBound, by: Self.part)
      .map { $0..<min($0 + Self.part, replications.upperBound) }
    var records: [StrategyRecords] = []
    for part in parts {
      let added = try simulate(chosen, part: part)
      if records.isEmpty {
        records = added
      } else {
        for index in records.indices { records[index].append(added[index]) }
      }
    }
    return records
  }

  /// Replications that are stored together; even.
  private static let part = 100

  private func simulate(_ chosen: [Int], part replications: Range<Int>) throws -> [StrategyRecords]
  {
    let all = strategies
    let members = chosen.map { all[$0] }
    let stores = try zip(chosen, members).map { try store(of: $1, number: $0) }
    let found = try stores.map { try $0?.read(batch: replications) ?? [:] }
    let work = StrategyWork(
      replications: replications, unit: pairs ? 2 : 1, found: found,
      groupSize: min(beside, Self.groupSize(of: members, threads: threads)))
    let (seed, pairs, progress) = (seed, pairs, progress)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var held: (key: [Int], draw: Int, engines: StrategyEngines)?
      while !isCancelled(), let item = work.next() {
        work.finish(item) {
          let draw = pairs ? item.replications.lowerBound / 2 : 0
          if held?.key != item.members || held?.draw != draw {
            // Let go of the old engines before making the new: they are large.
            held = nil
            held = (
              item.members, draw,
              try StrategyEngines(item.members.map { members[$0] }, draw: draw, seed: seed)
            )
          }
          return item.replications.map {
            // The condition above has just filled it.
            held!.engines.records(luck: Streams(seed: seed, replication: $0))
          }
        }
        let count = item.replications.count * item.members.count
        let total = simulated.withLock { total in
          total += count
          return total
        }
        progress(total)
      }
    }
    let records = try work.records { member, records in
      try stores[member]?.write(records, batch: replications)
    }
    return zip(members, records).map {
      StrategyRecords(layout: $0.layout, pairs: pairs, records: $1)
    }
  }

  private func store(of strategy: Strategy, number: Int) throws(OutputError) -> ReplicationStore? {
    guard let storage else { return nil }
    return try ReplicationStore(
      inResultsFolder: storage.folder,
      key: .init(identity: storage.identity, seed: seed, columns: strategy.columns),
      prefix: "strategy-\(number)-", parts: storage.parts)
  }

  /// Engines that fit beside each other: a few bytes per person each.
  private static func groupSize(of members: [Strategy], threads: Int) -> Int {
    let largest = members.map(\.scenario.market.size).max() ?? 1
    return max(1, persons / (largest * threads))
  }

  /// Persons of all engines together: about 10 GB.
  private static let persons = 300_000_000
}

/// The engines of some strategies at one draw of the parameters.
private final class StrategyEngines {
  private final class Held {
    var engine: AgentEngine

    init(_ engine: consuming AgentEngine) { self.engine = engine }
  }

  private struct Member {
    let layout: OutcomeLayout
    let plan: ModelPlan
    /// nil where there is no program: then its history is the family's.
    let engine: Held?
    let family: Int
  }

  /// Strategies that are the same without a program.
  private struct Family {
    let scenario: Scenario
    let twin: Held
    let record: TwinRecord?
  }

  private var families: [Family] = []
  private var members: [Member] = []

  init(_ strategies: [StrategySimulator.Strategy], draw: Int, seed: UInt64) throws {
    for strategy in strategies {
      var (scenario, graph) = (strategy.scenario, strategy.graph)
      var payoffs = strategy.payoffs?.payoffs
      if let draws = strategy.draws {
        let drawn = try draws.scenario(ofDraw: draw, seed: seed)
        if drawn.market != scenario.market { graph = try ContactGraph(drawn.market) }
        scenario = try Forecast.numbered(drawn, in: graph)
        payoffs = try PayoffSolution(of: scenario, graph: graph, seed: seed, from: payoffs)?.payoffs
      }
      let plan = ModelPlan(scenario, payoffs: payoffs, stops: true)
      let family = family(of: scenario, relabels: plan.relabels, graph)
      members.append(
        Member(
          layout: strategy.layout, plan: plan,
          engine: scenario.program == nil
            ? nil
            : Held(AgentEngine(plan: plan, graph: graph, twin: families[family].record)),
          family: family))
    }
  }

  private func family(of scenario: Scenario, relabels: Bool, _ graph: ContactGraph) -> Int {
    let without = scenario.withoutProgram
    if let known = families.firstIndex(where: {
      $0.scenario == without && ($0.record != nil || !relabels)
    }) {
      return known
    }
    let record = relabels ? TwinRecord(size: scenario.market.size) : nil
    families.append(
      Family(
        scenario: without,
        twin: Held(
          AgentEngine(plan: ModelPlan(without), graph: graph, twin: record, isTwin: true)),
        record: record))
    return families.count - 1
  }

  /// The metrics of a replication: one row per strategy.
  func records(luck: Streams) -> [[Double]] {
    // The twins come first: what they leave of everybody's life, the programs need.
    let twins = families.map { $0.twin.engine.history(luck: luck) }
    return members.map { member in
      let twin = twins[member.family]
      let history = member.engine?.engine.history(luck: luck) ?? twin
      let record = member.layout.record(
        of: PairedHistory(program: history, twin: twin), plan: member.plan)
      return Array(record.prefix(member.layout.metricWidth))
    }
  }
}

/// Hands out replications of strategies and collects their records.
private final class StrategyWork: Sendable {
  struct Item {
    /// Positions among the chosen strategies.
    let members: [Int]
    let replications: Range<Int>
  }

  private struct State {
    var waiting: ArraySlice<Item>
    var records: [[Int: [Double]]]
    var isNew: [Bool]
    var error: (any Error)?
  }

  private let replications: Range<Int>
  private let state: Guarded<State>

  init(replications: Range<Int>, unit: Int, found: [[Int: [Double]]], groupSize: Int) {
    self.replications = replications
    var items: [Item] = []
    for first in stride(from: replications.lowerBound, to: replications.upperBound, by: unit) {
      let range = first..<first + unit
      let missing = found.indices.filter { member in range.contains { found[member][$0] == nil } }
      for start in stride(from: 0, to: missing.count, by: groupSize) {
        let members = Array(missing[start..<min(start + groupSize, missing.count)])
        items.append(Item(members: members, replications: range))
      }
    }
    state = Guarded(
      State(waiting: items[...], records: found, isNew: found.map { _ in false }, error: nil))
  }

  func next() -> Item? {
    state.withLock { $0.error == nil ? $0.waiting.popFirst() : nil }
  }

  func finish(_ item: Item, simulate: () throws -> [[[Double]]]) {
    do {
      let rows = try simulate()
      state.withLock { state in
        for (replication, row) in zip(item.replications, rows) {
          for (member, record) in zip(item.members, row) {
            state.records[member][replication] = record
            state.isNew[member] = true
          }
        }
      }
    } catch {
      state.withLock { $0.error = $0.error ?? error }
    }
  }

  /// Every record, once every thread is back: one row per strategy and replication.
  ///
  /// - Parameter store: Given what is new of a strategy, whether or not all is finished.
  func records(store: (_ member: Int, [Int: [Double]]) throws -> Void) throws -> [[[Double]]] {
    let state = state.withLock { $0 }
    var failure = state.error
    for member in state.records.indices where state.isNew[member] {
      do {
        try store(member, state.records[member])
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return try state.records.map { records in
      try replications.map { replication in
        guard let record = records[replication] else {
          throw MonteCarloError.interrupted(
            finished: state.records.reduce(0) { $0 + $1.count })
        }
        return record
      }
    }
  }
}
