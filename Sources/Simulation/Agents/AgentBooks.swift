/// What one replication counts, by day.
struct AgentBooks: ~Copyable {
  let horizon: Int
  let groups: Int
  var initial = 0
  /// Signups by cause and day, cause-major.
  var signups: Column<Int>
  /// Customers who come and go by group and day, group-major: see `AgentTables.Group`.
  var arriving: Column<Int>
  /// By group and day, and one place more for those who stay past the end: which
  /// of both it is cannot be foretold, and a branch would be mispredicted.
  var departing: Column<Int>
  /// Initial customers, by group.
  var initialByGroup: Column<Int>
  /// By loop and day, and one place more a loop for what is never sent.
  var invitesSent: Column<Int>
  /// By loop: who took part, and how many invitations they wished to make, before and
  /// after the cut at their contacts.
  var advocatesOfLoop: Column<Int>
  var invitesWished: Column<Int>
  var invitesWithinContacts: Column<Int>
  var rewardCost: Column<Double>
  var checkCost: Column<Double>
  var earned: Column<Double>
  var liability: Column<Double>
  /// Face value that enters a state on a day less what leaves it, state-major.
  var ledger: Column<Double>
  var outstandingRewardCost = 0.0
  /// Found invitations to people who were customers already, by loop and day.
  var wasted: Column<Int>
  /// The same by loop where invitations are sifted, each with its weight: see `invitesWasted(inLoop:)`.
  var wastedOfSifted: Column<Double>
  var causedAtAge: Column<Int>
  var causedBySignupDay: Column<Int>
  /// Active past the end whose future no referrer changes, by group and signup day.
  var atEnd: Column<Int>
  /// Initial customers active past the end, by group.
  var initialAtEnd: Column<Int>
  /// Which epoch each day was in.
  var epochOfDay: Column<Int>
  var advocates = 0
  var lifetimeValueReferredSum = 0.0
  var relabelledValue = 0.0
  var generationsMax = 0
  var qualified = 0
  var fakes = 0
  var fraudCost = 0.0
  var deadweightCost = 0.0
  var honestRefused = 0.0
  var turnedAway = 0

  init(_ plan: ModelPlan, groups: Int) {
    horizon = plan.horizon
    self.groups = groups
    signups = Column(
      repeating: 0, count: horizon * (ExternalCause.allCases.count + plan.loops.count + 1))
    arriving = Column(repeating: 0, count: horizon * groups)
    departing = Column(repeating: 0, count: (horizon + 1) * groups)
    initialByGroup = Column(repeating: 0, count: groups)
    invitesSent = Column(repeating: 0, count: (horizon + 1) * plan.loops.count)
    advocatesOfLoop = Column(repeating: 0, count: plan.loops.count)
    invitesWished = Column(repeating: 0, count: plan.loops.count)
    invitesWithinContacts = Column(repeating: 0, count: plan.loops.count)
    rewardCost = Column(repeating: 0, count: horizon)
    checkCost = Column(repeating: 0, count: horizon)
    earned = Column(repeating: 0, count: horizon)
    liability = Column(repeating: 0, count: horizon)
    ledger = Column(repeating: 0, count: horizon * RewardState.allCases.count)
    wasted = Column(repeating: 0, count: plan.loops.count * horizon)
    wastedOfSifted = Column(repeating: 0, count: plan.loops.count)
    causedAtAge = Column(repeating: 0, count: horizon)
    causedBySignupDay = Column(repeating: 0, count: horizon)
    atEnd = Column(repeating: 0, count: horizon * groups)
    initialAtEnd = Column(repeating: 0, count: groups)
    epochOfDay = Column(plan.epochOfDay)
  }

  mutating func removeAll() {
    initial = 0
    signups.fill(0)
    arriving.fill(0)
    departing.fill(0)
    initialByGroup.fill(0)
    invitesSent.fill(0)
    advocatesOfLoop.fill(0)
    invitesWished.fill(0)
    invitesWithinContacts.fill(0)
    rewardCost.fill(0)
    checkCost.fill(0)
    earned.fill(0)
    liability.fill(0)
    ledger.fill(0)
    outstandingRewardCost = 0
    wasted.fill(0)
    wastedOfSifted.fill(0)
    causedAtAge.fill(0)
    causedBySignupDay.fill(0)
    atEnd.fill(0)
    initialAtEnd.fill(0)
    advocates = 0
    lifetimeValueReferredSum = 0
    relabelledValue = 0
    generationsMax = 0
    qualified = 0
    fakes = 0
    fraudCost = 0
    deadweightCost = 0
    honestRefused = 0
    turnedAway = 0
  }

  /// Books people who signed up for one cause on one day.
  mutating func recordSignups(_ count: Int, cause: Int, day: Int) {
    signups[cause &* horizon &+ day] &+= count
  }

  /// Books the day on which a customer of a group leaves, if it does.
  @inline(__always)
  mutating func recordDeparture(group: Int, churnDay: Int) {
    departing[group &* (horizon &+ 1) &+ min(churnDay, horizon)] &+= 1
  }

  @inline(__always)
  mutating func recordReferral(referrerSignupDay: Int, age: Int) {
    causedAtAge[age] &+= 1
    if referrerSignupDay >= 0 { causedBySignupDay[referrerSignupDay] &+= 1 }
  }

  /// Customers who leave on a day.
  func leaving(on day: Int) -> Int {
    var count = 0
    for group in 0..<groups { count += departing[group * (horizon + 1) + day] }
    return count
  }
}
