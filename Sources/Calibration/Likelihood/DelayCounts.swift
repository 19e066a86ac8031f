/// Whole-day delays counted by day: how many ended on it, and how many were watched through it
/// without an end.
struct DelayCounts {
  /// Ends on day d, by d.
  var seen: [Double]
  /// Watched for delays up to and including c without an end, by c.
  var unseen: [Double]

  /// - Parameters:
  ///   - days: The delay where it was seen, else the last day on which it could have been.
  ///   - seen: One per delay.
  init(days: [Int], seen isSeen: [Bool]) throws(FitError) {
    guard days.count == isSeen.count else {
      throw .badData("every delay needs to say whether its end was seen")
    }
    guard let last = days.max() else { throw .noEvents("there are no delays to learn from") }
    guard days.allSatisfy({ $0 >= 0 }) else { throw .badData("a delay is negative") }
    seen = Array(repeating: 0, count: last + 1)
    unseen = seen
    for (day, isSeen) in zip(days, isSeen) {
      if isSeen { seen[day] += 1 } else { unseen[day] += 1 }
    }
    guard isSeen.contains(true) else {
      throw .noEvents("none of the \(days.count) delays was seen to end")
    }
  }

  init(seen: [Double], unseen: [Double]) {
    self.seen = seen
    self.unseen = unseen
  }

  /// Those on which a delay ended, or was watched to.
  var days: [Int] { seen.indices.filter { seen[$0] > 0 || unseen[$0] > 0 } }
  var seenTotal: Double { seen.reduce(0, +) }
  var unseenTotal: Double { unseen.reduce(0, +) }

  /// The only day on which a delay ended; nil when there are several.
  var onlyDay: Int? {
    let days = seen.indices.filter { seen[$0] > 0 }
    return days.count == 1 ? days[0] : nil
  }

  /// The mean delay of those seen, counted from the middle of a day.
  var meanSeen: Double {
    seen.indices.reduce(0) { $0 + seen[$1] * (Double($1) + 0.5) } / seenTotal
  }

  /// Days waited per end seen: the mean of an exponential law.
  var exposurePerEnd: Double {
    seen.indices.reduce(0) { $0 + (seen[$1] + unseen[$1]) * (Double($1) + 0.5) } / seenTotal
  }

  /// Refuses a law that these delays leave without a best value.
  func check(_ family: DelayFamily) throws(FitError) {
    if family == .constant {
      guard onlyDay != nil else {
        throw .notEnough("delays differ, so they are not constant")
      }
      return
    }
    if family == .geometric {
      guard seen[0] == 0 else {
        throw .notEnough("a geometric delay lasts at least a day, and some lasted none")
      }
    }
    if let day = onlyDay, seenTotal > 0 {
      throw .onTheBoundary(
        "every delay seen is \(day) days, which a constant says best; a \(family.rawValue) law "
          + "would shrink onto it")
    }
  }
}
