/// What makes K: participation × invitations × not wasted × acceptance.
package struct Funnel: Equatable, Sendable {
  /// In scenario order.
  package let loops: [Loop]
  /// All loops together.
  package let total: Stages
  /// Referred signups that one customer causes, those completed who joined too
  /// late to have caused them all: the metric `k_factor`.
  package let reproduction: PairedEstimate
  /// Sum over loops of the K that the file's rates multiply to.
  package let nominalReproduction: Double
  package let cycleTimeInDays: PairedEstimate

  /// From customers to the signups they caused inside the horizon.
  ///
  /// The product of the four stages is the last one.
  package struct Stages: Equatable, Sendable {
    /// Advocates per customer.
    package let participation: PairedEstimate
    /// Invitations sent per advocate.
    package let invitations: PairedEstimate
    /// Share of them that reached somebody who was not a customer.
    package let notWasted: PairedEstimate
    /// Share of those that became signups.
    package let acceptance: PairedEstimate
    /// Referred signups per customer, inside the horizon.
    package let reproduction: PairedEstimate
  }

  package struct Loop: Equatable, Sendable {
    package let name: String
    package let rewarded: Bool
    package let nominal: Nominal
    /// nil where the engine's counts cannot be told apart by loop.
    package let stages: Stages?
    /// Invitations per advocate that they wished to send, and those of them for
    /// which they had contacts; nil where a loop has no number of them.
    package let wished: PairedEstimate?
    package let withinContacts: PairedEstimate?
    /// Referred signups by this loop per customer, inside the horizon.
    package let reproduction: PairedEstimate
  }

  /// A loop's rates as the file states them, at the reward on the program's
  /// first day.
  package struct Nominal: Equatable, Sendable {
    package let participation: Double
    package let invitations: Double
    package let conversion: Double
    package var reproduction: Double { participation * invitations * conversion }
  }
}

/// What a replication counts for the funnel.
struct FunnelCounts: Sendable {
  let customers: Double
  let advocates: Double
  let sent: Double
  let wasted: Double
  /// By loop.
  let referred: [Double]
  let loops: [LoopCounts]

  init(_ history: History, loops: [LoopCounts]) {
    customers = history.initial + history.signups.reduce(0) { $0 + $1.reduce(0, +) }
    advocates = history.advocates
    sent = history.invitesSent.reduce(0, +)
    wasted = history.invitesWasted
    referred = history.signups.dropFirst(ExternalCause.allCases.count).map { $0.reduce(0, +) }
    self.loops = loops
  }

  /// Whether the counts by loop sum to what the engine counted.
  var addUp: Bool { loops.reduce(0) { $0 + Double($1.sent) } == sent }
}

extension Funnel.Stages {
  /// - Parameter counts: Customers, advocates, sent, wasted and referred of each
  ///   replication.
  init(
    _ counts: [(
      customers: Double, advocates: Double, sent: Double, wasted: Double, referred: Double
    )]
  ) {
    participation = PairedEstimate(counts.map { ($0.advocates, $0.customers) })
    invitations = PairedEstimate(counts.map { ($0.sent, $0.advocates) })
    notWasted = PairedEstimate(counts.map { ($0.sent - $0.wasted, $0.sent) })
    acceptance = PairedEstimate(counts.map { ($0.referred, $0.sent - $0.wasted) })
    reproduction = PairedEstimate(counts.map { ($0.referred, $0.customers) })
  }
}

extension Funnel {
  /// - Parameters:
  ///   - counts: One per replication.
  ///   - plan: That they were simulated from.
  ///   - contactsMean: Mean contacts of a person.
  init(
    _ counts: [FunnelCounts], plan: ModelPlan, contactsMean: Double, reproduction: PairedEstimate,
    cycleTimeInDays: PairedEstimate
  ) {
    let addUp = counts.allSatisfy(\.addUp)
    loops = plan.loops.indices.map { index in
      let law = plan.loops[index]
      let hasNumber = addUp && law.kind != .rate
      return Loop(
        name: law.name, rewarded: law.rewarded,
        nominal: Nominal(law, plan: plan, contactsMean: contactsMean),
        stages: addUp
          ? Stages(
            counts.map {
              let loop = $0.loops[index]
              return (
                $0.customers, Double(loop.advocates), Double(loop.sent), loop.wasted,
                $0.referred[index]
              )
            }) : nil,
        wished: hasNumber
          ? PairedEstimate(
            counts.map { (Double($0.loops[index].wished), Double($0.loops[index].advocates)) })
          : nil,
        withinContacts: hasNumber
          ? PairedEstimate(
            counts.map {
              (Double($0.loops[index].withinContacts), Double($0.loops[index].advocates))
            }) : nil,
        reproduction: PairedEstimate(counts.map { ($0.referred[index], $0.customers) }))
    }
    total = Stages(
      counts.map { ($0.customers, $0.advocates, $0.sent, $0.wasted, $0.referred.reduce(0, +)) })
    self.reproduction = reproduction
    nominalReproduction = loops.reduce(0) { $0 + $1.nominal.reproduction }
    self.cycleTimeInDays = cycleTimeInDays
  }
}

extension Funnel.Nominal {
  /// One to every contact counts the mean number of contacts; invitations at a
  /// rate count the days of the horizon that a customer is expected to stay.
  init(_ law: LoopPlan, plan: ModelPlan, contactsMean: Double) {
    let terms = law.terms[plan.epochs.firstIndex { $0.isProgramOn } ?? 0]
    let invitations =
      switch law.kind {
      case .count: terms.invitations
      case .everyContact: contactsMean
      case .rate:
        terms.invitations
          * (0..<plan.horizon).reduce(0) { $0 + plan.lifetime.survival(Double($1)) }
      }
    self.init(
      participation: terms.participation, invitations: invitations, conversion: terms.conversion)
  }
}
