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
  guard count > 0 else { return 0 }
  precondition(count <= left.count, "left range")
  precondition(rightFrom >= 0 && rightFrom + count <= right.count, "right range")
  return unsafe left.withUnsafeBufferPointer { left in
    unsafe right.withUnsafeBufferPointer { right in
      var sums = SIMD4<Double>.zero
      let whole = count & ~3
      var i = 0
      while i < whole {
        let (l, r) = (i, rightFrom &+ i)
        unsafe sums +=
          SIMD4(left[l], left[l &+ 1], left[l &+ 2], left[l &+ 3])
          * SIMD4(right[r], right[r &+ 1], right[r &+ 2], right[r &+ 3])
        i &+= 4
      }
      var sum = sums.sum()
      while i < count {
        unsafe sum += left[i] * right[rightFrom &+ i]
        i &+= 1
      }
      return sum
    }
  }
}

/// One more age of a crossing of two loops: lets `first` and `second` grow by
/// their wins × arrivals, and adds `leaving` × their product to `product`, for
/// all entries from `at` on.
@inline(__always)
func cross(
  _ wins: (Double, Double), arrivals: ([Double], [Double]), first: inout [Double],
  second: inout [Double], leaving: Double, product: inout [Double], at: Int
) {
  let count = product.count - at
  precondition(at >= 0 && count >= 0, "age")
  precondition(arrivals.0.count >= count && arrivals.1.count >= count, "arrivals range")
  precondition(first.count == product.count && second.count == product.count, "one entry per age")
  unsafe arrivals.0.withUnsafeBufferPointer { g in
    unsafe arrivals.1.withUnsafeBufferPointer { h in
      unsafe first.withUnsafeMutableBufferPointer { first in
        unsafe second.withUnsafeMutableBufferPointer { second in
          unsafe product.withUnsafeMutableBufferPointer { product in
            for i in 0..<count {
              let a = unsafe first[at &+ i] + wins.0 * g[i]
              let b = unsafe second[at &+ i] + wins.1 * h[i]
              unsafe first[at &+ i] = a
              unsafe second[at &+ i] = b
              unsafe product[at &+ i] += leaving * a * b
            }
          }
        }
      }
    }
  }
}
