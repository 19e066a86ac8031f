import Foundation
import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct ContactTableTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scenarios/networks")

  /// The contact counts of the network that ships with kfactor, in YAML.
  static func table() throws -> String {
    let path = folder.appendingPathComponent("deezer-romania.txt").path
    let graph = try ContactGraph(.edges(path: path, directed: false), size: 41_773)
    let keyed = graph.keyed(by: Streams(seed: 1, replication: 0))
    var persons: [Int: Int] = [:]
    for person in 0..<UInt32(graph.size) {
      persons[keyed.contactCount(of: person), default: 0] += 1
    }
    var text = """
      # Contacts of the 41,773 people of networks/deezer-romania.txt (see networks/README.md).
      contacts:
        distribution: table
        table:  # [contacts, share of the persons]

      """
    for (count, number) in persons.sorted(by: { $0.key < $1.key }) {
      // Fifteen decimals of a percent give the number of persons back exactly.
      let percent = String(format: "%.15f", 100 * Double(number) / Double(graph.size))
      text += "    - [\(count), \(percent)%]  # \(number) persons\n"
    }
    return text
  }

  @Test func `the table of contact counts beside the network is that of the network`() throws {
    let file = Self.folder.appendingPathComponent("deezer-romania-contacts.yaml-snippet.txt")
    let text = try Self.table()
    if ProcessInfo.processInfo.environment["KFACTOR_WRITE_CONTACT_TABLE"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  // 41,773 people, 125,826 friendships: the reshuffled market has as many people
  // at every count, so exactly twice as many stubs.
  @Test func `a configuration market of the table has the network's contact counts`() throws {
    var entries: [CountDistribution.WeightedCount] = []
    var persons: [Int] = []
    for line in try Self.table().split(separator: "\n") where line.contains("- [") {
      let numbers = line.split { !"0123456789.e-".contains($0) }
        .compactMap { Double($0) }
      entries.append(.init(count: Int(numbers[0]), share: numbers[1] / 100))
      persons.append(Int(numbers[2]))
    }
    let classes = ContactCounts(.table(entries), size: 41_773).classes(size: 41_773)
    #expect(classes.map(\.count) == entries.map(\.count))
    #expect(classes.map(\.persons) == persons)
    #expect(classes.reduce(0) { $0 + $1.count * $1.persons } == 2 * 125_826)
  }
}
