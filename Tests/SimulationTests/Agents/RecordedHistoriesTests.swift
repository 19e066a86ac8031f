import Randomness
import ReferralModel
import Testing

@testable import Simulation

/// Values recorded at a fixed seed: a change of speed must not change a number.
@Suite struct RecordedHistoriesTests {
  /// The whole numbers of a history, hashed in order.
  private func hash(_ history: History, into hash: inout UInt64) {
    let days =
      history.signups.dropLast() + [
        history.churned, history.active, history.invitesSent, history.causedAtAge,
        history.causedBySignupDay,
        [
          history.initial, history.advocates, history.generationsMax ?? -1,
          history.topReferrals ?? -1,
        ],
      ]
    for value in days.joined() {
      hash = (hash ^ UInt64(bitPattern: Int64(value))) &* 0x100_0000_01B3
      hash ^= hash >> 29
    }
  }

  private func hash(_ scenarios: [Scenario]) throws -> UInt64 {
    var result: UInt64 = 0xCBF2_9CE4_8422_2325
    for scenario in scenarios {
      for history in try Sample.histories(of: scenario, count: 3) { hash(history, into: &result) }
    }
    return result
  }

  @Test func `everything at once`() throws {
    #expect(try hash([AgentEngineTests.full]) == 0x0F65_822A_8356_AEC0)
  }

  @Test func `random scenarios`() throws {
    var random = Streams(seed: 6, replication: 0).sequence(of: 0, deciding: .sequence)
    let scenarios = (0..<60).map { _ in MonotoneCouplingTests.randomScenario(&random) }
    let found = try hash(scenarios)
    #expect(found == 0xFB00_9A85_263F_4D8A)
  }
}
