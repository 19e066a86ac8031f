import Randomness
import Testing

@Suite struct RandomBlocksTests {
  // Against the scalar generator, which is checked against Random123's known answers.
  @Test func `four blocks side by side are the four blocks`() {
    let streams = Streams(seed: 0x0123_4567_89AB_CDEF, replication: 0xFFFF_FFFE)
    var luck = Streams(seed: 5, replication: 0).sequence(of: 0, deciding: .sequence)
    for _ in 0..<1000 {
      // The upper halves of the lanes are noise, and must not count.
      let who = SIMD4(luck.next(), luck.next(), luck.next(), UInt64.max)
      let decisions = SIMD4(luck.next(), 0, luck.next(), luck.next())
      let indices = SIMD4(0, luck.next(), luck.next(), luck.next())
      let blocks = streams.blocks(of: who, deciding: decisions, at: indices)
      for lane in 0..<4 {
        let block = streams.block(
          of: UInt32(truncatingIfNeeded: who[lane]),
          deciding: Decision(rawValue: UInt32(truncatingIfNeeded: decisions[lane])),
          at: UInt32(truncatingIfNeeded: indices[lane]))
        #expect(UInt32(truncatingIfNeeded: blocks.w0[lane]) == block.w0)
        #expect(UInt32(truncatingIfNeeded: blocks.w1[lane]) == block.w1)
        #expect(UInt32(truncatingIfNeeded: blocks.w2[lane]) == block.w2)
        #expect(UInt32(truncatingIfNeeded: blocks.w3[lane]) == block.w3)
      }
    }
  }

  // The scalar function, which has the full product of 128 bits.
  @Test(arguments: [1, 2, 1000, 999_983, Int(UInt32.max)])
  func `indices are those of the blocks one by one`(count: Int) {
    let streams = Streams(seed: 11, replication: 5)
    for who in stride(from: UInt64(0), to: 4000, by: 4) {
      let people = SIMD4(0, 1, 2, 3) &+ SIMD4(repeating: who)
      let blocks = streams.blocks(
        of: people, deciding: SIMD4(repeating: UInt64(Decision.sequence.rawValue)), at: .zero)
      let (first, second) = blocks.indices(below: count)
      for lane in 0..<4 {
        let block = streams.block(of: UInt32(people[lane]), deciding: .sequence)
        #expect(
          Int(UInt32(truncatingIfNeeded: first[lane])) == uniformIndex(block.first64, below: count))
        #expect(
          Int(UInt32(truncatingIfNeeded: second[lane]))
            == uniformIndex(block.second64, below: count))
      }
    }
  }
}
