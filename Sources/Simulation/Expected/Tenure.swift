internal import ReferralModel

/// How long initial customers have been customers on day 0.
struct Tenure: Sendable {
  /// In days; one entry with its fraction when constant, else whole days.
  let days: [Double]
  /// One per entry; sums to 1.
  let shares: [Double]

  /// Ages beyond this quantile are taken as the last one before it.
  private static let lastQuantile = 1 - 1e-6
  /// Longest age that is told apart, in days.
  private static let longest = 4000

  init(_ delay: Delay) {
    if case .constant(let constant) = delay {
      days = [constant]
      shares = [1]
      return
    }
    var days: [Double] = []
    var shares: [Double] = []
    var sum = 0.0
    var day = 0
    while sum < Self.lastQuantile && day <= Self.longest {
      let next = delay.probability(wholeDaysAtMost: day)
      if next > sum {
        days.append(Double(day))
        shares.append(next - sum)
        sum = next
      }
      day += 1
    }
    if sum == 0 { (days, shares, sum) = ([Double(Self.longest)], [1], 1) }
    shares[shares.count - 1] += 1 - sum
    self.days = days
    self.shares = shares
  }

  var isNone: Bool { days == [0] }
  var wholeDays: [Int] { days.map { Int($0) } }

  /// S(tenure + a)/S(tenure), averaged, for a = 0..<`ages`.
  func survival(_ lifetime: Lifetime, ages: Int) -> [Double] {
    let pairs = lifetime.scale == nil || lifetime.shape == 1 ? [(0, 1)] : Array(zip(days, shares))
    var result = [Double](repeating: 0, count: ages)
    for (start, share) in pairs {
      let hazard = lifetime.cumulativeHazard(start)
      for age in 0..<ages {
        result[age] +=
          share * naturalExp(hazard - lifetime.cumulativeHazard(start + Double(age)))
      }
    }
    return result
  }

  /// What initial customers do by day, given that they are still active: the
  /// average of `mass` at their whole age, those of an age weighted by how many
  /// of them are left.
  func average(of lifetime: Lifetime, days count: Int, mass: (Int) -> Double) -> [Double] {
    if days.count == 1 {
      let start = Int(days[0])
      return (0..<count).map { mass(start + $0) }
    }
    let ageless = lifetime.scale == nil || lifetime.shape == 1
    let masses = (0..<count + (wholeDays.last ?? 0) + 1).map(mass)
    var sums = [Double](repeating: 0, count: count)
    var left = sums
    for (start, share) in zip(days, shares) {
      let hazard = lifetime.cumulativeHazard(start)
      for day in 0..<count {
        let survivors =
          ageless
          ? share
          : share * naturalExp(hazard - lifetime.cumulativeHazard(start + Double(day)))
        sums[day] += survivors * masses[Int(start) + day]
        left[day] += survivors
      }
    }
    return zip(sums, left).map { $1 > 0 ? $0 / $1 : 0 }
  }
}
