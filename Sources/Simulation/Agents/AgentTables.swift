internal import Randomness
internal import ReferralModel

/// What an agent engine looks up, laid out flat for its inner loops.
struct AgentTables: ~Copyable {
  typealias Law = InverseColumns.Law

  let laws: InverseColumns
  /// Lifetime of one who signs up, as days to the first inactive one.
  let lifetime: Law
  /// The same, of an initial customer of constant tenure.
  let initialLifetime: Law
  /// Age of initial customers on day 0, in whole days; nil when it is constant.
  let tenure: Law?
  let constantTenure: Int
  let qualificationDelay: Law
  /// Index of the epoch, one per day.
  let epochOfDay: Column<Int>
  let loops: Column<Loop>
  /// Whether any loop's invitations have delays, and whether any loop's contacts
  /// are invited in random order.
  let isDelayed: Bool
  let isOrdered: Bool
  /// Whether any loop's acceptances have delays.
  let convertsLater: Bool
  /// What holds in an epoch, loop-major.
  let terms: Column<Terms>
  /// Acceptance threshold by loop and day of sending, loop-major.
  let conversion: Column<UInt64>
  /// Invitations whose coin lies below must find their target, the others are
  /// only counted, loop-major: the acceptance threshold, or all of them where
  /// waste is counted or invitations reinforce each other. A loop has one place
  /// more than days, for what is never sent: nothing there is looked up.
  let lookedUp: Column<UInt64>
  /// Lifetime value of a referred customer at signup, by epoch; nil where it
  /// depends on the referrer's age.
  let referredValue: [Double]?
  /// Whether any event of churn must be thinned.
  let thinsChurn: Bool
  /// Whether customers must be kept for a later, better epoch.
  let keepsCustomers: Bool
  /// Poisson quantiles of hit counts, by cause; nil where the rate varies.
  let hitCounts: [InverseTable?]

  struct Loop: BitwiseCopyable {
    var kind: Kind
    var rewarded: Bool
    var isDelayed: Bool
    var convertsLater: Bool
    var sendDelay: Law
    var conversionDelay: Law
  }

  enum Kind: UInt8, BitwiseCopyable {
    case count, everyContact, rate
  }

  struct Terms: BitwiseCopyable {
    var participation: UInt64
    var counts: Law
    /// Invitations per day, for `rate`.
    var rate: Double
  }

  init(_ plan: ModelPlan, _ lifetimes: LifetimeValues) {
    let horizon = plan.horizon
    var builder = InverseColumns.Builder()
    lifetime = builder.add(plan.lifetime.table(afterTenure: 0, days: horizon))
    if case .constant(let days) = plan.tenure {
      tenure = nil
      constantTenure = Int(days)
      initialLifetime = builder.add(plan.lifetime.table(afterTenure: days, days: horizon))
    } else {
      // A century of tenure is as good as any longer one.
      tenure = builder.add(DelayLaw(plan.tenure, horizon: 36_525).table)
      constantTenure = 0
      initialLifetime = lifetime
    }
    qualificationDelay = builder.add(plan.qualificationDelay.table)
    var loops: [Loop] = []
    var terms: [Terms] = []
    var conversion: [UInt64] = []
    var lookedUp: [UInt64] = []
    for loop in plan.loops {
      let kind: Kind =
        switch loop.kind {
        case .count: .count
        case .everyContact: .everyContact
        case .rate: .rate
        }
      loops.append(
        Loop(
          kind: kind, rewarded: loop.rewarded, isDelayed: !loop.sendDelay.isNone,
          convertsLater: !loop.conversionDelay.isNone, sendDelay: builder.add(loop.sendDelay.table),
          conversionDelay: builder.add(loop.conversionDelay.table)))
      terms += loop.terms.map {
        Terms(
          participation: $0.participationThreshold, counts: builder.add($0.countTable),
          rate: $0.invitations)
      }
      for day in 0..<horizon {
        let threshold = loop.terms[plan.epochOfDay[day]].conversionThreshold
        conversion.append(threshold)
        lookedUp.append(Self.findsAll(loop, threshold) ? 1 << 32 : threshold)
      }
      lookedUp.append(0)
    }
    laws = InverseColumns(builder)
    epochOfDay = Column(plan.epochOfDay)
    self.loops = Column(loops)
    isDelayed = loops.contains(where: \.isDelayed)
    isOrdered = loops.contains { $0.kind != .everyContact }
    convertsLater = loops.contains(where: \.convertsLater)
    self.terms = Column(terms)
    self.conversion = Column(conversion)
    self.lookedUp = Column(lookedUp)
    let isAgeless = plan.lifetime.shape == 1 || plan.lifetime.scale == nil
    referredValue =
      isAgeless
      ? plan.epochs.indices.map { lifetimes.referredAtSignup(epoch: $0, referrerAge: 0) } : nil
    thinsChurn =
      plan.lifetime.scale != nil && (plan.hasChurnMultipliers || plan.churnBound > 1)
    keepsCustomers = plan.loops.contains(where: \.improvesLater)
    hitCounts = plan.hits.map { rates in
      guard let first = rates.first, first > 0, first <= 100_000,
        rates.allSatisfy({ $0 == first })
      else { return nil }
      return InverseTable(cdf: poissonCDF(mean: first))
    }
  }

  /// Whether every invitation of a loop must find its target, and not only those
  /// whose coin says yes.
  static func findsAll(_ loop: LoopPlan, _ conversionThreshold: UInt64) -> Bool {
    conversionThreshold == 0 || loop.reinforcement != 1
  }
}
