package import Randomness
internal import ReferralModel

/// The exact engine: one person at a time, event by event.
///
/// A day runs in the order of the model: program changes, churn, external hits,
/// signups from accepted invitations, invitations, the last two again until
/// nothing is due. Nothing is done for people to whom nothing happens: the cost
/// is O(events), and the memory is a bit per person of the market plus 28 bytes
/// per advocate.
///
/// All luck is keyed by person, so that two runs at one seed differ only by
/// what their scenarios make different.
///
/// A class, because the compiler follows every field of a value that cannot be copied
/// through every function, and there are hundreds. One thread has it, one access at a
/// time, which is why exclusivity is not checked again at run time.
package final class AgentEngine {
  let plan: ModelPlan
  /// One per segment.
  let lifetimes: [LifetimeValues]
  let graph: ContactGraph
  let tables: AgentTables
  let horizon: Int

  // One replication's state; emptied, not freed, between replications.
  @safe @exclusivity(unchecked)
  var luck: Streams
  @safe @exclusivity(unchecked)
  var contacts: KeyedContactGraph
  @safe @exclusivity(unchecked)
  var members: PersonSet
  /// Invitations received so far, one per person; empty unless a loop reinforces.
  @safe @exclusivity(unchecked)
  var received: [UInt8]
  @safe @exclusivity(unchecked)
  var advocates = GrowingColumn<Advocate>()
  /// Who is in which segment.
  @safe @exclusivity(unchecked)
  var segments: SegmentMap
  /// Everyone who joined; kept only where somebody may ask for them later.
  @safe @exclusivity(unchecked)
  var customers = GrowingColumn<Customer>()
  /// Their coins of participation, by place in `customers`, then by loop; and of opportunism, empty
  /// where nobody invents accounts.
  ///
  /// Kept, because whenever the terms change, everybody's are asked for.
  @safe @exclusivity(unchecked)
  var participationCoins = GrowingColumn<UInt32>()
  @safe @exclusivity(unchecked)
  var opportunistCoins = GrowingColumn<UInt32>()
  /// Referred customers active at the end; kept only where their hazard depends
  /// on their referrer's.
  @safe @exclusivity(unchecked)
  var referredAtEnd: [ReferredAtEnd]
  /// Candidates of departures, by place in `customers`; empty unless churn is daily.
  @safe @exclusivity(unchecked)
  var departures: DayQueue<UInt32>
  @safe @exclusivity(unchecked)
  var dueDepartures = GrowingColumn<UInt32>()
  /// Accounts that opportunists will invent.
  @safe @exclusivity(unchecked)
  var fakes: DayQueue<Fake>
  @safe @exclusivity(unchecked)
  var dueFakes = GrowingColumn<Fake>()
  let ledger: Ledger
  /// The terms of the day, and of the day before.
  @safe @exclusivity(unchecked)
  var epochNow = 0
  @safe @exclusivity(unchecked)
  var epochBefore = 0
  /// Whether a spent budget has stopped the program today.
  @safe @exclusivity(unchecked)
  var isStopped = false
  /// How everybody comes with the program off: written by the twin, read by the program.
  let twin: TwinRecord?
  let isTwin: Bool
  /// Where every event is noted; nil in all but one history.
  let log: EventLog?
  /// Where the referrals of the next history are noted; nil in all but one.
  @safe @exclusivity(unchecked)
  var referralLog: ReferralLog?
  @safe @exclusivity(unchecked)
  var invitations: DayQueue<Invitation>
  @safe @exclusivity(unchecked)
  var acceptances: DayQueue<Acceptance>
  @safe @exclusivity(unchecked)
  var dueInvitations = GrowingColumn<Invitation>()
  @safe @exclusivity(unchecked)
  var dueAcceptances = GrowingColumn<Acceptance>()
  @safe @exclusivity(unchecked)
  var newcomers = GrowingColumn<Acceptance>()
  @safe @exclusivity(unchecked)
  var newcomerPlaces = NewcomerPlaces()
  @safe @exclusivity(unchecked)
  var books: AgentBooks
  @safe @exclusivity(unchecked)
  var activeNow: Int

  // Work is done in batches, pass by pass, so that the waits for memory and for
  // random words of one person overlap with those of the next.
  /// Whoever is becoming a customer: `batchSize` of them, in order.
  @safe @exclusivity(unchecked)
  var joining = Column<UInt64>(repeating: 0, count: AgentEngine.batchSize + 8)
  @safe @exclusivity(unchecked)
  var lives: Lives
  @safe @exclusivity(unchecked)
  var joiners = Column<Joiner>(repeating: Joiner(), count: AgentEngine.batchSize)
  /// The advocates who invited them, as they were before.
  @safe @exclusivity(unchecked)
  var referrers = Column<Advocate>(repeating: Advocate(), count: AgentEngine.batchSize)
  /// Who of them takes part in a loop; one place more than there can be.
  @safe @exclusivity(unchecked)
  var takers: Column<Taker>
  @safe @exclusivity(unchecked)
  var inviters = GrowingColumn<Inviter>()
  @safe @exclusivity(unchecked)
  var drafts = Drafts()
  @safe @exclusivity(unchecked)
  var lookups = Lookups()
  /// Room for four blocks of words, word by word, and four more.
  @safe @exclusivity(unchecked)
  var words = Column<UInt64>(repeating: 0, count: 20)

  static let batchSize = 256

  /// The words of the lives of `joining`.
  struct Lives: ~Copyable {
    static let capacity = AgentEngine.batchSize + 8
    /// Of the lifetime, and of the tenure of an initial customer.
    var lifetime = Column<UInt64>(repeating: 0, count: capacity)
    var tenure = Column<UInt64>(repeating: 0, count: capacity)
    /// Of one more decision.
    var coins = Column<UInt64>(repeating: 0, count: capacity)
    /// Whether they take part and how many they invite; `capacity` places a loop.
    var participation: Column<UInt64>
    var invitations: Column<UInt64>

    init(loops: Int) {
      participation = Column(repeating: 0, count: Self.capacity * max(1, loops))
      invitations = Column(repeating: 0, count: Self.capacity * max(1, loops))
    }
  }

  /// A new customer who may take part in loops.
  struct Joiner: BitwiseCopyable {
    var person: UInt32 = 0
    var churnDay: Int32 = 0
    var generation: Int32 = 0
    var tenure: Int32 = 0
    var segment: UInt32 = 0
    /// See `AgentTables.Group`.
    var group: UInt32 = 0
    /// The referrer's place in `customers`, where they are kept, or −1.
    var referrer: Int32 = -1
    /// Whether it named a referrer for the reward.
    var isClaim = false
  }

  /// One of `joiners` who takes part in a loop.
  struct Taker: BitwiseCopyable {
    var joiner: UInt32 = 0
    var loop: UInt32 = 0
  }

  /// An advocate who will send invitations.
  struct Inviter: BitwiseCopyable {
    var advocate: UInt32
    var loop: UInt32
    var person: UInt32
    /// Invitations, before they are cut at the number of contacts.
    var wish: UInt32
    var contacts: UInt32 = 0
    /// Invitations per day, where they come at a rate.
    var rate = 0.0
  }

  /// Up to four invitations of an advocate: those whose luck is in one block.
  struct Draft: BitwiseCopyable {
    var advocate: UInt32 = 0
    var loop: UInt32 = 0
    /// When their delays begin (without delays: when they are sent), and the first day on
    /// which it is too late.
    var start: Int32 = 0
    var last: Int32 = 0
  }

  /// Drafts, the addresses of their luck, and then their luck.
  ///
  /// An entry names an invitation of a draft: 4 × draft + its word in the block.
  struct Drafts: ~Copyable {
    static let capacity = 512
    private(set) var count = 0
    private(set) var items = Column<Draft>(repeating: Draft(), count: capacity)
    private(set) var person = Column<UInt64>(repeating: 0, count: capacity)
    /// Which block; its first invitation has number 4 × block.
    private(set) var block = Column<UInt64>(repeating: 0, count: capacity)
    private(set) var decision = Column<UInt64>(repeating: 0, count: capacity)
    /// All invitations of the drafts, in order, `planned` of them.
    private(set) var entries = Column<UInt32>(repeating: 0, count: 4 * capacity + 4)
    private(set) var planned = 0
    /// Where nothing is delayed: below what a draft's coins matter, and which of its coins
    /// are tossed, a bit each; see `hits`.
    private(set) var limits = Column<UInt64>(repeating: 0, count: capacity)
    private(set) var tossed = Column<UInt64>(repeating: 0, count: capacity)
    /// Words of the invitations, in the places that `word` says.
    var coins = Column<UInt64>(repeating: 0, count: 4 * capacity)
    var delays = Column<UInt64>(repeating: 0, count: 4 * capacity)
    /// The entries that must be queued, and when they are sent.
    var matter = Column<UInt32>(repeating: 0, count: 4 * capacity + 1)
    var sent = Column<Int32>(repeating: 0, count: 4 * capacity + 1)

    /// A draft of delayed invitations.
    @inline(__always)
    mutating func append(
      _ draft: Draft, invitations: UInt32, person: UInt32, block: UInt32, decision: UInt64
    ) {
      // All four are written and those that are none are written over: how many
      // there are cannot be foretold, and a loop over them would be mispredicted.
      for place in 0..<4 {
        entries[planned &+ place] = UInt32(truncatingIfNeeded: count &<< 2 | place)
      }
      planned &+= Int(invitations)
      add(draft, person: person, block: block, decision: decision)
    }

    /// A draft of invitations that are sent at once, of which those matter whose coin is
    /// below a limit.
    @inline(__always)
    mutating func append(
      _ draft: Draft, invitations: UInt32, below limit: UInt64, person: UInt32, block: UInt32,
      decision: UInt64
    ) {
      limits[count] = limit
      let places = UInt64(truncatingIfNeeded: Self.firstHit &+ 4 &* (count & 3))
      tossed[count] = ((1 &<< UInt64(invitations)) &- 1) &<< places
      add(draft, person: person, block: block, decision: decision)
    }

    @inline(__always)
    private mutating func add(_ draft: Draft, person: UInt32, block: UInt32, decision: UInt64) {
      items[count] = draft
      self.person[count] = UInt64(person)
      self.block[count] = UInt64(block)
      self.decision[count] = decision
      count &+= 1
    }

    /// Makes the last draft the last of four, of which none of the others is tossed.
    mutating func fillUp() {
      for place in count..<(count &+ 3) & ~3 { tossed[place] = 0 }
    }

    mutating func removeAll() {
      count = 0
      planned = 0
    }

    /// Which coins of four drafts matter, in the lane of each: bit
    /// `firstHit` + 4 × lane + word.
    ///
    /// A coin less its limit is negative where it matters, and then all of its upper bits are
    /// set: a comparison of vectors would have to be made bits, one by one.
    @inline(__always)
    func hits(_ coins: RandomBlocks, at first: Int) -> SIMD4<UInt64> {
      let lower = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
      let limits = limits.four(at: first)
      let bit = SIMD4<UInt64>(1 << 36, 1 << 40, 1 << 44, 1 << 48)
      let w0 = ((coins.w0 & lower) &- limits) & bit
      let w1 = ((coins.w1 & lower) &- limits) & (bit &+ bit)
      let w2 = ((coins.w2 & lower) &- limits) & (bit &* SIMD4(repeating: 4))
      let w3 = ((coins.w3 & lower) &- limits) & (bit &* SIMD4(repeating: 8))
      return (w0 | w1 | w2 | w3) & tossed.four(at: first)
    }

    /// Above all bits of a coin and of its limit.
    static let firstHit = 36

    /// Where an entry's words are.
    @inline(__always)
    static func word(_ entry: Int) -> Int { (entry & 3) &* capacity &+ entry &>> 2 }
  }

  /// Invitations due on a day, while their contacts are looked up.
  struct Lookups: ~Copyable {
    static let capacity = 256
    var person = Column<UInt64>(repeating: 0, count: capacity)
    var contacts = Column<UInt32>(repeating: 0, count: capacity)
    var decision = Column<UInt64>(repeating: 0, count: capacity)
    var block = Column<UInt64>(repeating: 0, count: capacity)
    /// A block each: first word of all, second word of all, ...
    var words = Column<UInt64>(repeating: 0, count: 4 * capacity)
    /// The contact's place among the inviter's, then who it is.
    var place = Column<UInt32>(repeating: 0, count: capacity)
    var target = Column<UInt32>(repeating: 0, count: capacity)
    /// By which channel the invitation goes, and 1 where it goes to a strong tie; drawn only
    /// where invitations differ so.
    var channel = Column<UInt32>(repeating: 0, count: capacity)
    var isStrong = Column<UInt32>(repeating: 0, count: capacity)
    /// What the coin had to lie below to get here; known where invitations are sifted.
    var limit = Column<UInt64>(repeating: 0, count: capacity)
    /// 1 where the contact is a customer already, else 0.
    var isMember = Column<UInt32>(repeating: 0, count: capacity)
    /// Which of them were accepted.
    var accepted = Column<UInt32>(repeating: 0, count: capacity)

    @inline(__always)
    func word(_ word: Int, of index: Int) -> UInt32 { words.word(word &* Self.capacity &+ index) }
  }

  /// Somebody who takes part in at least one loop.
  struct Advocate: BitwiseCopyable {
    var person: UInt32 = 0
    /// −1 for an initial customer.
    var signupDay: Int32 = 0
    /// First day on which it is gone.
    var churnDay: Int32 = 0
    var generation: Int32 = 0
    var referrals: UInt32 = 0
    /// Age on day 0, for initial customers.
    var tenure: Int32 = 0
    /// How many contacts they have; known once they invite.
    var contacts: UInt32 = 0
    /// Their place in `customers`, where they are kept, or −1.
    var customer: Int32 = -1
  }

  /// An account that an opportunist will invent.
  struct Fake: BitwiseCopyable {
    var advocate: UInt32
    var number: UInt32
    /// When, in days.
    var time: Float
    /// Its words of luck: whether and after how long it qualifies, and when it falls silent.
    var purchase: UInt32
    var delay: UInt32
    var silence: UInt32
  }

  /// Somebody who might still take part, be named, or leave.
  struct Customer: BitwiseCopyable {
    var person: UInt32
    var signupDay: Int32
    var churnDay: Int32
    var generation: Int32
    /// −1 until it takes part in a loop.
    var advocate: Int32
    /// Bit ℓ is set once it takes part in loop ℓ.
    var loops: UInt32
    var tenure: Int32
    var group: UInt32
    /// The referrer's place among the customers, or −1.
    var referrer: Int32
    /// Their word of luck for their lifetime.
    var life: UInt32
    var segment: UInt16
    var isOpportunist = false
    /// The referral that they are the referee of, or −1.
    var referral: Int32 = -1
    /// The day of their first successful referral.
    var succeededOn: Int32 = .max
    /// Candidates of their departure so far, and from the second on the hazard of the next
    /// one, above that of their tenure.
    var candidate: UInt32 = 0
    var hazard = 0.0
  }

  struct ReferredAtEnd: BitwiseCopyable {
    var signupDay: Int32
    var referrer: UInt32
    var group: UInt32
  }

  /// An invitation on its way, by advocate, loop and number.
  struct Invitation: BitwiseCopyable {
    var advocate: UInt32
    var number: UInt32
    var loop: UInt32
    /// The acceptance coin.
    var coin: UInt32
  }

  /// An accepted invitation, waiting for its day of signup.
  struct Acceptance: BitwiseCopyable {
    var person: UInt32
    var advocate: UInt32
    var loop: UInt32
  }

  /// - Parameters:
  ///   - plan: The scenario, planned.
  ///   - graph: The network of a market of the plan's size.
  ///   - log: Where every event is noted.
  package convenience init(plan: ModelPlan, graph: ContactGraph, log: EventLog? = nil) {
    self.init(plan: plan, graph: graph, twin: nil, log: log)
  }

  /// - Parameters:
  ///   - twin: What the twin's history leaves for the program's; nil where nobody asks.
  ///   - isTwin: Whether this engine writes it.
  init(
    plan: ModelPlan, graph: ContactGraph, twin: TwinRecord?, isTwin: Bool = false,
    log: EventLog? = nil
  ) {
    precondition(graph.size == plan.size, "the network is of another market")
    precondition(plan.loops.count <= 32, "at most 32 loops")
    if case .people(let people) = plan.initial {
      precondition(people.allSatisfy { (0..<plan.size).contains($0) }, "persons of the market")
    }
    self.plan = plan
    self.graph = graph
    horizon = plan.horizon
    self.twin = twin
    self.isTwin = isTwin
    self.log = log
    lifetimes = plan.segments.map { LifetimeValues(plan, $0) }
    tables = AgentTables(
      plan, lifetimes, isObserved: twin != nil || log != nil, isLogged: log != nil)
    luck = Streams(seed: 0, replication: 0)
    contacts = graph.keyed(by: luck)
    segments = graph.segments(keyedBy: luck)
    members = PersonSet(size: plan.size)
    received =
      plan.loops.contains { $0.reinforcement != 1 } ? Array(repeating: 0, count: plan.size) : []
    referredAtEnd = []
    departures = DayQueue(days: plan.horizon + 1)
    fakes = DayQueue(days: plan.horizon)
    ledger = Ledger(
      days: plan.horizon, epochs: plan.epochs.count,
      raffles: plan.program?.program.raffles.count ?? 0)
    invitations = DayQueue(days: plan.horizon)
    acceptances = DayQueue(days: plan.horizon)
    books = AgentBooks(plan, groups: tables.groups.count)
    lives = Lives(loops: plan.loops.count)
    takers = Column(repeating: Taker(), count: Self.batchSize * plan.loops.count + 1)
    activeNow = 0
  }

  /// Simulates one history.
  ///
  /// - Parameter luck: The streams of the replication; nothing else is random.
  package func history(luck: Streams) -> History {
    reset(luck: luck)
    openDay(0)
    seedInitialCustomers()
    for day in 0..<horizon {
      if day > 0 {
        openDay(day)
        settleDepartures(on: day)
        enrolAfterImprovement(on: day)
      }
      receiveExternalHits(on: day)
      inventAccounts(on: day)
      repeat {
        settleAcceptances(on: day)
        settleRewards(on: day)
        sendInvitations(on: day)
      } while !acceptances.isEmpty(day: day)
    }
    return close()
  }

  private func reset(luck: Streams) {
    self.luck = luck
    contacts = graph.keyed(by: luck)
    members.removeAll()
    for i in received.indices { received[i] = 0 }
    segments = graph.segments(keyedBy: luck)
    advocates.removeAll()
    customers.removeAll()
    participationCoins.removeAll()
    opportunistCoins.removeAll()
    departures.removeAll()
    fakes.removeAll()
    ledger.removeAll()
    log?.removeAll()
    if isTwin { twin?.removeAll() }
    referredAtEnd.removeAll(keepingCapacity: true)
    invitations.removeAll()
    acceptances.removeAll()
    books.removeAll()
    activeNow = 0
  }
}
