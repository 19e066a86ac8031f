internal import Randomness
internal import ReferralModel

extension AgentTables {
  /// What the tables hold of loops, while it is laid out.
  struct LoopTables {
    var loops: [Loop] = []
    var terms: [Terms] = []
    var conversion: [UInt64] = []
    var lookedUp: [UInt64] = []
    var sieve: [UInt64] = []
    var channelThresholds: [UInt64] = []
    var channelDelays: [Law] = []
    let channelCount: Int
    let classCount: Int

    init(_ plan: ModelPlan, _ builder: InverseColumns.Builder) {
      let horizon = plan.horizon
      let channelCount = plan.loops.map(\.channels.count).max() ?? 1
      let hasTies = plan.loops.contains { $0.strongShare > 0 }
      self.channelCount = channelCount
      classCount = plan.segments.count * (hasTies ? 2 : 1) * channelCount
      // The calendar's epochs, then the one that a spent budget leads to.
      let states =
        [plan.epochOfDay]
        + (plan.offEpoch.map {
          [Array(repeating: $0, count: horizon)]
        } ?? [])
      for loop in plan.loops {
        let kind: Kind =
          switch loop.kind {
          case .count: .count
          case .everyContact: .everyContact
          case .rate: .rate
          }
        loops.append(
          Loop(
            kind: kind, rewarded: loop.rewarded, isDelayed: !loop.sendDelay.isNone,
            convertsLater: loop.channels.contains { !$0.conversionDelay.isNone },
            sendDelay: builder.add(loop.sendDelay.table),
            conversionDelay: builder.add(loop.conversionDelay.table)))
        for segment in loop.segmentTerms {
          terms += segment.map {
            Terms(
              participation: $0.participationThreshold, counts: builder.add($0.countTable),
              rate: $0.invitations)
          }
        }
        var cumulative = 0.0
        for index in 0..<channelCount {
          let channel = loop.channels.indices.contains(index) ? loop.channels[index] : nil
          cumulative += channel?.share ?? 0
          channelThresholds.append(
            index + 1 >= loop.channels.count ? 1 << 32 : threshold(cumulative))
          channelDelays.append(
            builder.add((channel?.conversionDelay ?? loop.conversionDelay).table))
        }
        var most = [UInt64](repeating: 0, count: horizon)
        let kinds = AgentTables.tieKinds(hasTies) * channelCount
        var mostOfKind = states.map { _ in [UInt64](repeating: 0, count: kinds * horizon) }
        for (state, epochOfDay) in states.enumerated() {
          for segment in plan.segments.indices {
            for isStrong in hasTies ? [false, true] : [false] {
              for channel in 0..<channelCount {
                let kind = (isStrong ? channelCount : 0) + channel
                let multipliers =
                  loop.channels.indices.contains(channel)
                  ? loop.channels[channel].conversionMultipliers : []
                for day in 0..<horizon {
                  let terms = loop.segmentTerms[segment][epochOfDay[day]]
                  let p = isStrong ? terms.strongConversion : terms.conversion
                  let multiplier = multipliers.isEmpty ? 0 : multipliers[day]
                  let coin =
                    multiplier == 1 && !isStrong
                    ? terms.conversionThreshold : threshold(min(1, p * multiplier))
                  conversion.append(coin)
                  most[day] = max(most[day], coin)
                  let place = kind * horizon + day
                  mostOfKind[state][place] = max(mostOfKind[state][place], coin)
                  guard hasTies else { continue }
                  let either = (2 * channelCount + channel) * horizon + day
                  mostOfKind[state][either] = max(mostOfKind[state][either], coin)
                }
              }
            }
          }
        }
        // Where nothing can be accepted, waste is counted one by one, and so it is where
        // invitations reinforce each other.
        let ofLoop = most.map { $0 == 0 || loop.reinforcement != 1 ? 1 << 32 : $0 }
        lookedUp += ofLoop
        lookedUp.append(0)
        for most in mostOfKind {
          sieve += most.enumerated().map { $1 == 0 ? ofLoop[$0 % horizon] : $1 }
        }
      }
    }

    /// The same where every invitation that is sent finds its target, and none of those
    /// never sent.
    var everythingLookedUp: [UInt64] {
      guard !loops.isEmpty else { return [] }
      let row = lookedUp.count / loops.count
      return lookedUp.indices.map { $0 % row == row - 1 ? 0 : 1 << 32 }
    }
  }
}
