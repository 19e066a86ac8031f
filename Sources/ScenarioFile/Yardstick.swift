/// What turns a reward, however it is written, into a share of CAC.
struct Yardstick {
  /// In currency; nil where the scenario states none.
  let cac: Double?
  /// List price per month, in currency.
  let price: Double?

  /// - Parameter otherwise: What stands in for a CAC or price that is not stated.
  init(_ root: CheckedNode, otherwise: Double? = nil) {
    cac = root["acquisition"]?["cac"]?.number ?? otherwise
    price = root["customers"]?["price"]?.number ?? otherwise
  }

  /// A reward as a share of CAC; nil for an amount of currency where there is no CAC,
  /// and for free months where there is no price.
  func reward(_ node: CheckedNode) -> Double? {
    guard let amount = node.amount else { return nil }
    switch amount.form {
    case .base, .ofAtZero: return amount.value
    case .currency: return cac.map { amount.value / $0 }
    case .freeMonths: return price.flatMap { price in cac.map { amount.value * price / $0 } }
    }
  }
}
