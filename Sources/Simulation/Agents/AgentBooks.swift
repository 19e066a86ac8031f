/// What one replication counts, by day.
struct AgentBooks {
  let horizon: Int
  let epochs: Int
  var initial = 0
  /// Signups by cause and day, cause-major.
  var signups: [Int]
  /// Customers who come and go by margin group and day, group-major. Group 0
  /// was not referred; group 1 + e was referred in epoch e.
  var arriving: [Int]
  var departing: [Int]
  var invitesSent: [Int]
  var rewardCost: [Double]
  var outstandingRewardCost = 0.0
  /// Found invitations to people who were customers already, by loop and epoch.
  var wasted: [Int]
  var causedAtAge: [Int]
  var causedBySignupDay: [Int]
  /// Active past the end, by signup day: not referred, referred, initial.
  var atEnd: [Int]
  var referredAtEnd: [Int]
  var initialAtEnd = 0
  var lifetimeValueReferredSum = 0.0
  var generationsMax = 0

  init(_ plan: ModelPlan) {
    horizon = plan.horizon
    epochs = plan.epochs.count
    let zeros = [Int](repeating: 0, count: horizon)
    signups = Array(
      repeating: 0, count: horizon * (ExternalCause.allCases.count + plan.loops.count))
    arriving = Array(repeating: 0, count: horizon * (1 + epochs))
    departing = arriving
    invitesSent = zeros
    rewardCost = Array(repeating: 0, count: horizon)
    wasted = Array(repeating: 0, count: plan.loops.count * epochs)
    causedAtAge = zeros
    causedBySignupDay = zeros
    atEnd = zeros
    referredAtEnd = zeros
  }

  mutating func removeAll() {
    initial = 0
    signups.clear()
    arriving.clear()
    departing.clear()
    invitesSent.clear()
    rewardCost.clear()
    outstandingRewardCost = 0
    wasted.clear()
    causedAtAge.clear()
    causedBySignupDay.clear()
    atEnd.clear()
    referredAtEnd.clear()
    initialAtEnd = 0
    lifetimeValueReferredSum = 0
    generationsMax = 0
  }

  @inline(__always)
  mutating func recordSignup(cause: Int, day: Int) {
    signups[cause &* horizon &+ day] &+= 1
  }

  @inline(__always)
  mutating func recordLife(group: Int, from day: Int, churnDay: Int) {
    arriving[group &* horizon &+ day] &+= 1
    if churnDay < horizon { departing[group &* horizon &+ churnDay] &+= 1 }
  }

  @inline(__always)
  mutating func recordAtEnd(initialWith churnDay: Int) {
    if churnDay >= horizon { initialAtEnd += 1 }
  }

  mutating func recordReferral(referrerSignupDay: Int, age: Int) {
    causedAtAge[age] += 1
    if referrerSignupDay >= 0 { causedBySignupDay[referrerSignupDay] += 1 }
  }

  mutating func recordLifetimeValue(_ value: Double) { lifetimeValueReferredSum += value }

  /// Customers who leave on a day.
  func leaving(on day: Int) -> Int {
    (0...epochs).reduce(0) { $0 + departing[$1 * horizon + day] }
  }
}

extension [Int] {
  fileprivate mutating func clear() { for i in indices { self[i] = 0 } }
}

extension [Double] {
  fileprivate mutating func clear() { for i in indices { self[i] = 0 } }
}
