/// The referrals of a program and the rewards they earned, while anything can still
/// happen to them.
///
/// A class, so that an engine that cannot be copied stays small for the compiler. Only
/// the engine that owns it touches it, one access at a time, which is why its exclusivity
/// is not checked again at run time.
final class Ledger {
  @safe @exclusivity(unchecked)
  var referrals = GrowingColumn<Referral>()
  @safe @exclusivity(unchecked)
  var entries = GrowingColumn<Entry>()
  @safe @exclusivity(unchecked)
  var moves: DayQueue<Move>
  @safe @exclusivity(unchecked)
  var due = GrowingColumn<Move>()
  /// Room for `due` while it is sorted.
  @safe @exclusivity(unchecked)
  var order = PersonOrder()
  @safe @exclusivity(unchecked)
  var sorted = GrowingColumn<Move>()
  /// One per advocate.
  @safe @exclusivity(unchecked)
  var standings = GrowingColumn<Standing>()
  /// Every qualified referral, where there are prizes: a raffle's tickets, in order.
  @safe @exclusivity(unchecked)
  var tickets = GrowingColumn<Ticket>()
  /// The first ticket of each raffle's present period.
  @safe @exclusivity(unchecked)
  var firstTickets: Column<Int>
  /// The same of the leaderboard's.
  @safe @exclusivity(unchecked)
  var firstOfLeaders = 0
  /// Advocates with qualified referrals since the last prize-giving.
  @safe @exclusivity(unchecked)
  var leaders = GrowingColumn<UInt32>()
  /// Cost of the rewards that the budget has paid for and not got back: of all
  /// months, and of the present one.
  @safe @exclusivity(unchecked)
  var committed = 0.0
  @safe @exclusivity(unchecked)
  var committedInMonth = 0.0
  /// The total is spent: the program has stopped for good.
  @safe @exclusivity(unchecked)
  var isSpent = false
  /// The month whose budget is spent, or −1.
  @safe @exclusivity(unchecked)
  var spentMonth = -1
  /// Whether a budget ever stopped the program.
  @safe @exclusivity(unchecked)
  var wasStopped = false
  /// Qualified referrals, and what they granted, by epoch: see `Payoffs`.
  @safe @exclusivity(unchecked)
  var qualified: Column<Double>
  @safe @exclusivity(unchecked)
  var grantedToReferrers: Column<Double>
  @safe @exclusivity(unchecked)
  var grantedToReferees: Column<Double>
  /// Prizes as they are paid, and times what is perceived of them.
  @safe @exclusivity(unchecked)
  var prizes: Column<Double>
  @safe @exclusivity(unchecked)
  var perceivedPrizes: Column<Double>

  /// A referred signup, real or invented, that may earn rewards.
  struct Referral: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
      case honest, deadweight, fake

      var name: String {
        switch self {
        case .honest: "honest"
        case .deadweight: "deadweight"
        case .fake: "fake"
        }
      }
    }

    var advocate: UInt32
    /// The referee's person, or the opportunist's for an invented account.
    var person: UInt32
    /// Which of the opportunist's invented accounts.
    var number: UInt32 = 0
    /// The referee among the engine's customers, where they are kept, or −1.
    var customer: Int32 = -1
    /// First day on which the referee is gone, as far as it is known.
    var churnDay: Int32
    /// The day of the order that qualified; −1 where none was needed.
    var orderDay: Int32 = -1
    /// The day on which that order comes back; far away where it does not.
    var returnDay: Int32 = .max
    var issueDay: Int32 = -1
    var epoch: UInt16
    var segment: UInt16
    var kind: Kind
    var entryCount: UInt8 = 0
    var firstEntry: UInt32 = 0
  }

  /// A chance in a raffle, and a place on the leaderboard.
  struct Ticket: BitwiseCopyable {
    var advocate: UInt32
    var epoch: UInt32
  }

  /// One reward of one side.
  struct Entry: BitwiseCopyable {
    enum Side: UInt8, BitwiseCopyable, CaseIterable {
      case referrer, referee, milestone, raffle, leaderboard

      var name: String {
        switch self {
        case .referrer: "referrer"
        case .referee: "referee"
        case .milestone: "milestone"
        case .raffle: "raffle"
        case .leaderboard: "leaderboard"
        }
      }
    }

    /// Face value, in currency.
    var amount: Double
    /// What it costs when it is used, in currency.
    var cost: Double
    /// The same at the share that is expected to be used.
    var expectedCost: Double
    /// .max for a prize, which belongs to no referral.
    var referral: UInt32
    /// The advocate who wins a prize; of a referral's rewards, who referred.
    var owner: UInt32
    var side: Side
    var state: RewardState
  }

  /// Something that falls due.
  struct Move: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
      case qualify, check, issue, redeem, expire, clawBack
    }

    /// Of a referral; of an entry for `redeem` and `expire`.
    var index: UInt32
    /// Whose referral it is about; the opportunist of an invented account.
    var referee: UInt32
    var kind: Kind
  }

  /// A move in the order of a day: by referee, an opportunist's invented accounts by number
  /// after themselves, then by kind and place.
  struct OrderedMove: BitwiseCopyable {
    let referee: UInt64
    let move: Move

    init(_ move: Move, of referral: Referral) {
      let number = referral.kind == .fake ? 1 &+ referral.number : 0
      referee = UInt64(referral.person) &<< 32 | UInt64(number)
      self.move = move
    }

    private var place: UInt64 { UInt64(move.kind.rawValue) &<< 32 | UInt64(move.index) }

    static func < (a: OrderedMove, b: OrderedMove) -> Bool {
      a.referee != b.referee ? a.referee < b.referee : a.place < b.place
    }
  }

  /// What an advocate has done so far.
  struct Standing: BitwiseCopyable {
    var qualified: UInt32 = 0
    /// Rewarded in the present period of the cap.
    var rewarded: UInt32 = 0
    var period: Int32 = -1
    /// Since the last prize-giving.
    var leading: UInt32 = 0
    /// Caught, or taken for a fraud: makes no more invitations.
    var isStopped = false
  }

  init(days: Int, epochs: Int, raffles: Int) {
    moves = DayQueue(days: days)
    qualified = Column(repeating: 0, count: epochs)
    grantedToReferrers = Column(repeating: 0, count: epochs)
    grantedToReferees = Column(repeating: 0, count: epochs)
    firstTickets = Column(repeating: 0, count: raffles)
    prizes = Column(repeating: 0, count: epochs)
    perceivedPrizes = Column(repeating: 0, count: epochs)
  }

  func removeAll() {
    referrals.removeAll()
    entries.removeAll()
    moves.removeAll()
    standings.removeAll()
    tickets.removeAll()
    firstTickets.fill(0)
    firstOfLeaders = 0
    leaders.removeAll()
    committed = 0
    committedInMonth = 0
    isSpent = false
    spentMonth = -1
    wasStopped = false
    qualified.fill(0)
    grantedToReferrers.fill(0)
    grantedToReferees.fill(0)
    prizes.fill(0)
    perceivedPrizes.fill(0)
  }
}
