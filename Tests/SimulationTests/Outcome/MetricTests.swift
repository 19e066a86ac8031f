import ReferralModel
import Testing

@testable import Simulation

@Suite struct MetricTests {
  // Computed by hand from the tables in FourDays. κ is 3/23, 2/19, 0/18, 1/14: of the
  // 23 customers all reach age 0, those of days 0 to 2 and the initial ten age 1, ...
  static let k = 3.0 / 23 + 2.0 / 19 + 1.0 / 14
  static let expected: [(String, Double)] = [
    ("signups_total", 13),
    ("signups_organic", 4),
    ("signups_pulse", 1),
    ("signups_paid", 1),
    ("signups_word_of_mouth", 1),
    ("signups_referred", 6),
    ("signups_referred.referral", 6),
    ("referred_share", 6.0 / 13),
    ("referred_share.referral", 6.0 / 13),
    ("customers_total_end", 23),
    ("customers_active_end", 20),
    ("growth_multiple", 2.3),
    ("k_factor", k),
    ("cycle_time_days", (1 * 2.0 / 19 + 3 * 1.0 / 14) / k),
    ("participation_rate", 5.0 / 23),
    ("invites_sent", 20),
    ("invites_per_advocate", 4),
    ("invites_wasted", 3),
    ("invite_conversion_rate", 0.3),
    ("generations_max", 3),
    ("top_1pct_referrer_share", 1.0 / 3),
    ("terminal_value", 4),
    // Cash 2, −8.5, 3.5, −19, halved daily: −3.75.
    ("npv", 0.25),
    ("ltv", 30),
    ("ltv_referred", 40),
    ("ltv_to_cac", 0.5),
    ("signups_deadweight", 0),
    ("customers_turned_away", 7),
    ("average_order_value_referred", 30),
    ("npv_from_relabelling", 11),
    ("rewards_earned", 50),
    ("referrals_qualified", 3),
    ("liability_peak", 5),
    // Of one replication, the tail is the cost; it is above the threshold of 30.
    ("reward_cost_cvar95", 36),
    ("cost_threshold_probability", 1),
    ("budget_stop_probability", 1),
    ("check_cost", 0),
    ("fake_accounts", 2),
    ("fraud_cost", 9),
    ("fraud_share", 0.25),
    ("deadweight_cost", 6),
    ("honest_rewards_refused", 4),
    ("reward_cost", 36),
    ("referral_cac", 48.0 / 6),
    ("incremental_signups", 5),
    ("incremental_cac", 48.0 / 5),
    // The twin's cash 4.5, 5.5, 5.5, 6.5 is worth 9.4375, and its end 3.
    ("incremental_npv", 0.25 - 12.4375),
    // Rewards 12/2 + 24/8, fixed costs 3 × 1.875.
    ("roi", (0.25 - 12.4375) / 14.625),
  ]

  @Test(arguments: expected)
  func `agrees with the hand calculation`(name: String, value: Double) throws {
    let found = try #require(FourDays.value(name))
    #expect(abs(found - value) <= 1e-12 * max(1, abs(value)))
  }

  @Test func `every metric has a hand calculation`() {
    let named = Set(Self.expected.map(\.0) + ["payback_days"])
    #expect(Set(Metric.all(loops: ["referral"]).map(\.name)) == named)
  }

  @Test func `payback is the day from which cumulative incremental cash stays at 0 or above`() {
    var program = FourDays.program
    // Incremental cash is margin − reward − 3 − the twin's margin: −1, 3, −3, 2; its
    // sums −1, 2, −1, 1.
    program.rewardCost = [0, 0, 0, 0]
    program.margin = [8.5, 13.5, 7.5, 13.5]
    #expect(FourDays.value("payback_days", program: program) == 3)
    program.margin = [9.5, 10.5, 10.5, 11.5]
    #expect(FourDays.value("payback_days", program: program) == 0)
  }

  @Test func `payback is undefined when cash never comes back`() throws {
    #expect(try #require(FourDays.value("payback_days")).isNaN)
  }

  @Test func `without a program nothing is incremental`() throws {
    let plan = ModelPlan(FourDays.scenario.withoutProgram)
    func value(_ name: String) throws -> Double {
      try #require(
        FourDays.value(name, program: FourDays.twin, twin: FourDays.twin, plan: plan))
    }
    #expect(try value("incremental_signups") == 0)
    #expect(try value("incremental_npv") == 0)
    #expect(try value("incremental_cac").isNaN)
    #expect(try value("roi").isNaN)
    #expect(try value("payback_days").isNaN)
    #expect(try abs(value("npv") - 12.4375) < 1e-11)
  }

  @Test(arguments: ["ltv_to_cac"])
  func `is undefined without a CAC`(name: String) throws {
    var scenario = FourDays.scenario
    scenario.acquisition = Acquisition()
    scenario.program = nil
    let value = FourDays.value(name, plan: ModelPlan(scenario))
    #expect(try #require(value).isNaN)
  }

  @Test func `a market without customers has no k factor and no shares`() throws {
    let empty = History(horizon: 4, loops: 1)
    for name in ["k_factor", "cycle_time_days", "referred_share", "growth_multiple"] {
      let value = FourDays.value(name, program: empty, twin: empty)
      #expect(try #require(value).isNaN)
    }
  }

  @Test func `referrals that no engine can rank have no top share`() throws {
    var program = FourDays.program
    program.topReferrals = nil
    #expect(try #require(FourDays.value("top_1pct_referrer_share", program: program)).isNaN)
  }
}
