import GSL
import Randomness
import Testing

@testable import Simulation

@Suite struct KeyedPermutationTests {
  @Test(arguments: [true, false])
  func `is a bijection with its inverse, for every small count`(stored: Bool) {
    for count in Array(0...300) + [1_000, 1_023, 1_024, 1_025, 4_096, 4_097] {
      for seed in 0..<3 {
        let permutation = KeyedPermutation(
          count: count, keyedBy: Streams(seed: UInt64(seed), replication: 5), who: 0,
          stored: stored)
        var seen = [Bool](repeating: false, count: count)
        for element in 0..<UInt64(count) {
          let image = permutation.image(of: element)
          #expect(image < count && !seen[Int(image)])
          seen[Int(image)] = true
          #expect(permutation.preimage(of: image) == element)
        }
      }
    }
  }

  @Test(arguments: [2_000_000_000, (1 << 40) - 1, 1 << 40, (1 << 36) + 12_345])
  func `inverts itself on markets of up to 2^40 stubs`(count: Int) {
    let streams = Streams(seed: 3, replication: 0)
    let permutation = KeyedPermutation(count: count, keyedBy: streams, who: 0)
    for index in 0..<2_000 {
      let bits = streams.block(of: 0, deciding: .sequence, at: UInt32(index)).first64
      let element = UInt64(uniformIndex(bits, below: count))
      let image = permutation.image(of: element)
      #expect(image < count)
      #expect(permutation.preimage(of: image) == element)
    }
  }

  // χ² over the 4,950 pairs of 100 stubs, 20,000 keys of 50 pairs each. The 50
  // pairs of a key are dependent: the indicators of a uniform matching vary in
  // the 4,850-dimensional component of the pairs that sums to 0 at every stub,
  // with variance 98/97 of the multinomial's there, so 97/98 of the statistic is
  // χ² with 4,850 degrees of freedom. Six rounds fail this test at 200,000 keys.
  // False-alarm rate 1e-4 a case.
  @Test(arguments: [true, false])
  func `pairs the stubs of a 100-stub market uniformly`(stored: Bool) {
    let (n, keys) = (100, 20_000)
    var observed = [Int](repeating: 0, count: n * n)
    for key in 0..<keys {
      let permutation = KeyedPermutation(
        count: n, keyedBy: Streams(seed: 77, replication: key), who: 0, stored: stored)
      for stub in 0..<UInt64(n) {
        let partner = permutation.preimage(of: permutation.image(of: stub) ^ 1)
        if partner > stub { observed[Int(stub) * n + Int(partner)] += 1 }
      }
    }
    let expected = Double(keys) / Double(n - 1)
    var statistic = 0.0
    for a in 0..<n {
      for b in a + 1..<n {
        let difference = Double(observed[a * n + b]) - expected
        statistic += difference * difference / expected
      }
    }
    let tail = Distribution.chiSquaredTail(statistic * 97 / 98, degreesOfFreedom: 4_850)
    #expect(tail > 1e-4)
  }
}
