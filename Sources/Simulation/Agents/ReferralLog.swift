/// Who brought whom in one history, in the order in which they signed up.
///
/// 20 bytes a referral, where `EventLog` keeps everything.
package final class ReferralLog {
  package struct Referral: Equatable, Sendable, BitwiseCopyable {
    package var person: UInt32
    package var referrer: UInt32
    package var day: Int32
    /// −1 for an initial customer.
    package var referrerDay: Int32
    /// 1 where nobody brought the referrer.
    package var generation: Int32

    package init(
      person: UInt32, referrer: UInt32, day: Int32, referrerDay: Int32, generation: Int32
    ) {
      self.person = person
      self.referrer = referrer
      self.day = day
      self.referrerDay = referrerDay
      self.generation = generation
    }
  }

  package private(set) var referrals: [Referral] = []

  package init() {}

  func add(_ referral: Referral) { referrals.append(referral) }
}
