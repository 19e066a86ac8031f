internal import Randomness
internal import ReferralModel

/// What customers of every segment are still worth, looked up by rows in one place: in an array of
/// classes, each lookup would count references.
///
/// A row is a hazard of a segment; the values are those of `LifetimeValues`.
struct LifetimeColumns: ~Copyable {
  private struct Row: BitwiseCopyable {
    /// Where its values at signup and at the end begin, and for how many months of the
    /// referrer's age each is known.
    var signup: Int
    var signupMonths: Int
    var end: Int
    var endMonths: Int
  }

  private let rows: Column<Row>
  private let values: Column<Double>
  /// By segment: what a customer who was not referred is worth at signup.
  private let atSignup: Column<Double>
  private let lastMonth: Int

  /// - Parameter segments: The values of each.
  init(_ segments: [LifetimeValues]) {
    var rows: [Row] = []
    var values: [Double] = []
    for segment in segments {
      for hazard in segment.hazards.indices {
        let signup = values.count
        values += segment.signup[hazard]
        let end = values.count
        let months = segment.endWidth[hazard]
        let first = segment.endFirst[hazard]
        values += segment.end[first..<first + segment.horizon * months]
        rows.append(
          Row(signup: signup, signupMonths: end - signup, end: end, endMonths: months))
      }
    }
    self.rows = Column(rows)
    self.values = Column(values)
    atSignup = Column(segments.map(\.atSignup))
    // The same of all: it follows from the horizon and the tenure.
    lastMonth = segments.map(\.months).max().map { $0 - 1 } ?? 0
  }

  /// Lifetime margin at signup of one who was not referred, before any margin multiplier.
  @inline(__always)
  func atSignup(segment: Int) -> Double { atSignup[segment] }

  /// Lifetime margin at signup, before any margin multiplier.
  ///
  /// - Parameters:
  ///   - row: A segment's rows stand in the order of its hazards, after those of the segments
  ///     before.
  ///   - referrerAge: In days, tenure included.
  @inline(__always)
  func atSignup(_ row: Int, referrerAge: Double) -> Double {
    let row = rows[row]
    return values[row.signup &+ (row.signupMonths == 1 ? 0 : month(referrerAge))]
  }

  /// Discounted margin after the horizon, before any margin multiplier.
  @inline(__always)
  func atEnd(_ row: Int, signupDay: Int, referrerAge: Double) -> Double {
    let row = rows[row]
    return values[
      row.end &+ signupDay &* row.endMonths &+ (row.endMonths == 1 ? 0 : month(referrerAge))]
  }

  private func month(_ age: Double) -> Int {
    // Far beyond any month that is known; and an age is never below 0.
    min(lastMonth, nearestInteger(min(age / daysPerMonth, 1e9)))
  }
}
