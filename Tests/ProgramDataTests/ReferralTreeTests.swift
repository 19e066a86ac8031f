import Testing

@testable import ProgramData

@Suite struct ReferralTreeTests {
  @Test func `a chain is as deep as it is long, in whatever order its members come`() {
    let count = 50_000
    let up = ReferralTree(
      parent: (0..<count).map { Int32($0 - 1) }, hasJoined: Array(repeating: true, count: count))
    let down = ReferralTree(
      parent: (0..<count).map { $0 == count - 1 ? -1 : Int32($0 + 1) },
      hasJoined: Array(repeating: true, count: count))
    for tree in [up, down] {
      #expect(tree.deepest == count - 1)
      #expect(tree.generationSizes == Array(repeating: 1, count: count))
      #expect(tree.largestTree == count)
      #expect(tree.mostOffspring == 1)
    }
  }

  @Test func `a star's top referrer brought everyone`() {
    let tree = ReferralTree(
      parent: [-1] + Array(repeating: 0, count: 200), hasJoined: Array(repeating: true, count: 201))
    #expect(tree.generationSizes == [1, 200])
    #expect(tree.share(ofTop: 0.01) == 1)
    #expect(tree.referrers == 1)
  }

  @Test func `who was referred by someone unknown is a root of depth 1`() {
    let tree = ReferralTree(parent: [-2, 0, -1, 2, 2], hasJoined: [true, true, false, true, true])
    #expect(tree.depth == [1, 2, 0, 1, 1])
    #expect(tree.unknownReferrers == 1)
    #expect(tree.referrals == 3)
    #expect(tree.largestTree == 3)
    // The one who never joined is in no generation.
    #expect(tree.generationSizes == [0, 3, 1])
    // The top half of two referrers is one of them, with 2 of 3.
    #expect(tree.share(ofTop: 0.5) == 2.0 / 3)
  }

  @Test func `without referrals there is no top`() {
    #expect(ReferralTree(parent: [-1, -1], hasJoined: [true, true]).share(ofTop: 0.01) == nil)
  }
}
