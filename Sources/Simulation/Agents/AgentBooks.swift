/// What one replication counts, by day.
struct AgentBooks: ~Copyable {
  let horizon: Int
  let epochs: Int
  var initial = 0
  /// Signups by cause and day, cause-major.
  var signups: Column<Int>
  /// Customers who come and go by margin group and day, group-major. Group 0
  /// was not referred; group 1 + e was referred in epoch e.
  var arriving: Column<Int>
  /// By group and day, and one place more for those who stay past the end: which
  /// of both it is cannot be foretold, and a branch would be mispredicted.
  var departing: Column<Int>
  /// By day, and one place more for what is never sent.
  var invitesSent: Column<Int>
  var rewardCost: Column<Double>
  var outstandingRewardCost = 0.0
  /// Found invitations to people who were customers already, by loop and epoch.
  var wasted: Column<Int>
  var causedAtAge: Column<Int>
  var causedBySignupDay: Column<Int>
  /// Active past the end, by signup day: not referred, referred, initial.
  var atEnd: Column<Int>
  var referredAtEnd: Column<Int>
  var initialAtEnd = 0
  var lifetimeValueReferredSum = 0.0
  var generationsMax = 0

  init(_ plan: ModelPlan) {
    horizon = plan.horizon
    epochs = plan.epochs.count
    signups = Column(
      repeating: 0, count: horizon * (ExternalCause.allCases.count + plan.loops.count))
    arriving = Column(repeating: 0, count: horizon * (1 + epochs))
    departing = Column(repeating: 0, count: (horizon + 1) * (1 + epochs))
    invitesSent = Column(repeating: 0, count: horizon + 1)
    rewardCost = Column(repeating: 0, count: horizon)
    wasted = Column(repeating: 0, count: plan.loops.count * epochs)
    causedAtAge = Column(repeating: 0, count: horizon)
    causedBySignupDay = Column(repeating: 0, count: horizon)
    atEnd = Column(repeating: 0, count: horizon)
    referredAtEnd = Column(repeating: 0, count: horizon)
  }

  mutating func removeAll() {
    initial = 0
    signups.fill(0)
    arriving.fill(0)
    departing.fill(0)
    invitesSent.fill(0)
    rewardCost.fill(0)
    outstandingRewardCost = 0
    wasted.fill(0)
    causedAtAge.fill(0)
    causedBySignupDay.fill(0)
    atEnd.fill(0)
    referredAtEnd.fill(0)
    initialAtEnd = 0
    lifetimeValueReferredSum = 0
    generationsMax = 0
  }

  /// Books people who signed up for one cause on one day.
  mutating func recordSignups(_ count: Int, cause: Int, day: Int) {
    signups[cause &* horizon &+ day] &+= count
  }

  /// Books the day on which a customer of a margin group leaves, if it does.
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
    for group in 0...epochs { count += departing[group * (horizon + 1) + day] }
    return count
  }
}
