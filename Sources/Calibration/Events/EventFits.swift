package import ProgramData
package import Randomness
package import ReferralModel

/// What events say of a scenario: churn, who invites, how many and when, acceptance, qualification,
/// R(t), and the referral tree.
///
/// Days are whole. Everything is censored at the last day observed, and at a customer's leaving.
package struct EventFits: Sendable {
  package let findings: [DataFinding]
  /// nil with why not.
  package let reproduction: Result<ReproductionNumber, FitError>
  package let tree: ReferralTree
  package let customers: Int
  package let referred: Int
  package let firstDay: CalendarDate
  package let lastDay: CalendarDate

  /// What the scenario says that the data do not.
  package struct Context: Sendable {
    /// Whose loop the invitations and referrals are.
    package var loop: Loop
    /// The date of day 0; customers from before it are no signups.
    package var start: CalendarDate?
    /// The program's first day, where the loop is rewarded.
    package var programStart: CalendarDate?
    /// The factor between `conversion.base` and the conversion itself.
    package var uplift: Double
    /// The share of persons with k contacts, k from 0: an advocate invites no more people.
    package var contacts: [Double]
    /// Most invitations of an advocate that the data can hold; nil for no cap.
    package var cap: Int?

    package init(
      loop: Loop, start: CalendarDate?, programStart: CalendarDate?, uplift: Double,
      contacts: [Double], cap: Int? = nil
    ) {
      self.contacts = contacts
      self.loop = loop
      self.start = start
      self.programStart = programStart
      self.uplift = uplift
      self.cap = cap
    }
  }

  /// - Parameters:
  ///   - luck: For the bootstrap of R(t).
  package init(
    _ events: EventTable, invitations: InvitationTable?, context: Context, luck: Streams
  ) {
    let days = EventDays(events, until: invitations?.observedUntil ?? events.observedUntil)
    tree = ReferralTree(events)
    customers = days.joined.count
    referred = days.joined.count { events.referrer[$0] != EventTable.nobody }
    firstDay = CalendarDate(daysSince1970: days.first)
    lastDay = CalendarDate(daysSince1970: days.last)
    var findings = [Self.churn(events, days)]
    if let invitations {
      findings.append(Self.invitations(events, days, invitations, context))
      findings.append(Self.acceptance(invitations, days, context))
    } else {
      findings.append(Self.referrals(events, days, context))
    }
    if events.qualifiedAt != nil { findings.append(Self.qualification(events, days)) }
    self.findings = findings
    do throws(FitError) {
      reproduction = .success(try Self.reproduction(events, days, context, luck))
    } catch {
      reproduction = .failure(error)
    }
  }

  // MARK: Lives

  private static func churn(_ events: EventTable, _ days: EventDays) -> DataFinding {
    let title = "churn"
    guard let churned = events.churnedAt else {
      return DataFinding(
        title: title, outcome: .refused("there is no column churned_at"), source: "events")
    }
    var lives = Lives(exitAge: [], left: [])
    var sameDay = 0
    for person in days.joined where !events.marks[person].contains(.churnUnusable) {
      let joined = days.joinedDay(person)
      let leaves = churned[person].isNaN ? nil : Int(churned[person].rounded(.down))
      let exit = (leaves ?? days.last) - joined
      if leaves != nil && exit < 1 { sameDay += 1 }
      // Whoever joined on the last day has not been watched.
      guard leaves != nil || exit >= 1 else { continue }
      lives.entryAge.append(0)
      lives.exitAge.append(Double(max(1, exit)))
      lives.left.append(leaves != nil)
      let referrer = Int(events.referrer[person])
      lives.isReferred.append(referrer != Int(EventTable.nobody))
      let gone = referrer >= 0 && !churned[referrer].isNaN
      lives.referrerLeftAtAge.append(
        gone ? max(0, churned[referrer].rounded(.down) - Double(joined)) : .infinity)
    }
    var notes: [String] = []
    if sameDay > 0 {
      notes.append("who left on the day of joining counts as staying a day (\(sameDay))")
    }
    do throws(FitError) {
      let plain = try LifetimeFit(lives, shape: 1)
      let both = Set(lives.isReferred).count == 2
      // Everything that the data bear is fitted, whether or not they insist on it: intervals of a
      // model that the same data chose would be too narrow.
      var best = plain
      var least = plain.result.aic
      var multiplierMatters = false
      for multiplier in both ? [LifetimeFit.Multiplier.none, .whileReferrerStays] : [.none] {
        let richer: LifetimeFit
        do throws(FitError) {
          richer = try LifetimeFit(lives, multiplier: multiplier)
        } catch {
          // Too few for that; the simpler one stands.
          break
        }
        guard richer.result.undetermined.isEmpty else { break }
        multiplierMatters = multiplier != .none && richer.result.aic < least
        best = richer
        least = min(least, richer.result.aic)
      }
      var placements = [
        DataFinding.Placement(LifetimeFit.lossName, at: "customers.churn.rate"),
        .init(LifetimeFit.shapeName, at: "customers.churn.shape"),
      ]
      let hasMultiplier = best.result[LifetimeFit.multiplierName] != nil
      if hasMultiplier {
        placements.append(.init(LifetimeFit.multiplierName, at: "customers.referred.churn"))
      }
      notes.append(
        multiplierMatters
          ? "referred customers leave differently while their referrer stays (by AIC)"
          : hasMultiplier
            ? "referred customers may leave like the others, as far as the data tell (by AIC)"
            : both
              ? "too few customers left to tell referred ones from the others"
              : "all customers alike: the data have only one kind")
      return DataFinding(
        title: title, outcome: .fitted(best.result, placements), source: "churned_at",
        notes: notes)
    } catch {
      return DataFinding(
        title: title, outcome: .refused(error.description), source: "churned_at", notes: notes)
    }
  }

  // MARK: Invitations

  private static func invitations(
    _ events: EventTable, _ days: EventDays, _ invitations: InvitationTable, _ context: Context
  ) -> DataFinding {
    let title = "invitations"
    guard let sent = invitations.sentAt else {
      return DataFinding(
        title: title, outcome: .refused("there is no column sent_at"), source: "invites")
    }
    var watched = days.watched(events, from: context)
    var late = 0
    for index in 0..<invitations.count {
      let person = Int(invitations.referrer[index])
      guard person >= 0, !sent[index].isNaN, let place = watched.place[person] else { continue }
      let delay = Int(sent[index].rounded(.down)) - watched.origin[place]
      guard (0...watched.inviters.watchedDays[place]).contains(delay) else {
        late += 1
        continue
      }
      watched.inviters.inviter.append(place)
      watched.inviters.delay.append(delay)
    }
    var notes = watched.notes
    if late > 0 {
      notes.append(
        "left out: invitations from before their sender joined, or after they left (\(late))")
    }
    return finding(
      title, watched.inviters, .invitations, context, referred: days.referredShare(events),
      source: "sent_at", notes: notes)
  }

  /// Where only referrals are known: participation and the product of invitations and conversion.
  private static func referrals(
    _ events: EventTable, _ days: EventDays, _ context: Context
  ) -> DataFinding {
    guard events.knowsReferrers else {
      return DataFinding(
        title: "referrals", outcome: .refused("there is no column referred_by"), source: "events")
    }
    var watched = days.watched(events, from: context)
    var left = 0
    for person in days.joined where events.referrer[person] >= 0 {
      guard !events.marks[person].contains(.joinedBeforeReferrer),
        let place = watched.place[Int(events.referrer[person])]
      else {
        left += 1
        continue
      }
      let delay = days.joinedDay(person) - watched.origin[place]
      guard (0...watched.inviters.watchedDays[place]).contains(delay) else {
        left += 1
        continue
      }
      watched.inviters.inviter.append(place)
      watched.inviters.delay.append(delay)
    }
    var notes = watched.notes
    if left > 0 {
      notes.append(
        "left out: referrals whose referrer joined later, had left, or never joined (\(left))")
    }
    notes.append(
      "only referrals are known, so only invitations × conversion is; a table of invitations "
        + "(--invites) would separate them")
    return finding(
      "referrals", watched.inviters, .referrals, context, referred: days.referredShare(events),
      source: "referred_by", notes: notes)
  }

  private static func finding(
    _ title: String, _ inviters: Inviters, _ counted: InvitationFit.Counted, _ context: Context,
    referred share: Double, source: String, notes: [String]
  ) -> DataFinding {
    let loop = "loops.\(context.loop.name)"
    do throws(FitError) {
      let fit = try InvitationFit(inviters, counted: counted, cap: context.cap)
      var placements = [
        DataFinding.Placement(InvitationFit.participationName, at: "\(loop).participation")
      ]
      guard counted == .invitations else {
        return DataFinding(
          title: title, outcome: .fitted(fit.choice.result, placements), source: source,
          notes: notes)
      }
      let result = fit.choice.result
      let factor = ContactCut(context.contacts, referred: share).wishes(
        sent: result.value(of: InvitationFit.meanName(counted)),
        dispersion: result.value(of: InvitationFit.dispersionName))
      var notes = notes
      if factor > 1.005 {
        notes.append(
          "invites.mean of the scenario is what advocates would send to people without end: "
            + "\((factor * 1000).rounded() / 1000) times what they sent, since nobody of its network "
            + "invites more people than they have contacts")
      }
      placements += [
        .init(InvitationFit.meanName(counted), at: "\(loop).invites.mean", factor: factor),
        .init(InvitationFit.dispersionName, at: "\(loop).invites.dispersion"),
      ]
      placements += fit.choice.family.parameterNames.map {
        .init("\(InvitationFit.delayPrefix)\($0)", at: "\(loop).invites.delay.\($0)")
      }
      return DataFinding(
        title: title, outcome: .fitted(fit.choice.result, placements), source: source, notes: notes,
        delay: ("\(loop).invites.delay", fit.choice.delay))
    } catch {
      return DataFinding(
        title: title, outcome: .refused(error.description), source: source, notes: notes)
    }
  }

  private static func acceptance(
    _ invitations: InvitationTable, _ days: EventDays, _ context: Context
  ) -> DataFinding {
    let title = "acceptance"
    guard let sent = invitations.sentAt, let accepted = invitations.acceptedAt else {
      return DataFinding(
        title: title, outcome: .refused("there are no columns sent_at and accepted_at"),
        source: "invites")
    }
    var delays: [Int] = []
    var seen: [Bool] = []
    for index in 0..<invitations.count where !sent[index].isNaN {
      let day = Int(sent[index].rounded(.down))
      let isAccepted = !accepted[index].isNaN
      let until = isAccepted ? Int(accepted[index].rounded(.down)) : days.last
      guard until >= day else { continue }
      delays.append(until - day)
      seen.append(isAccepted)
    }
    let loop = "loops.\(context.loop.name)"
    return cure(
      title, delays, seen, source: "accepted_at", path: "\(loop).conversion.base",
      factor: 1 / context.uplift, delay: "\(loop).conversion.delay")
  }

  private static func qualification(_ events: EventTable, _ days: EventDays) -> DataFinding {
    var delays: [Int] = []
    var seen: [Bool] = []
    let qualified = events.qualifiedAt ?? []
    for person in days.joined
    where events.referrer[person] != EventTable.nobody
      && !events.marks[person].contains(.qualificationUnusable)
    {
      let joined = days.joinedDay(person)
      let isSeen = !qualified[person].isNaN
      let until = isSeen ? Int(qualified[person].rounded(.down)) : days.lastActive(events, person)
      guard until >= joined else { continue }
      delays.append(until - joined)
      seen.append(isSeen)
    }
    return cure(
      "qualification", delays, seen, source: "qualified_at",
      path: "customers.qualification.probability", factor: 1, delay: "customers.qualification.delay"
    )
  }

  private static func cure(
    _ title: String, _ delays: [Int], _ seen: [Bool], source: String, path: String, factor: Double,
    delay: String
  ) -> DataFinding {
    do throws(FitError) {
      let fit = try CureFit(days: delays, seen: seen)
      let placements =
        [DataFinding.Placement("probability", at: path, factor: factor)]
        + fit.choice.family.parameterNames.map { .init("delay.\($0)", at: "\(delay).\($0)") }
      return DataFinding(
        title: title, outcome: .fitted(fit.choice.result, placements), source: source,
        delay: (delay, fit.choice.delay))
    } catch {
      return DataFinding(title: title, outcome: .refused(error.description), source: source)
    }
  }

  // MARK: Cohorts

  private static func reproduction(
    _ events: EventTable, _ days: EventDays, _ context: Context, _ luck: Streams
  ) throws(FitError) -> ReproductionNumber {
    let zero = days.first
    var place = Array(repeating: -1, count: events.count)
    for (index, person) in days.joined.enumerated() { place[person] = index }
    var referrer: [Int] = []
    var day: [Int] = []
    for person in days.joined {
      let by = Int(events.referrer[person])
      guard by >= 0, place[by] >= 0, !events.marks[person].contains(.joinedBeforeReferrer) else {
        continue
      }
      referrer.append(place[by])
      day.append(days.joinedDay(person) - zero)
    }
    let before = context.start?.daysSince1970
    let history = ReferralHistory(
      joinedDay: days.joined.map { days.joinedDay($0) - zero },
      isInitial: days.joined.map { days.joinedDay($0) < before ?? zero }, referrer: referrer,
      day: day, days: days.last - zero + 1)
    return try ReproductionNumber(history, cohorts: days.months, luck: luck)
  }
}

/// The whole days of a table of events.
struct EventDays {
  /// Persons who joined by the last day, in the order of the table.
  let joined: [Int]
  /// Since 1970.
  let first: Int
  /// The last one observed.
  let last: Int
  private let days: [Int]

  init(_ events: EventTable, until: CalendarDate) {
    let last = until.daysSince1970
    days = events.joinedAt.map { $0.isNaN ? .max : Int($0.rounded(.down)) }
    let days = days
    joined = days.indices.filter { days[$0] <= last }
    first = joined.map { days[$0] }.min() ?? last
    self.last = last
  }

  func joinedDay(_ person: Int) -> Int { days[person] }

  /// How many of those who joined were referred.
  func referredShare(_ events: EventTable) -> Double {
    Double(joined.count { events.referrer[$0] != EventTable.nobody }) / Double(max(1, joined.count))
  }

  /// The last day on which someone could be seen to do something.
  func lastActive(_ events: EventTable, _ person: Int) -> Int {
    guard let churned = events.churnedAt?[person], !churned.isNaN else { return last }
    // Who leaves does so before anything else happens that day.
    return min(last, Int(churned.rounded(.down)) - 1)
  }

  /// Customers with the days on which they could be seen to invite.
  struct Watched {
    var inviters = Inviters(watchedDays: [], inviter: [], delay: [])
    /// The day from which delays count, one per inviter.
    var origin: [Int] = []
    /// Of a person among them.
    var place: [Int: Int] = [:]
    var notes: [String] = []
  }

  func watched(_ events: EventTable, from context: EventFits.Context) -> Watched {
    var watched = Watched()
    var before = 0
    for person in joined {
      var origin = days[person]
      if let start = context.programStart?.daysSince1970, start > origin {
        origin = start
        before += 1
      }
      let end = lastActive(events, person)
      guard end >= origin else { continue }
      watched.place[person] = watched.origin.count
      watched.origin.append(origin)
      watched.inviters.watchedDays.append(end - origin)
    }
    if before > 0 {
      watched.notes.append(
        "\(before) customers from before the program are watched from its first day on")
    }
    return watched
  }

  /// Calendar months as days from the first one on.
  var months: [Range<Int>] {
    var bounds = [0]
    for day in 1...max(1, last - first)
    where CalendarDate(daysSince1970: first + day).components.day == 1 {
      bounds.append(day)
    }
    bounds.append(last - first + 1)
    return zip(bounds, bounds.dropFirst()).filter { $0 < $1 }.map { $0..<$1 }
  }
}
