/// A scenario that ships inside the program.
package struct Archetype: Sendable {
  package let name: String
  package let purpose: String
  package let bytes: [UInt8]
  /// A file beside it that it cannot do without.
  package let needs: String?

  private init(name: String, purpose: String, bytes: [UInt8], needs: String? = nil) {
    self.name = name
    self.purpose = purpose
    self.bytes = bytes
    self.needs = needs
  }

  package static let all = [
    Archetype(
      name: "dropbox-2008",
      purpose: "two-sided product reward and a second, unrewarded loop; slowing growth",
      bytes: PackageResources.dropbox_2008_yaml),
    Archetype(
      name: "tesla-raffle",
      purpose: "raffles, a leaderboard, and buyers who had decided already",
      bytes: PackageResources.tesla_raffle_yaml),
    Archetype(
      name: "saas-credit",
      purpose: "account credit on both sides; what relabelling and deadweight take back",
      bytes: PackageResources.saas_credit_yaml),
    Archetype(
      name: "ecommerce-discount",
      purpose: "orders, a first-order discount, returns",
      bytes: PackageResources.ecommerce_discount_yaml),
    Archetype(
      name: "services-cash",
      purpose: "few, large customers and a limited capacity",
      bytes: PackageResources.services_cash_yaml),
    Archetype(
      name: "streaming-free-months",
      purpose: "free months; a success keeps the recommender",
      bytes: PackageResources.streaming_free_months_yaml),
    Archetype(
      name: "ride-hailing-credit",
      purpose: "everything at once: fraud, holds, caps, expiry, a budget that binds",
      bytes: PackageResources.ride_hailing_credit_yaml),
    Archetype(
      name: "b2b-partners",
      purpose: "accounts, a long cycle, segments who know each other by blocks",
      bytes: PackageResources.b2b_partners_yaml),
    Archetype(
      name: "payments-cash",
      purpose: "cash that steps down: 20, then 10, then 5, then nothing",
      bytes: PackageResources.payments_cash_yaml),
    Archetype(
      name: "waitlist-milestones",
      purpose: "one week before launch, prizes at 5, 10, 25 and 50 referrals",
      bytes: PackageResources.waitlist_milestones_yaml),
    Archetype(
      name: "newsletter-milestones",
      purpose: "small gifts at many milestones; an audience that grows on itself",
      bytes: PackageResources.newsletter_milestones_yaml),
    Archetype(
      name: "marketplace-travel-credit",
      purpose: "travel credit on the first trip; channels and strong ties",
      bytes: PackageResources.marketplace_travel_credit_yaml),
    Archetype(
      name: "launch-too-early",
      purpose: "retention so low that no reward pays",
      bytes: PackageResources.launch_too_early_yaml),
    Archetype(
      name: "always-on-vs-campaign",
      purpose: "a steady reward, or a smaller one with campaigns",
      bytes: PackageResources.always_on_vs_campaign_yaml),
    Archetype(
      name: "real-network",
      purpose: "a real social network, edge by edge",
      bytes: PackageResources.real_network_yaml,
      needs: "networks/deezer_romania.txt"),
    Archetype(
      name: "real-network-reshuffled",
      purpose: "the same contact counts without the network: what clustering does",
      bytes: PackageResources.real_network_reshuffled_yaml),
  ]
}
