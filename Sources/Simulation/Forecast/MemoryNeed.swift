package import ReferralModel
internal import Randomness

/// The memory that simulating a scenario takes, known before it is taken.
///
/// What every person of the market costs is counted, whoever they are: a bit in each of the two
/// engines (with the program, and without), and more where scenarios ask for more. What customers
/// cost is measured in a market so small that it costs next to nothing, and scaled.
package struct MemoryNeed: Equatable, Sendable {
  /// Bytes that all threads share: a network that is read from a file.
  package let shared: Double
  /// Bytes of each thread, by what they grow with.
  package let ofMarket: Double
  package let ofCustomers: Double

  package func bytes(threads: Int) -> Double { shared + Double(threads) * perThread }

  package var perThread: Double { ofMarket + ofCustomers }

  /// What is allowed for each person where nothing is measured: enough where all of them
  /// become customers, and invite a few others.
  private static let mostPerPerson = 400.0

  /// Hardly ever less than it takes, in bytes, and known at once.
  package static func most(_ scenario: Scenario, edges: Int, threads: Int) -> Double {
    perByteOfEdges * Double(edges) + Double(threads) * Double(scenario.market.size)
      * (bytesPerPerson(of: scenario, relabels: true) + mostPerPerson)
  }

  /// - Parameters:
  ///   - scenario: With its central values.
  ///   - edges: Bytes of the file of its network, where it has one.
  package init(_ scenario: Scenario, edges: Int = 0) throws(NetworkError) {
    let plan = ModelPlan(scenario)
    let persons = Double(scenario.market.size)
    shared = Self.perByteOfEdges * Double(edges)
    ofMarket = persons * Self.bytesPerPerson(of: scenario, relabels: plan.relabels)

    let share = min(PayoffSolution.scale(of: scenario), Self.fewEnough / persons)
    // Listed people and networks from files are what they are.
    guard let small = scenario.inSmall(min(1, share)) else {
      ofCustomers = Self.mostPerPerson * persons
      return
    }
    var flat = small
    if case .count(0) = small.customers.initial, case .count(let all) = scenario.customers.initial {
      flat.customers.initial = .count(min(1, all))
    }
    // Who knows whom hardly matters here, and a ring would have to be stored.
    if case .smallWorld(let contacts, _) = small.market.network {
      flat.market.network = .configuration(.constant(contacts))
    }
    let graph = try ContactGraph(flat.market)
    let smallPlan = ModelPlan(flat, stops: true)
    let record =
      plan.relabels && flat.program != nil ? TwinRecord(size: flat.market.size) : nil
    var bytes = 0
    func add(_ scenario: Scenario, _ plan: ModelPlan, isTwin: Bool) {
      let engine = AgentEngine(plan: plan, graph: graph, twin: record, isTwin: isTwin)
      _ = engine.history(luck: Streams(seed: scenario.monteCarlo.seed, replication: 0))
      bytes += engine.bytesOfCustomers
    }
    if flat.program != nil {
      let without = flat.withoutProgram
      add(without, ModelPlan(without), isTwin: true)
    }
    add(flat, smallPlan, isTwin: false)
    ofCustomers = Double(bytes) / min(1, share)
  }

  /// Persons who are simulated rather than estimated.
  private static let fewEnough = 500_000.0
  /// The ids of a line are read as 16 bytes, renumbered as 8, and stored as 8; a line has eight
  /// bytes or more.
  private static let perByteOfEdges = 6.0

  /// Of both engines.
  private static func bytesPerPerson(of scenario: Scenario, relabels: Bool) -> Double {
    var bytes = scenario.program == nil ? 0.125 : 0.25
    if scenario.loops.contains(where: { $0.reinforcement != 1 }) { bytes *= 9 }
    if relabels && scenario.program != nil { bytes += 1 }
    if case .smallWorld(let contacts, _) = scenario.market.network {
      // Rows of both, and while the second is made: its links in order, twice, and its rows; measured.
      bytes += 23 * Double(contacts) + 24
    }
    return bytes
  }
}
