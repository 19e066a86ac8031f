internal import Randomness
internal import ReferralModel

/// What an agent engine looks up, laid out flat for its inner loops.
final class AgentTables {
  typealias Law = InverseColumns.Law

  let laws: InverseColumns
  /// Lifetime of one who signs up, as days to the first inactive one.
  let lifetime: Law
  /// The same, of an initial customer of constant tenure.
  let initialLifetime: Law
  /// Age of initial customers on day 0, in whole days; nil when it is constant.
  let tenure: Law?
  let constantTenure: Int
  /// One per segment.
  let lifetimeOfSegment: Column<Law>
  let qualifications: Column<Qualification>
  /// From issue to use, one per segment; nil for at once.
  let redemptions: [Law?]
  /// Whether rewards are used with an order, which takes a customer.
  let redeemsByOrder: Bool
  /// Index of the epoch, one per day.
  let epochOfDay: Column<Int>
  let loops: Column<Loop>
  /// Whether any loop's invitations have delays, and whether any loop's contacts
  /// are invited in random order.
  let isDelayed: Bool
  let isOrdered: Bool
  /// Whether any loop's acceptances have delays.
  let convertsLater: Bool
  /// What holds in an epoch, by loop, then segment, then epoch: see `terms(of:...)`.
  let terms: Column<Terms>
  let segmentCount: Int
  /// Acceptance threshold by loop, state (1 while a spent budget stops the program),
  /// class of invitation and day of sending.
  let conversion: Column<UInt64>
  /// Classes of invitations: by segment of the receiver, tie and channel.
  let classCount: Int
  let channelCount: Int
  let hasTies: Bool
  /// Whether a spent budget may stop the program.
  let stops: Bool
  /// Cumulative shares of a loop's channels, `channelCount` of them a loop.
  let channelThresholds: Column<UInt64>
  let channelDelays: Column<Law>
  let strongThresholds: Column<UInt64>
  /// Invitations whose coin lies below must find their target, the others are only counted,
  /// loop-major: the acceptance threshold, or all of them where waste is counted or invitations
  /// reinforce each other.
  ///
  /// A loop has one place more than days, for what is never sent: nothing there is looked up.
  let lookedUp: Column<UInt64>
  /// Whether invitations are sifted once it is known by which channel and to what tie they go: where
  /// they differ so, or where all that are sent are queued.
  let siftsAtDelivery: Bool
  /// Coins below must find their target then, by loop, state, tie (see `tieKinds`) and channel, and
  /// day of sending: the highest acceptance threshold of any receiver, or where that is 0, of any
  /// invitation.
  let sieve: Column<UInt64>
  /// The same of any invitation, loop-major as `lookedUp`.
  let coarseSieve: Column<UInt64>
  /// Who customers are, by segment and how they came.
  let groups: Column<Group>
  /// What they are still worth.
  let values: LifetimeColumns
  /// Ways to come, epochs and all: see `SegmentPlan.quality(own:twin:)`.
  let ownCount: Int
  /// Groups of a segment.
  let groupsPerSegment: Int
  /// Whether everybody is of one segment, and nobody's life is asked for twice: then
  /// the group of a customer is 0, or 1 + the epoch of the referral.
  let isPlain: Bool
  /// Lifetime value of a referred customer at signup, by epoch; nil where it
  /// depends on the referrer's age.
  let referredValue: [Double]?
  /// Whether any event of churn must be thinned.
  let thinsChurn: Bool
  /// Whether churn is drawn day by day: a success changes how a customer stays.
  let churnsDaily: Bool
  /// Age at the first candidate of a departure where churn is drawn day by day, of one who
  /// signed up; one per segment.
  let firstCandidates: Column<Law>
  /// Whether customers must be kept: for a later, better epoch, to be named as a
  /// referrer, to invent accounts, or to leave on their day.
  let keepsCustomers: Bool
  /// Whether an invitation counts when it is delivered, because who will be there to
  /// send it is not known before.
  let countsAtDelivery: Bool
  /// Most active customers.
  let capacity: Int
  /// Coins of deadweight and of opportunists, by epoch.
  let deadweight: [UInt64]
  let opportunists: [UInt64]
  let fakesPerDay: Double
  let fakePurchases: UInt64
  let detection: UInt64
  let falseAlarms: UInt64
  let abandoned: Law?
  /// Whether the order of the ledger's moves matters: to a purse, or where a count decides
  /// which of a day's referrals is paid and any of them may still be lost.
  let ordersMoves: Bool
  /// nil without a program.
  let ledgerRules: LedgerRules?
  let valuesByCount: ValuesByCount
  /// By epoch; nil while the program is off.
  let rewards: [Reward?]
  let monthOfDay: Column<Int>
  let yearOfDay: Column<Int>
  /// Whether every reward is earned, paid and used in one go, so that sums are enough.
  let settlesAtOnce: Bool
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

  /// Customers of one segment who came in one way.
  struct Group: BitwiseCopyable {
    var segment: Int
    /// 0 for who was not referred, 1 + e for who was referred in epoch e.
    var own: Int
    var churn: Double
    var margin: Double
    var orderValue: Double
    /// Rows of its lifetime values: beside the referrer, without, and both after a
    /// first success.
    var besideReferrer: Int
    var alone: Int
    var besideAfterSuccess: Int
    var aloneAfterSuccess: Int
  }

  /// When a referral qualifies.
  struct Qualification: BitwiseCopyable {
    /// Whether it always does, at once.
    var isCertain: Bool
    var threshold: UInt64
    var delay: Law
    var firstOrder: Law?
    /// Whether no order is ever large enough.
    var isOutOfReach: Bool

    init(_ law: QualificationPlan, _ builder: InverseColumns.Builder) {
      isOutOfReach = law.isOutOfReach
      isCertain =
        law.probability == 1 && law.delay.isNone && law.firstOrder == nil && !law.isOutOfReach
      threshold = Randomness.threshold(law.probability)
      delay = builder.add(law.delay.table)
      firstOrder = law.firstOrder.map { builder.add($0.table) }
    }
  }

  struct Terms: BitwiseCopyable {
    var participation: UInt64
    var counts: Law
    /// Invitations per day, for `rate`.
    var rate: Double
  }

  /// - Parameters:
  ///   - isObserved: Whether lives are noted one by one.
  ///   - isLogged: Whether every move of a reward is.
  init(_ plan: ModelPlan, _ lifetimes: [LifetimeValues], isObserved: Bool, isLogged: Bool) {
    let horizon = plan.horizon
    let builder = InverseColumns.Builder()
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
    let ofLoops = LoopTables(plan, builder)
    let ofSegments = plan.segments.map {
      builder.add($0.lifetime.table(afterTenure: 0, days: horizon))
    }
    let ofQualification = plan.segments.map { Qualification($0.qualification, builder) }
    let stated = plan.program?.redemption.map { builder.add($0.table) }
    let ofRedemption = plan.segments.map { segment in
      stated ?? segment.qualification.nextOrder.map { builder.add($0.table) }
    }
    abandoned = plan.program?.abandoned.map { builder.add($0.table) }
    let isDaily = plan.segments.contains {
      $0.advocateChurnMultiplier != 1 && $0.lifetime.scale != nil
    }
    firstCandidates = Column(
      !isDaily
        ? []
        : plan.segments.map {
          builder.add(
            thresholds: $0.lifetime.firstCandidates(bound: plan.churnBound, days: horizon))
        })
    laws = InverseColumns(builder)
    lifetimeOfSegment = Column(ofSegments)
    qualifications = Column(ofQualification)
    redemptions = ofRedemption
    redeemsByOrder = stated == nil && plan.segments.contains { $0.orderValue != nil }
    epochOfDay = Column(plan.epochOfDay)
    segmentCount = plan.segments.count

    let fraud = plan.program?.fraud
    churnsDaily = isDaily
    let isLate = isDaily || (fraud.map { $0.detection > 0 || $0.falseAlarms > 0 } ?? false)
    countsAtDelivery = isLate
    deadweight = plan.epochs.map { threshold($0.deadweight) }
    opportunists = plan.epochs.map { threshold($0.opportunists) }
    fakesPerDay = plan.program?.fakesPerDay ?? 0
    fakePurchases = threshold(fraud?.purchaseShare ?? 0)
    detection = threshold(fraud?.detection ?? 0)
    falseAlarms = threshold(fraud?.falseAlarms ?? 0)
    capacity = plan.capacity ?? .max
    stops = plan.offEpoch != nil
    let program = plan.program?.program
    keepsCustomers =
      isDaily || plan.loops.contains(where: \.improvesLater)
      || program?.budget.perMonth != nil
      || plan.epochs.contains { $0.deadweight > 0 || $0.opportunists > 0 }
    let hasPurse = program.map { $0.budget.total != nil || $0.budget.perMonth != nil } ?? false
    let payout = program?.payout ?? Payout()
    let canBeLost =
      fraud != nil || payout.holdInDays > 0 || payout.lagInDays > 0 || payout.clawbackInDays > 0
      || plan.segments.contains { $0.returnedShare > 0 }
    ordersMoves = hasPurse || canBeLost
    let isUsedAtOnce = plan.epochs.allSatisfy { epoch in
      guard let reward = epoch.reward else { return true }
      return [reward.referrer, reward.referee].allSatisfy { side in
        let waits = ofRedemption.contains { $0 != nil } || side.breakage > 0
        return side.kind == .cash || !waits
      }
    }
    ledgerRules = plan.program.map { LedgerRules($0) }
    valuesByCount = ValuesByCount(plan.program)
    rewards = plan.epochs.map(\.reward)
    monthOfDay = Column(plan.program?.monthOfDay ?? [0])
    yearOfDay = Column(plan.program?.yearOfDay ?? [0])
    settlesAtOnce = !hasPurse && !canBeLost && isUsedAtOnce && !isLogged

    loops = Column(ofLoops.loops)
    isDelayed = ofLoops.loops.contains(where: \.isDelayed)
    isOrdered = ofLoops.loops.contains { $0.kind != .everyContact }
    convertsLater = ofLoops.loops.contains(where: \.convertsLater)
    terms = Column(ofLoops.terms)
    conversion = Column(ofLoops.conversion)
    classCount = ofLoops.classCount
    channelCount = ofLoops.channelCount
    hasTies = plan.loops.contains { $0.strongShare > 0 }
    lookedUp = Column(isLate ? ofLoops.everythingLookedUp : ofLoops.lookedUp)
    siftsAtDelivery =
      (isLate || ofLoops.classCount > 1) && plan.loops.allSatisfy { $0.reinforcement == 1 }
    sieve = Column(ofLoops.sieve)
    coarseSieve = Column(ofLoops.lookedUp)
    channelThresholds = Column(ofLoops.channelThresholds)
    channelDelays = Column(ofLoops.channelDelays)
    strongThresholds = Column(plan.loops.map { threshold($0.strongShare) })

    groups = Column(AgentTables.groups(plan, lifetimes))
    values = LifetimeColumns(lifetimes)
    groupsPerSegment = plan.segments[0].qualities.count
    ownCount = 1 + plan.epochs.count
    isPlain = plan.segments.count == 1 && !isObserved && !isDaily
    let isAgeless = plan.lifetime.shape == 1 || plan.lifetime.scale == nil
    referredValue =
      isAgeless
      ? plan.epochs.indices.map { lifetimes[0].referredAtSignup(epoch: $0, referrerAge: 0) } : nil
    let canLeave = plan.segments.contains { $0.lifetime.scale != nil }
    thinsChurn = canLeave && (plan.hasChurnMultipliers || plan.churnBound > 1)
    hitCounts = plan.hits.map { rates in
      guard let first = rates.first, first > 0, first <= 100_000,
        rates.allSatisfy({ $0 == first })
      else { return nil }
      return InverseTable(cdf: poissonCDF(mean: first))
    }
  }

  /// Weak, strong, and not known yet; or the one kind that all ties are of.
  static func tieKinds(_ hasTies: Bool) -> Int { hasTies ? 3 : 1 }

  /// The place in `terms` of a loop, a segment and an epoch.
  @inline(__always)
  func termsPlace(loop: Int, segment: Int, epochs: Int, epoch: Int) -> Int {
    (loop &* segmentCount &+ segment) &* epochs &+ epoch
  }

  private static func groups(_ plan: ModelPlan, _ lifetimes: [LifetimeValues]) -> [Group] {
    plan.segments.indices.flatMap { segment in
      let ownCount = 1 + plan.epochs.count
      let firstRow = lifetimes[..<segment].reduce(0) { $0 + $1.hazards.count }
      return plan.segments[segment].qualities.enumerated().map { index, quality in
        let success = plan.segments[segment].advocateChurnMultiplier
        func place(_ hazard: LifetimeValues.Hazard) -> Int {
          // Every one of them was named when the values were made.
          firstRow + (lifetimes[segment].hazards.firstIndex(of: hazard) ?? 0)
        }
        let own = index % ownCount
        // What stays of a life without the program does not depend on a referrer.
        let kept = own == 0 ? quality.churn : 1
        return Group(
          segment: segment, own: own, churn: quality.churn, margin: quality.margin,
          orderValue: quality.orderValue,
          besideReferrer: place(.init(besideReferrer: own == 0 ? 1 : quality.churn, own: kept)),
          alone: place(.init(own: kept)),
          besideAfterSuccess: place(
            .init(besideReferrer: own == 0 ? 1 : quality.churn, own: kept * success)),
          aloneAfterSuccess: place(.init(own: kept * success)))
      }
    }
  }
}

extension LifetimeValues {
  /// The values of a segment, with every hazard that its customers can have.
  convenience init(_ plan: ModelPlan, _ segment: SegmentPlan) {
    var hazards: [Hazard] = []
    let ownCount = 1 + plan.epochs.count
    for (index, quality) in segment.qualities.enumerated() {
      let isReferred = index % ownCount > 0
      for success in [1, segment.advocateChurnMultiplier] {
        let kept = (isReferred ? 1 : quality.churn) * success
        for hazard in [
          Hazard(besideReferrer: isReferred ? quality.churn : 1, own: kept), Hazard(own: kept),
        ] where !hazards.contains(hazard) {
          hazards.append(hazard)
        }
      }
    }
    self.init(
      plan, lifetime: segment.lifetime, marginPerDay: segment.marginPerDay, also: hazards)
  }
}
