/// A scenario that ships inside the program.
package struct Archetype: Sendable {
  package let name: String
  package let purpose: String
  /// A file beside it that it cannot do without.
  package let needs: String?

  private init(name: String, purpose: String, needs: String? = nil) {
    self.name = name
    self.purpose = purpose
    self.needs = needs
  }

  package var bytes: [UInt8] { shippedFile("\(name).yaml") }

  package static let all = [
    Archetype(
      name: "dropbox-2008",
      purpose: "two-sided product reward and a second, unrewarded loop; slowing growth"),
    Archetype(
      name: "tesla-raffle",
      purpose: "raffles, a leaderboard, and buyers who had decided already"),
    Archetype(
      name: "saas-credit",
      purpose: "account credit on both sides; what relabelling and deadweight take back"),
    Archetype(
      name: "ecommerce-discount",
      purpose: "orders, a first-order discount, returns"),
    Archetype(
      name: "services-cash",
      purpose: "few, large customers and a limited capacity"),
    Archetype(
      name: "streaming-free-months",
      purpose: "free months; a success keeps the recommender"),
    Archetype(
      name: "ride-hailing-credit",
      purpose: "everything at once: fraud, holds, caps, expiry, a budget that binds"),
    Archetype(
      name: "b2b-partners",
      purpose: "accounts, a long cycle, segments who know each other by blocks"),
    Archetype(
      name: "payments-cash",
      purpose: "cash that steps down: 20, then 10, then 5, then nothing"),
    Archetype(
      name: "waitlist-milestones",
      purpose: "one week before launch, prizes at 5, 10, 25 and 50 referrals"),
    Archetype(
      name: "newsletter-milestones",
      purpose: "small gifts at many milestones; an audience that grows on itself"),
    Archetype(
      name: "marketplace-travel-credit",
      purpose: "travel credit on the first trip; channels and strong ties"),
    Archetype(
      name: "launch-too-early",
      purpose: "retention so low that no reward pays"),
    Archetype(
      name: "always-on-vs-campaign",
      purpose: "a steady reward, or a smaller one with campaigns"),
    Archetype(
      name: "real-network",
      purpose: "a real social network, edge by edge",
      needs: "networks/deezer_romania.txt"),
    Archetype(
      name: "real-network-reshuffled",
      purpose: "the same contact counts without the network: what clustering does"),
  ]
}
