// The only file of this engine that indexes without bounds checks. Why it is
// sound: every function first checks that both ranges lie inside their arrays,
// and then reads and writes only inside these ranges.

/// target[at + i] += factor × source[from + i], for `count` values of i from 0.
@inline(__always)
func add(
  _ factor: Double, times source: [Double], from: Int = 0, to target: inout [Double], at: Int,
  count: Int
) {
  guard count > 0, factor != 0 else { return }
  precondition(from >= 0 && from + count <= source.count, "source range")
  precondition(at >= 0 && at + count <= target.count, "target range")
  unsafe source.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      for i in 0..<count { unsafe target[at &+ i] += factor * source[from &+ i] }
    }
  }
}

/// target[at + i] += factor × source[from + i] × other[otherFrom + i].
@inline(__always)
func add(
  _ factor: Double, times source: [Double], from: Int, times other: [Double], from otherFrom: Int,
  to target: inout [Double], at: Int, count: Int
) {
  guard count > 0, factor != 0 else { return }
  precondition(from >= 0 && from + count <= source.count, "source range")
  precondition(otherFrom >= 0 && otherFrom + count <= other.count, "other range")
  precondition(at >= 0 && at + count <= target.count, "target range")
  unsafe source.withUnsafeBufferPointer { source in
    unsafe other.withUnsafeBufferPointer { other in
      unsafe target.withUnsafeMutableBufferPointer { target in
        for i in 0..<count {
          unsafe target[at &+ i] += factor * source[from &+ i] * other[otherFrom &+ i]
        }
      }
    }
  }
}

/// Σ left[i] × right[rightFrom + i], in four partial sums.
@inline(__always)
func dot(_ left: [Double], _ right: [Double], from rightFrom: Int = 0, count: Int) -> Double {
  dot(left, from: 0, right, from: rightFrom, count: count)
}

/// Σ left[leftFrom + i] × right[rightFrom + i], in four partial sums.
@inline(__always)
func dot(
  _ left: [Double], from leftFrom: Int, _ right: [Double], from rightFrom: Int, count: Int
) -> Double {
  guard count > 0 else { return 0 }
  precondition(leftFrom >= 0 && leftFrom + count <= left.count, "left range")
  precondition(rightFrom >= 0 && rightFrom + count <= right.count, "right range")
  return unsafe left.withUnsafeBufferPointer { left in
    unsafe right.withUnsafeBufferPointer { right in
      var sums = SIMD4<Double>.zero
      let whole = count & ~3
      var i = 0
      while i < whole {
        let (l, r) = (leftFrom &+ i, rightFrom &+ i)
        let lefts = unsafe SIMD4<Double>(left[l], left[l &+ 1], left[l &+ 2], left[l &+ 3])
        let rights = unsafe SIMD4<Double>(right[r], right[r &+ 1], right[r &+ 2], right[r &+ 3])
        sums += lefts * rights
        i &+= 4
      }
      var sum = sums.sum()
      while i < count {
        unsafe sum += left[leftFrom &+ i] * right[rightFrom &+ i]
        i &+= 1
      }
      return sum
    }
  }
}

/// E[q₀(t) q₁(t)] of customers who leave after a random age, and q of one who stays:
/// q(t) = Σ_{u ≤ t, u before leaving} wins[u] × arrivals[t − u].
///
/// - Parameters:
///   - wins: Of each loop, by age.
///   - arrivals: Of each loop, cumulative, by delay; as long as `wins` at least.
///   - survival: P(active at age a); as long as `wins` at least.
/// - Complexity: O(n²). Four ages go at once, so that what is read and written
///   per age is small beside the arithmetic.
func crossedProduct(
  _ wins: ([Double], [Double]), arrivals: ([Double], [Double]), survival: [Double]
) -> (product: [Double], first: [Double], second: [Double]) {
  let n = wins.0.count
  precondition(wins.1.count == n && survival.count >= n, "one entry per age")
  precondition(arrivals.0.count >= n && arrivals.1.count >= n, "one entry per delay")
  var first = [Double](repeating: 0, count: n)
  var second = first
  var product = first
  unsafe wins.0.withUnsafeBufferPointer { v in
    unsafe wins.1.withUnsafeBufferPointer { w in
      unsafe arrivals.0.withUnsafeBufferPointer { g in
        unsafe arrivals.1.withUnsafeBufferPointer { h in
          unsafe first.withUnsafeMutableBufferPointer { first in
            unsafe second.withUnsafeMutableBufferPointer { second in
              unsafe product.withUnsafeMutableBufferPointer { product in
                func leaving(_ age: Int) -> Double {
                  survival[age] - (age + 1 < n ? survival[age + 1] : 0)
                }
                // One age at the days before `end`.
                func step(_ age: Int, until end: Int) {
                  let left = leaving(age)
                  for t in age..<max(age, end) {
                    unsafe first[t] += v[age] * g[t &- age]
                    unsafe second[t] += w[age] * h[t &- age]
                    unsafe product[t] += (t == age ? survival[age] : left) * first[t] * second[t]
                  }
                }
                var age = 0
                while age &+ 4 <= n {
                  for k in age..<age &+ 3 { step(k, until: age &+ 3) }
                  let (l0, l1, l2, l3) = (
                    leaving(age), leaving(age + 1), leaving(age + 2), leaving(age + 3)
                  )
                  let (v0, v1, v2, v3) = unsafe (v[age], v[age &+ 1], v[age &+ 2], v[age &+ 3])
                  let (w0, w1, w2, w3) = unsafe (w[age], w[age &+ 1], w[age &+ 2], w[age &+ 3])
                  for i in 0..<n &- age &- 3 {
                    let t = age &+ 3 &+ i
                    var a = unsafe first[t] + v0 * g[i &+ 3]
                    var b = unsafe second[t] + w0 * h[i &+ 3]
                    var sum = l0 * a * b
                    unsafe a += v1 * g[i &+ 2]
                    unsafe b += w1 * h[i &+ 2]
                    sum += l1 * a * b
                    unsafe a += v2 * g[i &+ 1]
                    unsafe b += w2 * h[i &+ 1]
                    sum += l2 * a * b
                    unsafe a += v3 * g[i]
                    unsafe b += w3 * h[i]
                    sum += l3 * a * b
                    unsafe first[t] = a
                    unsafe second[t] = b
                    unsafe product[t] += sum
                  }
                  let t = age &+ 3
                  unsafe product[t] += (survival[t] - l3) * first[t] * second[t]
                  age &+= 4
                }
                while age < n {
                  step(age, until: n)
                  age &+= 1
                }
              }
            }
          }
        }
      }
    }
  }
  return (product, first, second)
}
