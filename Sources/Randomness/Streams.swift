/// What a random number decides.
///
/// Part of its address, so that two decisions never share luck and a new one never moves an old
/// one.
///
/// The raw values are part of the results' identity: never renumber, only add.
@frozen
public struct Decision: RawRepresentable, Equatable, Hashable, Sendable {
  /// The address; see above.
  public var rawValue: UInt32

  /// A decision by its address.
  @inlinable @inline(__always)
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A person's lifetime (w0), and participation (w1) and invitation count (w2)
  /// in the first loop; w3 is the initial tenure.
  @inlinable public static var life: Decision { Decision(rawValue: 1) }
  /// Thinning of churn: word 0 is the time to the next candidate, word 1 its coin.
  @inlinable public static var thinning: Decision { Decision(rawValue: 2) }
  /// Which persons are customers on day 0; asked of index, not of a person.
  @inlinable public static var initialCustomer: Decision { Decision(rawValue: 3) }
  /// Whether (w0) and after how long (w1) a referral qualifies.
  @inlinable public static var qualification: Decision { Decision(rawValue: 4) }
  /// The keys of the contact network.
  @inlinable public static var network: Decision { Decision(rawValue: 5) }
  /// Draws of uncertain parameters; `who` is the draw, not a person.
  @inlinable public static var parameter: Decision { Decision(rawValue: 6) }
  /// For tests and for whoever draws a sequence through GSL.
  @inlinable public static var sequence: Decision { Decision(rawValue: 7) }

  /// Whether an external signup names a referrer for the reward (w0).
  @inlinable public static var deadweight: Decision { Decision(rawValue: 28) }
  /// Which customer such a signup names, try by try.
  @inlinable public static var claim: Decision { Decision(rawValue: 29) }
  /// Whether a customer is an opportunist (w0).
  @inlinable public static var opportunist: Decision { Decision(rawValue: 30) }
  /// An opportunist's invented accounts by number: the time since the one before (w0),
  /// whether (w1) and after how long (w2) it qualifies, when it falls silent (w3).
  @inlinable public static var fake: Decision { Decision(rawValue: 31) }
  /// The check of a referral (w0).
  @inlinable public static var check: Decision { Decision(rawValue: 32) }
  /// The check of an opportunist's invented account, by number (w0).
  @inlinable public static var fakeCheck: Decision { Decision(rawValue: 33) }
  /// Whether a reward is ever used (w0), and after how long (w1), by side of the referral.
  @inlinable public static var redemption: Decision { Decision(rawValue: 34) }
  /// The same of an invented account's, by 4 × number + side.
  @inlinable public static var fakeRedemption: Decision { Decision(rawValue: 35) }
  /// Whether (w0) and when (w1) the order that qualified comes back.
  @inlinable public static var returnedOrder: Decision { Decision(rawValue: 36) }
  /// The winners of a raffle; `who` is the day of the draw.
  @inlinable public static var raffle: Decision { Decision(rawValue: 37) }
  /// Which row of a posterior a draw begins with (w0); `who` is the draw.
  @inlinable public static var posteriorRow: Decision { Decision(rawValue: 38) }
  /// The steps of a sampler of posteriors; `who` is the chain.
  @inlinable public static var samplerStep: Decision { Decision(rawValue: 39) }

  /// The number of external hits of a cause on a day; `who` is the day.
  @inlinable
  public static func hitCount(cause: Int) -> Decision {
    Decision(rawValue: 16 + UInt32(truncatingIfNeeded: cause))
  }

  /// Whom the external hits of a cause reach; `who` is the day.
  @inlinable
  public static func hitPerson(cause: Int) -> Decision {
    Decision(rawValue: 24 + UInt32(truncatingIfNeeded: cause))
  }

  /// Participation (w1) and invitation count (w2) in a loop after the first.
  @inlinable
  public static func membership(loop: Int) -> Decision {
    Decision(rawValue: 64 + 8 * UInt32(truncatingIfNeeded: loop))
  }

  /// Delays of a loop's invitations, four a block: invitation j is word j mod 4
  /// of block j/4.
  @inlinable
  public static func sendDelay(loop: Int) -> Decision {
    Decision(rawValue: 65 + 8 * UInt32(truncatingIfNeeded: loop))
  }

  /// Acceptance coins of a loop's invitations, four a block.
  @inlinable
  public static func acceptance(loop: Int) -> Decision {
    Decision(rawValue: 66 + 8 * UInt32(truncatingIfNeeded: loop))
  }

  /// The random order of a person's contacts, four steps a block.
  @inlinable
  public static func order(loop: Int) -> Decision {
    Decision(rawValue: 67 + 8 * UInt32(truncatingIfNeeded: loop))
  }

  /// Delays between acceptance and signup, four a block.
  @inlinable
  public static func conversionDelay(loop: Int) -> Decision {
    Decision(rawValue: 68 + 8 * UInt32(truncatingIfNeeded: loop))
  }

  /// By which channel an invitation goes, four a block.
  @inlinable
  public static func channel(loop: Int) -> Decision {
    Decision(rawValue: 69 + 8 * UInt32(truncatingIfNeeded: loop))
  }

  /// Whether an invitation goes to a strong tie, four a block.
  @inlinable
  public static func tie(loop: Int) -> Decision {
    Decision(rawValue: 70 + 8 * UInt32(truncatingIfNeeded: loop))
  }
}

/// The luck of one replication, looked up by who, which decision, and which
/// one of it; never drawn in turn.
///
/// Two strategies at one seed therefore share every draw that the strategy does
/// not touch, and replications run in any order to the same bytes. The key is
/// the seed and the counter holds the replication, so two replications of one
/// seed can never meet in a block.
@frozen
public struct Streams: Equatable, Sendable {
  @usableFromInline let key0: UInt32
  @usableFromInline let key1: UInt32
  @usableFromInline let replication: UInt32

  /// - Parameters:
  ///   - seed: Any number.
  ///   - replication: 0..<2^32.
  public init(seed: UInt64, replication: Int) {
    key0 = UInt32(truncatingIfNeeded: seed)
    key1 = UInt32(truncatingIfNeeded: seed >> 32)
    self.replication = UInt32(replication)
  }

  /// 128 random bits.
  @inlinable @inline(__always)
  public func block(of who: UInt32, deciding decision: Decision, at index: UInt32 = 0)
    -> RandomBlock
  {
    .philox(who, index, decision.rawValue, replication, key0: key0, key1: key1)
  }

  /// Four times 128 random bits: lane i is the block of who[i], deciding
  /// decisions[i], at indices[i], of all of which the lower 32 bits count.
  @inlinable @inline(__always)
  public func blocks(
    of who: SIMD4<UInt64>, deciding decisions: SIMD4<UInt64>, at indices: SIMD4<UInt64>
  ) -> RandomBlocks {
    .philox(
      who, indices, decisions, SIMD4(repeating: UInt64(replication)), key0: key0, key1: key1)
  }

  /// A double in 0..<1.
  @inlinable
  public func uniform(of who: Int, deciding decision: Decision, at index: Int = 0) -> Double {
    unitInterval(
      block(
        of: UInt32(truncatingIfNeeded: who), deciding: decision,
        at: UInt32(truncatingIfNeeded: index)
      ).first64)
  }

  /// A sequence at an address, for GSL's samplers.
  package func sequence(of who: Int, deciding decision: Decision) -> StreamSequence {
    StreamSequence(
      key0: key0, key1: key1, who: UInt32(truncatingIfNeeded: who), decision: decision.rawValue,
      replication: replication)
  }
}
