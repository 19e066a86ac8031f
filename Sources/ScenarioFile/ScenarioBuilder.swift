import Foundation
import ReferralModel

/// Makes the scenario of a tree in which nothing is wrong.
///
/// The table and this builder are written for each other: a key that the table promises and
/// that is not there is a programmer's mistake, and traps.
struct ScenarioBuilder {
  let root: CheckedNode
  let files: ScenarioFiles
  let start: CalendarDate?
  let yardstick: Yardstick
  /// The tree that `root` was checked from: campaigns and segments are other trees.
  let tree: ScenarioNode

  init(_ root: CheckedNode, tree: ScenarioNode, files: ScenarioFiles) {
    self.root = root
    self.tree = tree
    self.files = files
    if case .date(let date)? = root["start"]?.day { start = date } else { start = nil }
    yardstick = Yardstick(root)
  }

  /// The builder of a variant of the scenario, which has been checked too.
  func variant(_ tree: ScenarioNode) -> ScenarioBuilder {
    var checker = Checker(root: tree)
    let checked = checker.check(tree, as: .object(ScenarioSchema.root), at: "")
    precondition(checker.problems.isEmpty, "variants are checked before they are built")
    return ScenarioBuilder(checked, tree: tree, files: files)
  }

  func scenario() -> Scenario {
    let horizon = days(root.part("horizon"))
    let economics = root.part("economics")
    let plan = root.part("monte_carlo")
    return Scenario(
      name: text(root.part("name")), description: text(root.part("description")),
      sources: root.part("sources").items.map(text), currency: text(root.part("currency")),
      start: start, horizonInDays: horizon, market: market(root.part("market")),
      customers: customers(root.part("customers")),
      acquisition: acquisition(root.part("acquisition")),
      loops: loops, program: program(root.part("program")),
      fraud: root["fraud"].map(fraud),
      economics: Economics(
        discountPerYear: number(economics.part("discount")),
        lifetimeHorizonInDays: days(economics.part("lifetime_horizon")),
        costThreshold: economics["cost_threshold"]?.number),
      monteCarlo: MonteCarloPlan(
        replications: count(plan.part("replications")),
        seed: plan.part("seed").text.flatMap { UInt64($0) } ?? 1,
        precision: plan["precision"]?.text.flatMap { PrecisionTarget($0) }))
  }

  // MARK: Leaves

  func text(_ node: CheckedNode) -> String {
    guard let text = node.text else { preconditionFailure("the table promises text here") }
    return text
  }

  func number(_ node: CheckedNode) -> Double {
    guard let number = node.number else { preconditionFailure("the table promises a number here") }
    return number
  }

  func count(_ node: CheckedNode) -> Int { Int(number(node)) }

  func days(_ node: CheckedNode) -> Int { Int(number(node).rounded()) }

  func day(_ node: CheckedNode) -> Int {
    guard let day = node.day?.day(from: start) else {
      preconditionFailure("the table promises a day here")
    }
    return day
  }

  // MARK: Market

  private func market(_ node: CheckedNode) -> Market {
    Market(
      size: count(node.part("size")), network: network(node.part("network")),
      segments: node.part("segments").fields.map { name, segment in
        let builder = variant(tree.overridden(bySegment: name))
        return Segment(
          name: name, share: number(segment.part("share")),
          customers: builder.customers(builder.root.part("customers")), loops: builder.loops)
      })
  }

  private func network(_ node: CheckedNode) -> ContactNetwork {
    switch text(node.part("model")) {
    case "communities":
      let communities = node.part("communities")
      return .communities(
        size: count(communities.part("size")), outside: counts(communities.part("outside")))
    case "small_world":
      let ring = node.part("small_world")
      return .smallWorld(
        contacts: count(ring.part("contacts")), rewiring: number(ring.part("rewiring")))
    case "edges":
      let edges = node.part("edges")
      return .edges(
        path: files.path(text(edges.part("file"))), directed: edges.part("directed").word == "yes")
    case "blocks":
      let contacts = node["contacts"].map(counts) ?? Market.defaultContacts
      return .blocks(contacts, mixing: mixing(node.part("blocks")))
    default: return .configuration(counts(node.part("contacts")))
    }
  }

  /// A row per segment; `inside` leaves the rest to everybody, by their shares.
  private func mixing(_ node: CheckedNode) -> [[Double]] {
    if let rows = node["mixing"] { return rows.items.map { $0.items.map(number) } }
    let inside = number(node.part("inside"))
    let shares = root.part("market").part("segments").fields.map { number($0.value.part("share")) }
    return Mixing.preferred(inside: inside, shares: shares)
  }

  private func counts(_ node: CheckedNode) -> CountDistribution {
    func value(_ name: String) -> Double { number(node.part(name)) }
    switch text(node.part("distribution")) {
    case "poisson": return .poisson(mean: value("mean"))
    case "negative_binomial":
      return .negativeBinomial(mean: value("mean"), dispersion: value("dispersion"))
    case "geometric": return .geometric(mean: value("mean"))
    case "lognormal":
      if node["sd"] != nil { return .lognormal(mean: value("mean"), sd: value("sd")) }
      let variance = value("sigma") * value("sigma")
      let mean = value("median") * exp(variance / 2)
      return .lognormal(mean: mean, sd: mean * expm1(variance).squareRoot())
    case "gamma": return .gamma(mean: value("mean"), sd: value("sd"))
    case "power_law":
      return .powerLaw(
        exponent: value("exponent"), min: Int(value("min")), max: Int(value("max")))
    case "table":
      return .table(
        node.part("table").items.map {
          .init(count: count($0.items[0]), share: number($0.items[1]))
        })
    default: return .constant(Int(value("value")))
    }
  }

  func delay(_ node: CheckedNode) -> Delay {
    func value(_ name: String) -> Double { number(node.part(name)) }
    switch text(node.part("distribution")) {
    case "exponential": return .exponential(mean: value("mean"))
    case "geometric": return .geometric(mean: value("mean"))
    case "gamma": return .gamma(mean: value("mean"), sd: value("sd"))
    case "lognormal":
      if node["median"] != nil { return .lognormal(median: value("median"), sigma: value("sigma")) }
      let ratio = value("sd") / value("mean")
      let variance = log1p(ratio * ratio)
      return .lognormal(
        median: value("mean") * exp(-variance / 2), sigma: variance.squareRoot())
    case "weibull": return .weibull(shape: value("shape"), scale: value("scale"))
    case "table":
      return .table(
        node.part("table").items.map {
          .init(days: number($0.items[0]), share: number($0.items[1]))
        })
    default: return .constant(days: value("value"))
    }
  }

  // MARK: Customers

  private func customers(_ node: CheckedNode) -> Customers {
    let referred = node.part("referred")
    let qualification = node.part("qualification")
    let orders = node["orders"].map(orders)
    let needsPurchase = qualification.part("purchase").word == "yes"
    return Customers(
      initial: initial(node.part("initial")), tenure: delay(node.part("tenure")),
      churn: churn(node.part("churn")),
      marginPerMonth: orders?.marginPerMonth ?? number(node.part("margin")), orders: orders,
      capacity: node["capacity"].map(count),
      referred: ReferredQuality(
        churnMultiplier: response(referred.part("churn")),
        marginMultiplier: response(referred.part("margin")),
        orderValueMultiplier: response(referred.part("order_value")),
        causalShare: number(referred.part("causal"))),
      advocateChurnMultiplier: number(node.part("advocates").part("churn")),
      qualification: Qualification(
        probability: number(qualification.part("probability")),
        delay: delay(qualification.part("delay")),
        minimumOrder: needsPurchase ? number(qualification.part("minimum")) : nil))
  }

  private func orders(_ node: CheckedNode) -> Orders {
    let returns = node.part("returns")
    return Orders(
      perMonth: number(node.part("per_month")), value: orderValue(node.part("value")),
      margin: number(node.part("margin")), returnedShare: number(returns.part("share")),
      returnWindowInDays: days(returns.part("within")))
  }

  private func orderValue(_ node: CheckedNode) -> OrderValue {
    switch text(node.part("distribution")) {
    case "lognormal":
      let (mean, sd) = (number(node.part("mean")), number(node.part("sd")))
      let variance = log1p((sd / mean) * (sd / mean))
      return .lognormal(median: mean * exp(-variance / 2), sigma: variance.squareRoot())
    case "gamma": return .gamma(mean: number(node.part("mean")), sd: number(node.part("sd")))
    default: return .constant(number(node.part("value")))
    }
  }

  private func initial(_ node: CheckedNode) -> InitialCustomers {
    if let people = node["people"] { return .people(people.items.map(count)) }
    if node["file"] != nil { return .people(files.initialPeople) }
    return .count(count(node.part("count")))
  }

  /// nil when nobody leaves: `none`, or nothing lost in month 1.
  private func churn(_ node: CheckedNode) -> Churn? {
    guard node.word == nil else { return nil }
    let loss = number(node.part("rate"))
    return loss == 0 ? nil : Churn(firstMonthLoss: loss, shape: number(node.part("shape")))
  }
}

extension CheckedNode {
  /// A key that the table says is there.
  func part(_ name: String) -> CheckedNode {
    guard let value = self[name] else { preconditionFailure("the table promises the key \(name)") }
    return value
  }
}
