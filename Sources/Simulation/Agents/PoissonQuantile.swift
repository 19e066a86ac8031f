internal import GSL

/// The least k with u < P(N ≤ k), N Poisson: a count that never falls as u or
/// the mean rises.
///
/// - Parameters:
///   - u: In 0..<1.
///   - mean: At least 0.
/// - Complexity: One incomplete gamma function, then a few steps of the recursion
///   p(k+1) = p(k)·mean/(k+1).
func poissonQuantile(_ u: Double, mean: Double) -> Int {
  guard mean > 0 else { return 0 }
  if mean < 16 {
    var (k, mass) = (0, naturalExp(-mean))
    var sum = mass
    while u >= sum && k < 1000 {
      k += 1
      mass *= mean / Double(k)
      sum += mass
    }
    return k
  }
  // Cornish-Fisher start, then exact steps.
  let z = Distribution.normalQuantile(min(max(u, 0x1p-60), 1 - 0x1p-53))
  var k = max(0, Int(mean + mean.squareRoot() * z + (z * z - 1) / 6))
  var sum = Distribution.poissonCDF(k, mean: mean)
  var mass = Distribution.poissonMass(k, mean: mean)
  if u < sum {
    while k > 0 && u < sum - mass {
      sum -= mass
      mass *= Double(k) / mean
      k -= 1
    }
    return k
  }
  // Far in the upper tail the sum stops short of 1 by rounding; masses below
  // 1e-300 cannot be reached by 53 bits of u.
  while u >= sum && mass > 1e-300 {
    k += 1
    mass *= mean / Double(k)
    sum += mass
  }
  return k
}

/// P(N ≤ k) from 0 until it is 1 to 34 bits, N Poisson with a mean above 0.
func poissonCDF(mean: Double) -> [Double] {
  let last = Int(mean + 8 * mean.squareRoot() + 16)
  return (0...last).map { Distribution.poissonCDF($0, mean: mean) }
}
