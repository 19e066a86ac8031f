import Foundation
import Randomness
import ReferralModel
import Testing

@testable import Simulation

/// Networks in a folder beside the package; their tests are skipped without it.
enum RealNetworks {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/data/graphs")
  static let arePresent = FileManager.default.fileExists(atPath: folder.path)

  /// Runs a test on the unpacked file.
  static func withFile<R>(_ name: String, _ body: (String) throws -> R) throws -> R {
    let gunzip = Process()
    gunzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gunzip.arguments = ["gunzip", "-c", folder.appendingPathComponent(name + ".txt.gz").path]
    let output = Pipe()
    gunzip.standardOutput = output
    try gunzip.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    gunzip.waitUntilExit()
    return try EdgeFileTests.withFile(bytes, body)
  }
}

@Suite(.enabled(if: RealNetworks.arePresent, "no networks beside the package"))
struct RealNetworkTests {
  struct Known: Sendable {
    var name: String
    var directed = false
    var persons, links, triangles: Int
    var averageLocal, transitivity: Double
    var selfLoops = 0
    var most: Int?
  }

  // Facebook's figures are those that SNAP publishes (snap.stanford.edu/data:
  // 4,039; 88,234; 0.6055; 1,612,010), as are the sizes; all were computed with
  // networkx 3 as well, Slashdot's on its undirected version.
  @Test(arguments: [
    Known(
      name: "facebook_combined", persons: 4_039, links: 88_234, triangles: 1_612_010,
      averageLocal: 0.6055467186200871, transitivity: 0.5191742775433075, most: 1_045),
    Known(
      name: "deezer_romania", persons: 41_773, links: 125_826, triangles: 31_791,
      averageLocal: 0.09121233730832591, transitivity: 0.0752667042317545, most: 112),
    Known(
      name: "ca-GrQc", persons: 5_241, links: 14_484, triangles: 48_260,
      averageLocal: 0.5297368673030526, transitivity: 0.6298424741263426, most: 81),
    Known(
      name: "email-Enron", persons: 36_692, links: 183_831, triangles: 727_044,
      averageLocal: 0.4969825595995024, transitivity: 0.0853107962707866, most: 1_383),
    Known(
      name: "soc-Slashdot0902", directed: true, persons: 82_168, links: 870_161,
      triangles: 602_592, averageLocal: 0.06034485957583582, transitivity: 0.0241089553608857,
      selfLoops: 78_303),
  ])
  func `has its published size and clustering`(known: Known) throws {
    try RealNetworks.withFile(known.name) { path in
      let graph = try ContactGraph(
        .edges(path: path, directed: known.directed), size: known.persons)
      let summary = graph.summary(of: graph.keyed(by: Streams(seed: 1, replication: 0)))
      #expect(
        summary.file
          == NetworkSummary.File(
            persons: known.persons, links: known.links, directed: known.directed,
            droppedSelfLoops: known.selfLoops, droppedRepeats: 0))
      #expect(summary.triangles == known.triangles)
      let local = try #require(summary.averageLocalClustering)
      let transitivity = try #require(summary.clustering)
      #expect(abs(local - known.averageLocal) < 1e-12)
      #expect(abs(transitivity - known.transitivity) < 1e-12)
      if let most = known.most { #expect(summary.contactsMax == most) }
      let contacts = (known.directed ? 1 : 2) * Double(known.links)
      #expect(abs(summary.contactsMean - contacts / Double(known.persons)) < 1e-9)
      #expect(abs(graph.counts.mean - summary.contactsMean) < 1e-9)
    }
  }
}
