/// A referral program as a branching process, small enough that its mean is known.
///
/// A replication starts with 240 customers. Each invites a Poisson(3) number of friends, and a friend
/// accepts with a chance that grows with the reward, up to the fifth generation. Luck belongs to a
/// person's place in the tree, so that two rewards meet the same people: whoever accepts the smaller
/// one accepts the larger one too, and has the same friends.
struct BranchingModel: Sendable {
  static let founders = 240
  static let generations = 5
  static let invitations = 3.0

  /// One per level.
  let chances: [Double]
  /// What a customer is worth, one per level.
  let worths: [Double]

  /// Levels whose expected value is 99 except for one of 100.
  ///
  /// - Parameter step: By which share of the lowest chance it grows from level to level.
  init(levels: Int, best: Int, step: Double) {
    let chances = (0..<levels).map { 0.12 * (1 + step * Double($0)) }
    self.chances = chances
    worths = chances.indices.map { level in
      (level == best ? 100 : 99) / BranchingModel.expectedCustomers(chance: chances[level])
    }
  }

  static func expectedCustomers(chance: Double) -> Double {
    var (generation, sum) = (Double(founders), 0.0)
    for _ in 0...generations {
      sum += generation
      generation *= invitations * chance
    }
    return sum
  }

  /// The value of a level in a replication.
  func value(level: Int, luck: SeededLuck, replication: Int) -> Double {
    let chance = chances[level]
    var customers = 0
    // Addresses of the customers of a generation; a hash of the path from the founder.
    var generation = Array(0..<BranchingModel.founders)
    for round in 0...BranchingModel.generations {
      customers += generation.count
      if round == BranchingModel.generations { break }
      var next: [Int] = []
      for person in generation {
        let friends = poisson(luck.uniform(replication, person))
        for friend in 0..<friends {
          let address = (person &* 0x2545_F491_4F6C_DD1D &+ friend &+ 1) ^ (person >> 29)
          if luck.uniform(replication, ~address) < chance { next.append(address) }
        }
      }
      generation = next
    }
    return worths[level] * Double(customers)
  }

  /// By inversion.
  private func poisson(_ uniform: Double) -> Int {
    var (count, term) = (0, exponential(-BranchingModel.invitations))
    var below = term
    while uniform > below && count < 60 {
      count += 1
      term *= BranchingModel.invitations / Double(count)
      below += term
    }
    return count
  }
}
