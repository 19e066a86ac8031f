internal import Foundation

/// Who invites, how many, and when: participation, invitations per advocate and their delay, from
/// the invitations of customers who were watched for different times.
///
/// A customer takes part with probability π and then makes M invitations, M negative binomial with
/// mean μ and dispersion k, each after its own delay. Of those the ones due within the c days watched
/// are seen: their number is 0 with probability 1 − π and else negative binomial with mean μ·P(D ≤ c)
/// and dispersion k (a thinned gamma-Poisson), and given their number their delays are independent
/// with law P(D = d) / P(D ≤ c). So "will never invite" and "has not yet" are told apart.
///
/// A cap of C makes M the lesser of C and the negative binomial. The cap cuts invitations before
/// their delays are known, as the engines do.
package struct InvitationFit: Equatable, Sendable {
  /// What was counted.
  package enum Counted: Equatable, Sendable {
    case invitations
    /// Accepted invitations only, each after the delay from signup to the referee's signup: the
    /// mean then is invitations × conversion.
    case referrals
  }

  /// `participation`, `invites.mean` (or `invites.mean × conversion`), `invites.dispersion`, and the
  /// delay's parameters.
  package let choice: DelayChoice

  package static let participationName = "participation"
  package static let dispersionName = "invites.dispersion"
  package static let delayPrefix = "invites.delay."

  /// The name of the mean.
  package static func meanName(_ counted: Counted) -> String {
    counted == .invitations ? "invites.mean" : "invites.mean × conversion"
  }

  /// Fits invitations.
  ///
  /// - Parameters:
  ///   - customers: Whom they are known of.
  ///   - counted: Invitations, or referrals only.
  ///   - cap: Most invitations per advocate; nil for none.
  ///   - isPoisson: Whether advocates differ by luck only, k = ∞.
  ///   - families: Laws of the delay to try.
  /// - Throws: When nobody invited, or no law fits.
  package init(
    _ customers: Inviters, counted: Counted = .invitations, cap: Int? = nil,
    isPoisson: Bool = false,
    families: [DelayFamily] = [.constant, .exponential, .lognormal, .gamma, .weibull]
  ) throws(FitError) {
    try customers.check(cap: cap)
    let table = InvitationCounts(customers, cap: cap)
    guard table.delays.seenTotal > 0 else {
      throw .noEvents(
        "none of the \(customers.watchedDays.count) customers was seen to "
          + (counted == .invitations ? "invite" : "refer") + " anybody")
    }
    let constant = table.delays.onlyDay ?? 0
    choice = try DelayChoice(
      families, delayPrefix: InvitationFit.delayPrefix,
      fit: { family throws(FitError) in
        try table.delays.check(family)
        return try InvitationFit.fit(
          family, table, counted: counted, isPoisson: isPoisson, constant: constant)
      }, constant: constant)
  }

  private static func fit(
    _ family: DelayFamily, _ table: InvitationCounts, counted: Counted, isPoisson: Bool,
    constant: Int
  ) throws(FitError) -> FitResult {
    var parameters: [FitParameter] = [
      .probability(participationName, boundary: .complement), .positive(meanName(counted)),
    ]
    if !isPoisson { parameters.append(.positive(dispersionName, boundary: .reciprocal)) }
    let before = parameters.count
    var problem = LikelihoodProblem(
      model: family.rawValue, parameters: parameters + family.searched(delayPrefix),
      observations: table.customers
    ) { values in
      table.logLikelihood(
        participation: values[0], mean: values[1], heterogeneity: isPoisson ? 0 : 1 / values[2],
        WholeDayLaw(
          family, Array(values.dropFirst(before)), constant: constant, at: table.days))
    }
    if counted == .referrals {
      problem.notes = [
        "only accepted invitations were seen, so invitations per advocate × conversion is known, "
          + "not each of them; a table of invitations sent separates them"
      ]
    }
    let typical = table.delays.meanSeen
    // Either all inviters have been seen, or half of them have not begun.
    let shares = [
      table.inviterShare, min(0.95, 2 * table.inviterShare), (1 + table.inviterShare) / 2,
    ]
    let starts = shares.enumerated().flatMap { index, share in
      let mean = max(table.meanPerCustomer / share, 0.01) * (index == 0 ? 1 : 1.3)
      return family.starts(typical: index == 0 ? typical : 2 * typical).prefix(1).map {
        [min(share, 0.97), mean] + (isPoisson ? [] : [index == 1 ? 0.5 : 2]) + $0
      }
    }
    return try problem.fit(from: starts)
  }
}

/// Customers, how long each was watched, and the whole-day delays of their invitations.
package struct Inviters: Equatable, Sendable {
  /// The last age in days at which an invitation would have been seen: on a customer who left on
  /// day a that is a − 1, since leaving comes before inviting.
  ///
  /// One per customer.
  package var watchedDays: [Int]
  /// Whose invitation it is, an index into `watchedDays`: one per invitation.
  package var inviter: [Int]
  /// Days from becoming a customer to the invitation, at most what its inviter was watched.
  package var delay: [Int]

  package init(watchedDays: [Int], inviter: [Int], delay: [Int]) {
    self.watchedDays = watchedDays
    self.inviter = inviter
    self.delay = delay
  }

  func check(cap: Int?) throws(FitError) {
    guard !watchedDays.isEmpty else { throw .noEvents("there are no customers who could invite") }
    guard inviter.count == delay.count else {
      throw .badData("every invitation needs an inviter and a delay")
    }
    guard watchedDays.allSatisfy({ $0 >= 0 }) else {
      throw .badData("a customer was watched for a negative time")
    }
    var counts = Array(repeating: 0, count: watchedDays.count)
    for (index, customer) in inviter.enumerated() {
      guard watchedDays.indices.contains(customer) else {
        throw .badData("invitation \(index) has an inviter who is no customer")
      }
      guard (0...watchedDays[customer]).contains(delay[index]) else {
        throw .badData(
          "invitation \(index) was made at age \(delay[index]), and its inviter was watched up to "
            + "age \(watchedDays[customer])")
      }
      counts[customer] += 1
    }
    if let cap {
      guard cap >= 1 else { throw .badData("a cap is at least 1") }
      if let over = counts.indices.first(where: { counts[$0] > cap }) {
        throw .badData("customer \(over) made \(counts[over]) invitations, above the cap of \(cap)")
      }
    }
  }
}
