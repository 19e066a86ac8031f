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
}
