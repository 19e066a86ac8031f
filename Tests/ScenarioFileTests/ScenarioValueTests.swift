import Foundation
import ReferralModel
import Testing

@testable import ScenarioFile

/// What files mean: expected values written by hand from the format's description.
@Suite struct ScenarioValueTests {
  private func good(_ name: String) throws -> ScenarioDocument {
    try ScenarioDocument.load(path: "\(Fixtures.folder)/good/\(name).yaml")
  }

  @Test func `the smallest useful scenario means what it says`() throws {
    let expected = Scenario(
      name: "Small SaaS", horizonInDays: 365, market: Market(size: 1_000_000),
      customers: Customers(
        initial: .count(10_000), churn: Churn(firstMonthLoss: 0.03), marginPerMonth: 8),
      acquisition: Acquisition(cac: 60, organic: Organic(perDay: 40)),
      loops: [
        Loop(
          name: "referral",
          participation: Response(
            .hill(atZero: 0.06, atLarge: 0.2, halfAt: 0.1, steepness: 1, link: .identity)),
          invitations: .count(mean: .constant(3), dispersion: nil, delay: .none),
          conversion: .constant(0.12))
      ],
      program: Program(
        reward: Reward(referrer: RewardSide(value: 0.15), referee: RewardSide(value: 0.1))))
    #expect(try good("small-saas").scenario == expected)
  }

  @Test func `the large scenario means what it says`() throws {
    let scenario = try good("everything").scenario
    #expect(
      scenario.description == "The large example of the format,\nwithout what is not built yet.\n")
    #expect(scenario.sources == ["A blog: with a colon", "assumed"])
    #expect(scenario.start == CalendarDate("2008-09-01"))
    // 17 × 30.4375 = 517.4
    #expect(scenario.horizonInDays == 517)
    #expect(scenario.market.network == .configuration(.lognormal(mean: 40, sd: 60)))
    #expect(scenario.customers.tenure == .constant(days: 121.75))
    #expect(scenario.customers.referred.churnMultiplier == .constant(0.82))
    #expect(
      scenario.customers.referred.marginMultiplier
        == Response(
          .hill(atZero: 1.16, atLarge: 0.9, halfAt: 0.2, steepness: 1, link: .identity)))
    #expect(
      scenario.customers.qualification
        == Qualification(probability: 0.9, delay: .lognormal(median: 3, sigma: 1)))
    #expect(scenario.acquisition.pulses == [Pulse(day: 10, signups: 60_000, days: 14)])
    #expect(scenario.acquisition.paidBudgetPerMonth == 20_000)
    #expect(scenario.acquisition.organic.monthFactors.count == 12)
    #expect(scenario.loops.map(\.name) == ["referral", "shared_folders"])
    // 3% × 4 = 12%, and 150% of that; $15 is 5% of a CAC of $300.
    guard
      case .hill(let atZero, let atLarge, let halfAt, 1, .identity) =
        scenario.loops[0].conversion.curve
    else {
      Issue.record("expected a curve")
      return
    }
    #expect(abs(atZero - 0.12) < 1e-15 && abs(atLarge - 0.18) < 1e-15)
    #expect(halfAt == 0.05 && scenario.loops[0].conversion.side == .referee)
    #expect(scenario.loops[0].conversionDelay == .exponential(mean: 3))
    #expect(scenario.loops[1].rewarded == false)
    #expect(scenario.monteCarlo.seed == .max)
    #expect(
      scenario.monteCarlo.precision
        == PrecisionTarget(relativeHalfWidth: 0.01, metric: "signups_total"))
    #expect(scenario.economics == Economics(discountPerYear: 0.12, lifetimeHorizonInDays: 1096))
  }

  @Test func `changes of a schedule add up`() throws {
    let program = try #require(try good("everything").scenario.program)
    #expect(program.startDay == 14 && program.endDay == nil)
    // 2008-09-01 to 2009-06-01 is 273 days; then $30 of $300 for both.
    #expect(program.schedule.map(\.day) == [273, 300])
    #expect(program.schedule[0].reward.referrer.value == 0.05)
    #expect(program.schedule[0].reward.referrer.perceived == 1.2)
    #expect(program.schedule[0].reward.referee.value == 0.1)
    #expect(program.schedule[0].fixedCostPerMonth == 5000)
    #expect(program.schedule[1].reward.referrer.value == 0.1)
    #expect(program.schedule[1].reward.referrer.kind == .product)
    #expect(program.schedule[1].fixedCostPerMonth == 6000)
  }

  @Test func `networks, tables and rates mean what they say`() throws {
    let teams = try good("networks-communities").scenario
    #expect(
      teams.market.network
        == .communities(
          size: 8,
          outside: .table([
            .init(count: 0, share: 0.2), .init(count: 3, share: 0.5), .init(count: 10, share: 0.3),
          ])))
    // 50 of a CAC of 150 is a third.
    #expect(
      teams.loops[0].participation
        == Response(
          .table([
            .init(reward: 0, value: 0.05), .init(reward: 0.1, value: 0.09),
            .init(reward: 50.0 / 150, value: 0.12),
          ]), side: .sum))
    #expect(teams.loops[0].invitations == .everyContact(delay: .geometric(mean: 3)))
    guard case .rate(let perMonth) = teams.loops[1].invitations else {
      Issue.record("expected a rate")
      return
    }
    #expect(
      perMonth.curve == .hill(atZero: 0.5, atLarge: 2, halfAt: 0.1, steepness: 2, link: .log))
    let ring = try good("small-world").scenario
    #expect(ring.market.network == .smallWorld(contacts: 10, rewiring: 0.05))
    #expect(ring.customers.initial == .people([17, 23]) && ring.customers.churn == nil)
    #expect(ring.program == nil && ring.loops[0].conversion == .constant(0.0007))
  }

  @Test func `file names are relative to the scenario`() throws {
    let document = try good("edges")
    #expect(
      document.scenario.market.network
        == .edges(path: "\(Fixtures.folder)/good/ring.txt", directed: true))
    #expect(document.scenario.customers.initial == .people([1, 5]))
    #expect(document.resolvedYAML.contains("file: ring.txt"))
    let here = try ScenarioDocument.parse(
      text: "name: x\nhorizon: 1 year\nmarket: {size: 5}", file: "x", folder: "")
    #expect(here.scenario.customers.initial == .count(0))
  }

  @Test func `the digest is that of the file's bytes`() throws {
    let text = "name: x\nhorizon: 1 year\nmarket: {size: 5}\n"
    let document = try ScenarioDocument.parse(text: text, file: "x", folder: "")
    // printf 'name: x\nhorizon: 1 year\nmarket: {size: 5}\n' | sha256sum
    #expect(
      document.sha256OfFile
        == "c5913fb9cae337c1df39d22ebf6221983bcb15c56b397dbb68343f6233d3a86f")
  }

  // MARK: Overrides

  private static let base = """
    name: Small
    horizon: 12 months
    market: {size: 1 million}
    acquisition: {cac: $60, organic: 40 per day, pulses: [{date: day 3, signups: 5}]}
    loops:
      referral: {participation: 6%, invites: 3, conversion: 15%}
    program:
      reward: {referrer: 15% of CAC, referee: {value: 10% of CAC, kind: credit}}
    """

  private func overridden(_ arguments: String..., text: String = base) throws -> Scenario {
    let overrides = try arguments.map { try PathOverride(parsing: $0) }
    return try ScenarioDocument.parse(
      text: text, file: "small.yaml", folder: "", overrides: overrides
    ).scenario
  }

  @Test func `an override sets what its path names`() throws {
    let plain = try overridden()
    var expected = plain
    expected.loops[0].conversion = .constant(0.3)
    #expect(try overridden("loops.referral.conversion.uplift=2x") == expected)
    #expect(try overridden("loops.referral.conversion={base: 15%, uplift: 2x}") == expected)
    expected = plain
    expected.loops[0].invitations = .count(mean: .constant(3), dispersion: 0.5, delay: .none)
    #expect(try overridden("loops.referral.invites.dispersion=0.5") == expected)
    expected = plain
    expected.acquisition.pulses[0].signups = 7
    #expect(try overridden("acquisition.pulses[0].signups=7") == expected)
    expected = plain
    expected.customers.churn = Churn(firstMonthLoss: 0.02)
    #expect(try overridden("customers.churn.rate = 2% per month") == expected)
    expected = plain
    expected.program = nil
    #expect(try overridden("program=none") == expected)
    expected = plain
    expected.program?.reward.referrer.value = 0.5
    expected.program?.reward.referee.value = 0.5
    #expect(try overridden("program.reward.value=$30") == expected)
    #expect(
      try overridden("program=none", "program.reward.value=$30").program?.reward.referee.kind
        == .cash)
  }

  @Test(arguments: [
    (
      "loops.referral.conversion=150%",
      "--set loops.referral.conversion=150%: error: loops.referral.conversion: "
        + "expected a share from 0% to 100%, found 150%"
    ),
    (
      "loops.referal.invites=3",
      "--set loops.referal.invites=3: error: loops.referal.invites: "
        + "names nothing in this scenario; did you mean 'loops.referral.invites'?"
    ),
    (
      "decision.maximise=npv",
      "--set decision.maximise=npv: error: decision.maximise: decision cannot be set; "
        + "change it with --vary and its other flags"
    ),
    (
      "acquisition.pulses[4].signups=3",
      "--set acquisition.pulses[4].signups=3: error: acquisition.pulses[4].signups: "
        + "names nothing in this scenario"
    ),
    (
      "market={size: [}",
      "--set market={size: [}: error: market: not valid YAML: did not find expected node content "
        + "(while parsing a flow node that began on line 1)"
    ),
    (
      "customers={churn: 3% per month, churn: 2% per month}",
      "--set customers={churn: 3% per month, churn: 2% per month}: error: customers: key given "
        + "twice, first on line 1"
    ),
    (
      "acquisition.cac",
      "--set acquisition.cac: error: expected path=value, such as loops.referral.invites=3"
    ),
    ("=3", "--set =3: error: expected path=value, such as loops.referral.invites=3"),
  ])
  func `an error in an override names the override`(argument: String, expected: String) {
    let errors = #expect(throws: ScenarioErrors.self) {
      let override = try PathOverride(parsing: argument)
      _ = try ScenarioDocument.parse(
        text: ScenarioValueTests.base, file: "small.yaml", folder: "", overrides: [override])
    }
    #expect(errors?.description == expected)
  }

  @Test func `errors of the file come before errors of overrides`() {
    let errors = #expect(throws: ScenarioErrors.self) {
      let override = try PathOverride(parsing: "market.size=0")
      _ = try ScenarioDocument.parse(
        text: "name: x\nhorizon: 12\nmarket: {size: 5}", file: "x.yaml", folder: "",
        overrides: [override])
    }
    #expect(
      errors?.description == """
        x.yaml:2:10: error: horizon: expected a duration above 0, such as 15 months, found 12 \
        without a unit; write 12 days
          2 | horizon: 12
            |          ^
        --set market.size=0: error: market.size: expected a whole number from 1 to 4294967295, \
        found 0
        """)
  }
}
