/// The forecast that spreadsheets make of a viral loop.
///
/// Everyone brings K others, one cycle after signing up, for ever:
/// ```
/// C(t) = C0 (K^(t/ct + 1) − 1) / (K − 1)
/// ```
/// - Parameters:
///   - initial: *C0*, customers at the start.
///   - reproduction: *K*, at least 0.
///   - cycleTimeInDays: *ct*, at least 0; at 0 every generation is there at once.
///   - days: *t*, at least 0.
/// - Returns: Customers ever. At K = 1 the limit C0 (t/ct + 1); without a cycle
///   time C0/(1 − K) below K = 1, and infinity from there on.
/// - Source: D. Skok (2009), Lessons Learned: Viral Marketing, For Entrepreneurs.
package func spreadsheetCustomers(
  initial: Double, reproduction: Double, cycleTimeInDays: Double, days: Double
) -> Double {
  guard initial > 0 else { return 0 }
  guard reproduction.isFinite, cycleTimeInDays.isFinite else { return .nan }
  guard cycleTimeInDays > 0 else {
    return reproduction < 1 ? initial / (1 - reproduction) : .infinity
  }
  let generations = days / cycleTimeInDays + 1
  guard reproduction > 0 else { return initial }
  guard reproduction != 1 else { return initial * generations }
  // K^n − 1 as expm1: near K = 1 the plain difference loses all its digits.
  return initial * exponentialMinusOne(generations * logarithm(reproduction)) / (reproduction - 1)
}
