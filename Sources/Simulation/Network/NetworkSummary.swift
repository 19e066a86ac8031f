/// What a network looks like: printed beside every forecast.
package struct NetworkSummary: Equatable, Sendable {
  package var persons: Int
  package var contactsMean: Double
  /// The spread between persons.
  package var contactsSD: Double
  package var contactsMax: Int
  /// The share of persons who have no contacts.
  package var isolatedShare: Double
  /// 3 × triangles ÷ pairs of contacts of one person (transitivity); nil where
  /// it is not cheap to know.
  package var clustering: Double?
  /// The mean over persons of the share of their pairs of contacts who know
  /// each other, 0 for persons with fewer than two; nil likewise.
  package var averageLocalClustering: Double?
  package var triangles: Int?
  /// What an edges file held; nil for other networks.
  package var file: File?

  /// What was found in an edges file.
  package struct File: Equatable, Sendable {
    /// Persons whom the file names; the others have no contacts.
    package var persons: Int
    /// Distinct links between two persons: pairs, or arcs if directed.
    package var links: Int
    package var directed: Bool
    /// Lines that linked a person to themselves, dropped.
    package var droppedSelfLoops: Int
    /// Lines that repeated an earlier link, dropped.
    package var droppedRepeats: Int
  }
}

extension ContactGraph {
  /// Networks of up to this many contacts (each pair is two) have their
  /// triangles counted.
  package static let mostContactsForClustering = 4_000_000

  /// Describes a network; what depends on the replication is that of `graph`.
  ///
  /// Clustering is exact for stored networks of moderate size, in which a
  /// directed contact counts as a link. For communities it is the value in a
  /// large market. A configuration network has next to none; it is not given.
  /// - Parameter graph: This network, keyed.
  /// - Complexity: O(links^1.5) at worst for stored networks, else O(classes).
  package func summary(of graph: KeyedContactGraph) -> NetworkSummary {
    guard let rows = graph.rows else { return unstoredSummary() }
    let shares = ContactCounts(masses: rows.countShares(size: size))
    var summary = NetworkSummary(
      persons: size, contactsMean: shares.mean, contactsSD: shares.sd,
      contactsMax: shares.largest, isolatedShare: shares.masses[0], file: fileSummary)
    if rows.targets.count <= ContactGraph.mostContactsForClustering {
      let isDirected = summary.file?.directed ?? false
      let clustering = Clustering(of: isDirected ? rows.undirected() : rows, size: size)
      summary.clustering = clustering.transitivity
      summary.averageLocalClustering = clustering.averageLocal
      summary.triangles = clustering.triangles
    }
    return summary
  }
}

extension NetworkSummary {
  /// Describes persons by classes of contact count.
  init(_ classes: [ContactClass], size: Int) {
    let n = Double(size)
    let mean = classes.reduce(0.0) { $0 + Double($1.count) * Double($1.persons) } / n
    let variance = classes.reduce(0.0) {
      $0 + (Double($1.count) - mean) * (Double($1.count) - mean) * Double($1.persons) / n
    }
    self.init(
      persons: size, contactsMean: mean, contactsSD: variance.squareRoot(),
      contactsMax: classes.last?.count ?? 0,
      isolatedShare: Double(classes.first { $0.count == 0 }?.persons ?? 0) / n)
  }

  /// Adds the contacts inside groups, which are independent of those outside.
  mutating func addGroups(of groupSize: Int, outside classes: [ContactClass]) {
    let last = persons % groupSize
    let inLast = Double(last) / Double(persons)
    let (usual, rest) = (Double(groupSize - 1), Double(max(0, last - 1)))
    let inside = usual * (1 - inLast) + rest * inLast
    let insideVariance =
      (usual - inside) * (usual - inside) * (1 - inLast) + (rest - inside) * (rest - inside)
      * inLast
    contactsMean += inside
    contactsSD = (contactsSD * contactsSD + insideVariance).squareRoot()
    contactsMax += groupSize - 1
    isolatedShare *= groupSize == 1 ? 1 : last == 1 ? inLast : 0
    // Pairs of one person's contacts, all and those inside, who know each other.
    let n = Double(persons)
    let known = usual * (usual - 1)
    var (all, local) = (0.0, 0.0)
    for contactClass in classes {
      let contacts = usual + Double(contactClass.count)
      let share = Double(contactClass.persons) / n
      all += share * contacts * (contacts - 1)
      if contacts > 1 { local += share * known / (contacts * (contacts - 1)) }
    }
    clustering = all > 0 ? known / all : 0
    averageLocalClustering = local
  }
}
