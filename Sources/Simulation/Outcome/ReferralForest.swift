/// The referral trees of one history: how large they are, and the largest, person by person.
///
/// A tree begins with somebody whom nobody brought and who brought somebody.
package struct ReferralForest: Equatable, Sendable {
  /// Which history.
  package let replication: Int
  package let trees: Int
  /// In all trees, whoever begins them among them.
  package let people: Int
  /// People in the largest.
  package let largest: Int
  /// Referrals in the longest chain.
  package let generations: Int
  /// Of the largest trees, tree by tree, everybody after who brought them.
  package let members: [Member]

  package struct Member: Equatable, Sendable {
    package let person: UInt32
    /// nil where a tree begins.
    package let referrer: UInt32?
    package let day: Int
    package let generation: Int
    /// People in the tree below.
    package let descendants: Int
  }

  /// As many as a picture shows; of a tree that is larger the first to come are members.
  package static let mostMembers = 240

  /// What is known of trees whose members are not.
  package init(replication: Int, trees: Int, people: Int, largest: Int, generations: Int) {
    self.replication = replication
    self.trees = trees
    self.people = people
    self.largest = largest
    self.generations = generations
    members = []
  }

  /// - Parameters:
  ///   - referrals: A person's own comes before those it makes.
  ///   - replication: Which history they are of.
  package init(_ referrals: [ReferralLog.Referral], replication: Int) {
    var referrers: [UInt32: (descendants: Int, day: Int32, isReferred: Bool)] = [:]
    var generations: Int32 = 0
    for referral in referrals.reversed() {
      generations = max(generations, referral.generation)
      var own = 0
      if let place = referrers.index(forKey: referral.person) {
        referrers.values[place].isReferred = true
        own = referrers.values[place].descendants
      }
      referrers[referral.referrer, default: (0, referral.referrerDay, false)].descendants += 1 + own
    }
    let roots = referrers.filter { !$0.value.isReferred }
      .sorted { ($0.value.descendants, $1.key) > ($1.value.descendants, $0.key) }
    self.replication = replication
    trees = roots.count
    people = referrals.count + roots.count
    largest = (roots.first?.value.descendants).map { $0 + 1 } ?? 0
    self.generations = Int(generations)

    var chosen: [[Member]] = []
    var rooms: [Int] = []
    /// Which of the chosen trees somebody is in.
    var places: [UInt32: Int] = [:]
    var room = Self.mostMembers
    for (person, root) in roots {
      // The largest even where it does not fit, then whichever still do.
      guard chosen.isEmpty || root.descendants < room else { continue }
      places[person] = chosen.count
      chosen.append([
        Member(
          person: person, referrer: nil, day: max(0, Int(root.day)), generation: 0,
          descendants: root.descendants)
      ])
      rooms.append(min(room, root.descendants + 1) - 1)
      room -= rooms[rooms.count - 1] + 1
      if room < 2 { break }
    }
    for referral in referrals {
      guard let tree = places[referral.referrer], rooms[tree] > 0 else { continue }
      rooms[tree] -= 1
      places[referral.person] = tree
      chosen[tree].append(
        Member(
          person: referral.person, referrer: referral.referrer, day: Int(referral.day),
          generation: Int(referral.generation),
          descendants: referrers[referral.person]?.descendants ?? 0))
    }
    members = chosen.flatMap(\.self)
  }
}
