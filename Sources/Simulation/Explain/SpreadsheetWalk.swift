internal import ReferralModel

/// Walks from the spreadsheet's forecast to the simulated one, letting reality in
/// piece by piece.
struct SpreadsheetWalk {
  typealias Step = SpreadsheetComparison.Step
  typealias Piece = StylisedMarket.Piece

  let market: StylisedMarket
  /// The scenario as it stands.
  let base: ExplanationRuns.Outcome
  let runs: ExplanationRuns

  private static let customers = "customers_total_end"

  /// - Parameters:
  ///   - start: The spreadsheet's customers at the end, with the simulated K.
  ///   - nominal: The same with the K of the file's rates.
  /// - Returns: nil where the spreadsheet's forecast has no bound.
  func walk(from start: Double, ofNominal nominal: Double) throws
    -> SpreadsheetComparison.Walk?
  {
    guard start.isFinite else { return nil }
    var notSeparable = market.fixedNetwork.map {
      "saturation is not told apart from who knows whom: \($0)"
    }
    var pieces: Set<Piece> = []
    var order: [(Step.Kind, Set<Piece>)] = [
      (.delays, [.delays]), (.churn, [.churn]), (.contacts, [.contacts]),
      (.arrivals, [.arrivals]), (.saturation, [.saturation]),
    ]
    if market.fixedNetwork != nil {
      order = [order[0], order[1], order[3], (.contactsAndSaturation, [.contacts, .saturation])]
    }
    let isSeparable = nominal.isFinite ? try isAffordable(order.map(\.1)) : false
    if !isSeparable {
      pieces = [.saturation]
      order = [
        (.delays, [.delays]), (.churn, [.churn]), (.contacts, [.contacts]),
        (.arrivals, [.arrivals]),
      ]
      notSeparable =
        "saturation is part of the residual: a market in which nothing limits this growth is too "
        + "large to simulate"
    }

    var last = try final(with: pieces)
    var steps: [Step] = []
    // Where the market limits the very first step, the formula's own growth with the
    // larger K would be limited too: both are then part of the residual.
    if isSeparable {
      steps.append(
        Step(
          kind: .nominalReproduction, change: PairedEstimate(exactly: nominal - start),
          isAbsent: false))
    }
    let formula = isSeparable ? nominal : start
    steps.append(
      Step(
        kind: .residual, change: PairedEstimate(meanOf: last.map { $0 - formula }),
        isAbsent: false))
    for (kind, added) in order {
      let next = pieces.union(added)
      let isAbsent = market.scenario(with: next) == market.scenario(with: pieces)
      let values = isAbsent ? last : try final(with: next)
      steps.append(
        Step(
          kind: kind, change: PairedEstimate(meanOf: zip(values, last).map { $0 - $1 }),
          isAbsent: isAbsent))
      (pieces, last) = (next, values)
    }
    return SpreadsheetComparison.Walk(
      from: start, to: base.estimate(of: Self.customers), steps: steps, notSeparable: notSeparable,
      vastSize: isSeparable ? market.vastSize : nil)
  }

  /// Customers ever at the end, one per replication.
  private func final(with pieces: Set<Piece>) throws -> [Double] {
    let scenario = market.scenario(with: pieces)
    guard scenario != market.scenario else { return base.values(of: Self.customers) }
    return try runs.run(scenario).values(of: Self.customers)
  }

  /// Whether every step in a vast market stays small enough to simulate, and to
  /// leave that market all but empty: judged by the large-market limit, which costs
  /// little.
  private func isAffordable(_ order: [Set<Piece>]) throws -> Bool {
    guard let vast = market.vastSize else { return false }
    let customers = base.values(of: Self.customers).max() ?? 0
    let most = min(Double(vast) / 10, max(5_000_000, 2 * customers))
    var pieces: Set<Piece> = []
    for added in [[]] + order {
      pieces.formUnion(added)
      if pieces.contains(.saturation) { break }
      let scenario = market.scenario(with: pieces)
      let graph = try ContactGraph(scenario.market)
      let history = ExpectedEngine(scenario, contacts: graph.counts.masses).history()
      let ever = history.initial + history.signups.reduce(0) { $0 + $1.reduce(0, +) }
      guard ever <= most else { return false }
    }
    return true
  }
}
