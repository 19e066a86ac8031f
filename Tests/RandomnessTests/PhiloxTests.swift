import GSL
import Testing

@testable import Randomness

@Suite struct PhiloxTests {
  // Known answers of the Random123 distribution 1.14, tests/kat_vectors, philox4x32 10 rounds.
  @Test(arguments: [
    (
      counter: [0, 0, 0, 0] as [UInt32], key: [0, 0] as [UInt32],
      answer: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8] as [UInt32]
    ),
    (
      counter: [.max, .max, .max, .max], key: [.max, .max],
      answer: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    ),
    (
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
      key: [0xa409_3822, 0x299f_31d0],
      answer: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    ),
  ])
  func `gives the published known answers`(counter: [UInt32], key: [UInt32], answer: [UInt32]) {
    let block = RandomBlock.philox(
      counter[0], counter[1], counter[2], counter[3], key0: key[0], key1: key[1])
    #expect([block.w0, block.w1, block.w2, block.w3] == answer)
  }

  @Test func `a block is the published function of who, index, decision, replication and seed`() {
    let streams = Streams(seed: 0x299f_31d0_a409_3822, replication: 0x0370_7344)
    let block = streams.block(
      of: 0x243f_6a88, deciding: Decision(rawValue: 0x1319_8a2e), at: 0x85a3_08d3)
    #expect(
      block == RandomBlock(w0: 0xd16c_fe09, w1: 0x94fd_cceb, w2: 0x5001_e420, w3: 0x2412_6ea1))
  }

  @Test func `GSL draws the same words as the stream`() {
    let streams = Streams(seed: 7, replication: 3)
    var mine = streams.sequence(of: 11, deciding: .sequence)
    var theirs = mine
    for _ in 0..<9 {
      #expect(StreamSequence.generator.word(from: &theirs) == mine.next())
    }
  }

  // 20,000 gamma draws with shape 3 and scale 2: mean 6, sd √12. Four standard
  // errors; false-alarm rate 6e-5 at a seed chosen once.
  @Test func `GSL's samplers run on the stream`() {
    var stream = Streams(seed: 1, replication: 0).sequence(of: 0, deciding: .sequence)
    let n = 20_000
    let mean = (0..<n).map { _ in stream.draw(.gamma(shape: 3, scale: 2)) }.reduce(0, +) / Double(n)
    #expect(abs(mean - 6) < 4 * (12.0 / Double(n)).squareRoot())
  }
}

@Suite struct InverseTableTests {
  // P = 1/2, 1/4, 1/4: the quantiles of a word are known on paper.
  @Test func `inverts a law with known quantiles`() {
    let table = InverseTable(cdf: [0.5, 0.75, 1])
    #expect(table.value(0) == 0)
    #expect(table.value(0x7FFF_FFFF) == 0)
    #expect(table.value(0x8000_0000) == 1)
    #expect(table.value(0xBFFF_FFFF) == 1)
    #expect(table.value(0xC000_0000) == 2)
    #expect(table.value(.max) == 2)
  }

  @Test func `words beyond the table give its count`() {
    let table = InverseTable(cdf: [0, 0.25])
    #expect(table.value(0) == 1)
    #expect(table.value(0x3FFF_FFFF) == 1)
    #expect(table.value(0x4000_0000) == 2)
  }

  @Test func `agrees with a search of the whole law at every guide edge`() {
    let cdf = (0..<300).map { 1 - 1 / Double($0 + 2) }
    let table = InverseTable(cdf: cdf)
    for bucket in 0..<1024 {
      for word in [UInt32(bucket) << 22, (UInt32(bucket) << 22) &- 1] {
        let expected = cdf.firstIndex { UInt64(word) < threshold($0) } ?? cdf.count
        #expect(table.value(word) == expected)
      }
    }
  }

  // `rounded()` is the definition.
  @Test func `nearest integers are those that the system rounds to`() {
    var luck = Streams(seed: 4, replication: 0).sequence(of: 0, deciding: .sequence)
    var numbers = [0, 0.5, 1.5, 0.5.nextDown, 0.5.nextUp, 0x1p32, 0x1p52 - 0.5, 0x1p53 - 1]
    for _ in 0..<10_000 { numbers.append(Double(luck.next()) * 0x1p-32) }
    #expect(numbers.allSatisfy { nearestInteger($0) == Int($0.rounded()) })
  }
}
