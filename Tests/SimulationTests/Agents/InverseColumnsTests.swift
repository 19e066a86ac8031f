import Randomness
import Testing

@testable import Simulation

@Suite struct InverseColumnsTests {
  // The plain table is the definition; at every threshold, beside it, and at random.
  @Test func `flat tables give what the plain ones give, word for word`() {
    let rare = [0.0, 0.0, 1e-9, 1e-9, 0.25, 0.25, 0.999_999_999, 1.0]
    let dense = (0..<5000).map { 1 - power(0.999, Double($0)) }
    let tables = [rare, dense, [1.0], [0.0], [0.0, 0.4]].map { InverseTable(cdf: $0) }
    let builder = InverseColumns.Builder()
    var laws: [InverseColumns.Law] = []
    for table in tables { laws.append(builder.add(table)) }
    let columns = InverseColumns(builder)
    var luck = Streams(seed: 3, replication: 0).sequence(of: 0, deciding: .sequence)
    for (table, law) in zip(tables, laws) {
      var words: [UInt32] = [0, 1, .max - 1, .max]
      for threshold in table.thresholds {
        let word = UInt32(truncatingIfNeeded: threshold)
        words += [word &- 1, word, word &+ 1]
      }
      for _ in 0..<10_000 { words.append(UInt32(truncatingIfNeeded: luck.next())) }
      #expect(words.allSatisfy { columns.value(law, $0) == table.value($0) })
      #expect(law.count == table.count)
    }
  }
}
