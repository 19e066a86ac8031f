import Randomness
import Testing

@testable import Simulation

@Suite struct PersonOrderTests {
  // The standard library's sort is the definition: by person, then by place.
  @Test(arguments: [1, 2, 64, 65, 150_000, 1 << 20, 1 << 32])
  func `places come in the order of their persons, and of one person in their own`(size: Int) {
    var luck = Streams(seed: 5, replication: 0).sequence(of: 0, deciding: .sequence)
    var order = PersonOrder()
    // Few and many, growing and shrinking: the room is kept.
    for count in [0, 1, 2, 63, 1000, 257, 5] {
      let persons = (0..<count).map { _ in
        // Half of them are neighbours, so that some occur twice.
        UInt32(uniformIndex(luck.next(), below: luck.next() & 1 == 0 ? size : min(size, 40)))
      }
      order.sort(count, below: size) { persons[$0] }
      let expected = persons.indices.sorted { (persons[$0], $0) < (persons[$1], $1) }
      #expect((0..<count).map { order[$0] } == expected)
    }
  }
}

@Suite struct DayQueueTests {
  @Test func `what comes on the last day or later is never due, and takes no room`() {
    var queue = DayQueue<UInt32>(days: 4)
    var due = GrowingColumn<UInt32>()
    for event in 0..<10_000 as Range<UInt32> {
      queue.push(event, dayIfBeforeLast: event % 5 == 0 ? 2 : 3 + Int(event))
    }
    for day in 0..<3 { queue.drain(day: day, into: &due) }
    #expect((0..<due.count).map { due[$0] }.sorted() == (0..<2000).map { $0 * 5 })
    // 2,000 events in chunks of 32, and one chunk for all others.
    #expect(queue.touchedBytes <= 4 * 2 * (2000 + 2 * 32) + 4 * 2 * 64)
  }
}

@Suite struct CoinTests {
  @Test func `the first coin in a range is that which a look at each finds`() {
    var luck = Streams(seed: 6, replication: 0).sequence(of: 0, deciding: .sequence)
    let edges: [UInt64] = [0, 1, 1 << 31, (1 << 32) - 1, 1 << 32]
    for count in [0, 1, 7, 8, 9, 100] {
      var coins = GrowingColumn<UInt32>()
      for _ in 0..<count { coins.append(UInt32(truncatingIfNeeded: luck.next())) }
      if count > 0 {
        coins[0] = 0
        coins[count - 1] = .max
      }
      for low in edges {
        for high in edges where low <= high {
          for first in 0...count {
            let expected = (first..<count).first { (low..<high).contains(UInt64(coins[$0])) }
            #expect(coins.firstPlace(from: first, of: low..<high) == expected)
          }
        }
      }
    }
  }

  @Test func `a coin counts below its threshold and not at it`() {
    #expect(one(if: 0, isBelow: 0) == 0)
    #expect(one(if: 0, isBelow: 1) == 1)
    #expect(one(if: 7, isBelow: 7) == 0)
    #expect(one(if: (1 << 32) - 1, isBelow: 1 << 32) == 1)
    #expect(one(if: (1 << 32) - 1, isBelow: (1 << 32) - 1) == 0)
  }
}
