/// Round places for the ticks of an axis.
enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten inside the range, about as many as asked for.
  ///
  /// The step is the power of ten below range ÷ count, times 10, 5 or 2 from √50, √10 and √2 on,
  /// as d3-array's `ticks` has it.
  static func linear(_ low: Double, _ high: Double, about count: Int) -> [Double] {
    guard low < high, count > 0 else { return low == high ? [low] : [] }
    guard isDivisible(low, high) else { return [low] }
    let (step, inverse) = step(low, high, about: count)
    // A step below 1 is the inverse of a whole number, which keeps 0.3 from being 0.30000000000000004.
    func value(_ index: Double) -> Double { inverse > 0 ? index / inverse : index * step }
    let unit = inverse > 0 ? 1 / inverse : step
    let slack = 1e-9
    let first = (low / unit - slack).rounded(.up)
    let last = (high / unit + slack).rounded(.down)
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map(value)
  }

  /// The range widened to the ticks around it.
  static func niced(_ low: Double, _ high: Double, about count: Int) -> (Double, Double) {
    guard low < high, isDivisible(low, high) else { return (low, high) }
    var (low, high) = (low, high)
    // Widening can change the step; twice settles it.
    for _ in 0..<2 {
      let (step, inverse) = step(low, high, about: count)
      let unit = inverse > 0 ? 1 / inverse : step
      let (first, last) = (
        (low / unit + 1e-9).rounded(.down), (high / unit - 1e-9).rounded(.up)
      )
      (low, high) =
        inverse > 0 ? (first / inverse, last / inverse) : (first * step, last * step)
    }
    return (low, high)
  }

  /// Whether there are numbers enough between two for steps to lead from one to the other.
  private static func isDivisible(_ low: Double, _ high: Double) -> Bool {
    high - low > 1e-12 * max(abs(low), abs(high)) && high - low > 1e-100 && high - low < 1e300
  }

  /// The step, and where it is below 1 its inverse (else 0).
  private static func step(
    _ low: Double, _ high: Double, about count: Int
  ) -> (Double, inverse: Double) {
    let rough = (high - low) / Double(max(1, count))
    var power = 1.0
    var isBelowOne = false
    if rough >= 1 {
      while power * 10 <= rough { power *= 10 }
    } else {
      isBelowOne = true
      while 1 / power > rough * (1 + 1e-12) { power *= 10 }
    }
    let error = isBelowOne ? rough * power : rough / power
    let factor =
      error >= 50.0.squareRoot()
      ? 10.0 : error >= 10.0.squareRoot() ? 5 : error >= 2.0.squareRoot() ? 2 : 1
    if isBelowOne && power / factor >= 1 { return (factor / power, power / factor) }
    return (isBelowOne ? factor / power : power * factor, 0)
  }

  /// Powers of ten inside the range; between few of them also some multiples of each.
  static func logarithmic(_ low: Double, _ high: Double) -> [Double] {
    precondition(low > 0 && low <= high, "a logarithmic axis is above 0")
    var power = 1.0
    while power > low { power /= 10 }
    while power * 10 <= low { power *= 10 }
    var powers: [Double] = []
    while power <= high * (1 + 1e-12) {
      powers.append(power)
      power *= 10
    }
    let inside = powers.filter { $0 >= low * (1 - 1e-12) }
    let factors: [Double] = inside.count >= 4 ? [1] : inside.count >= 2 ? [1, 3] : [1, 2, 5]
    let (least, most) = (low * (1 - 1e-12), high * (1 + 1e-12))
    let ticks: [Double] = powers.flatMap { power in factors.map { factor in factor * power } }
    let found = ticks.filter { tick in tick >= least && tick <= most }
    // Inside less than a decade round numbers say more than none.
    return found.count >= 3 ? found : linear(low, high, about: 4)
  }

  /// Days from a start, at weeks, months of 30 days or years of 360, at most so many.
  static func days(_ low: Double, _ high: Double, atMost count: Int) -> [Double] {
    let steps: [Double] = [1, 2, 5, 7, 14, 30, 60, 90, 180, 360, 720, 1800, 3600]
    let most = Double(max(1, count - 1))
    let step: Double =
      steps.first { (high - low) / $0 <= most } ?? 3600 * ((high - low) / most / 3600).rounded(.up)
    let first = (low / step).rounded(.up) * step
    return Array(stride(from: first, through: high, by: step))
  }

  /// Starts of years, of months, or days, at most so many, with labels of one kind.
  static func dates(_ low: Double, _ high: Double, atMost count: Int) -> [(Double, String)] {
    let first = CalendarDay(daysSince1970: Int(low.rounded(.up)))
    let last = CalendarDay(daysSince1970: Int(high.rounded(.down)))
    guard first <= last else { return [] }
    let span = last.daysSince1970 - first.daysSince1970
    for step in [1, 2, 7, 14] where span / step < count {
      return stride(from: first.daysSince1970, through: last.daysSince1970, by: step).map {
        let day = CalendarDay(daysSince1970: $0)
        return (Double($0), "\(day.monthName) \(day.parts.day)")
      }
    }
    for months in [1, 2, 3, 6, 12, 24, 60, 120, 240, 600] {
      // Months counted from year 0, so that steps of 3 begin in January.
      let start = first.parts.year * 12 + first.parts.month - 1
      let from = (start + months - 1) / months * months
      var ticks: [(Double, String)] = []
      var month = from
      while true {
        let day = CalendarDay(year: month / 12, month: month % 12 + 1, day: 1)
        guard day <= last else { break }
        if day >= first {
          let year = "\(day.parts.year)"
          ticks.append(
            (Double(day.daysSince1970), months >= 12 ? year : "\(day.monthName) \(year)"))
        }
        month += months
      }
      if ticks.count <= count { return ticks }
    }
    return []
  }
}
