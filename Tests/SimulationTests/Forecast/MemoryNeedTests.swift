import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct MemoryNeedTests {
  private func market(
    size: Int, network: ContactNetwork = .configuration(.constant(10)), reinforcement: Double = 1
  ) -> Scenario {
    Scenario(
      name: "market", horizonInDays: 90, market: Market(size: size, network: network),
      customers: Customers(initial: .count(size / 20)),
      acquisition: Acquisition(cac: 60, organic: Organic(perDay: Double(size) / 2000)),
      loops: [
        Loop(
          name: "referral", participation: .constant(0.3),
          invitations: .count(
            mean: .constant(4), dispersion: nil, delay: .exponential(mean: 20)),
          conversion: .constant(0.2), reinforcement: reinforcement)
      ],
      program: Program(
        reward: Reward(referrer: RewardSide(value: 0.1), referee: RewardSide(value: 0.1))))
  }

  // A bit a person in each of two engines: 4e9 / 8 × 2.
  @Test func `four billion persons take a gigabyte before anybody comes`() throws {
    let need = try MemoryNeed(market(size: 4_000_000_000))
    #expect(need.ofMarket == 1e9)
    #expect(need.bytes(threads: 3) == 3 * (need.ofMarket + need.ofCustomers))
  }

  // Another byte for each invitation count that reinforcement asks for.
  @Test func `reinforcement counts what everybody received`() throws {
    #expect(try MemoryNeed(market(size: 4_000_000_000, reinforcement: 2)).ofMarket == 9e9)
  }

  @Test func `a network from a file is there once`() throws {
    let need = try MemoryNeed(market(size: 1_000), edges: 1_000_000)
    #expect(need.shared > 0)
    #expect(need.bytes(threads: 8) - need.bytes(threads: 1) == 7 * need.perThread)
  }

  // The engines themselves say what they have touched; the estimate must not be far from it.
  @Test func `customers take what a small market says`() throws {
    let scenario = market(size: 400_000)
    let graph = try ContactGraph(scenario.market)
    var touched = 0
    for scenario in [scenario, scenario.withoutProgram] {
      let engine = AgentEngine(plan: ModelPlan(scenario), graph: graph)
      _ = engine.history(luck: Streams(seed: 1, replication: 0))
      touched += engine.bytesOfCustomers
    }
    let need = try MemoryNeed(scenario)
    #expect(need.ofCustomers > 0.7 * Double(touched))
    #expect(need.ofCustomers < 1.7 * Double(touched))
  }

  @Test func `the bound that is known at once is above the estimate`() throws {
    for network in [
      ContactNetwork.configuration(.constant(10)), .smallWorld(contacts: 10, rewiring: 0.1),
    ] {
      let scenario = market(size: 3_000_000, network: network)
      let need = try MemoryNeed(scenario)
      #expect(MemoryNeed.most(scenario, edges: 0, threads: 2) > need.bytes(threads: 2))
    }
  }
}
