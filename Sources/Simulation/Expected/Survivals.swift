/// How customers of each kind stay, by age in days.
struct Survivals: Sendable {
  /// Those of a kind leave alike.
  enum Kind: Hashable, Sendable {
    case initial
    /// Not referred, or the referrer has left.
    case alone
    /// Signed up in this epoch beside an active referrer.
    case beside(epoch: Int)
  }

  let kinds: [Kind]
  /// By kind: P(active at age a).
  let active: [[Double]]
  /// By kind: P(active at age a, and the referrer too).
  let withReferrer: [[Double]]
  /// By epoch: the kind of those referred by somebody still active.
  let besideKind: [Int]
  /// Of a typical referrer when the referee signs up, in days.
  let referrerAge: Double

  static let initial = 0
  static let alone = 1

  /// - Parameters:
  ///   - ages: How many ages matter.
  ///   - referrerAge: Of a typical referrer when the referee signs up, in days; it
  ///     matters only where hazards change with age.
  init(_ plan: ModelPlan, tenure: Tenure, ages: Int, referrerAge: Double) {
    self.referrerAge = referrerAge
    let lifetime = plan.lifetime
    let none = [Double](repeating: 0, count: ages)
    var kinds: [Kind] = [.initial, .alone]
    var active = [
      tenure.survival(lifetime, ages: ages),
      (0..<ages).map { lifetime.survival(Double($0)) },
    ]
    var withReferrer = [none, none]
    var besideKind: [Int] = []
    for (index, epoch) in plan.epochs.enumerated() {
      let multiplier = epoch.referredChurnMultiplier
      if multiplier == 1 || lifetime.scale == nil {
        besideKind.append(Self.alone)
        continue
      }
      let same = plan.epochs[..<index].firstIndex { $0.referredChurnMultiplier == multiplier }
      if let same {
        besideKind.append(besideKind[same])
        continue
      }
      besideKind.append(kinds.count)
      kinds.append(.beside(epoch: index))
      var both = [1.0]
      var all = [1.0]
      var aloneShare = 0.0
      for age in 1..<max(ages, 1) {
        let step =
          lifetime.cumulativeHazard(Double(age)) - lifetime.cumulativeHazard(Double(age - 1))
        let stays = naturalExp(
          lifetime.cumulativeHazard(referrerAge + Double(age - 1))
            - lifetime.cumulativeHazard(referrerAge + Double(age)))
        let survived = both[age - 1] * naturalExp(-multiplier * step)
        aloneShare = aloneShare * naturalExp(-step) + survived * (1 - stays)
        both.append(survived * stays)
        all.append(both[age] + aloneShare)
      }
      active.append(all)
      withReferrer.append(both)
    }
    self.kinds = kinds
    self.active = active
    self.withReferrer = withReferrer
    self.besideKind = besideKind
  }
}
