internal import Foundation

/// How long customers stay: a Weibull lifetime, stated by what is lost in the first month.
///
/// A customer is active at whole age a while T > a, so leaving on day a means T in (a − 1, a]. With
/// the cumulative hazard Λ of a customer,
/// ```
/// left on day a      exp(−Λ(a − 1)) − exp(−Λ(a))
/// still there at a   exp(−Λ(a))
/// seen from age e    ÷ exp(−Λ(e))
/// ```
/// The hazard of a referred customer is multiplied, for good or only on days that the referrer
/// entered as a customer.
/// - Source: Kalbfleisch, Prentice (2002), *The Statistical Analysis of Failure Time Data*, 3.3.
package struct LifetimeFit: Equatable, Sendable {
  /// What being referred does to the hazard.
  package enum Multiplier: Equatable, Sendable {
    /// Nothing: all customers are alike.
    case none
    /// It is multiplied for life.
    case always
    /// It is multiplied until the referrer has left.
    case whileReferrerStays
  }

  /// `first_month_loss`, `shape`, and `referred_multiplier` where one is asked for.
  package let result: FitResult

  /// Days of a month.
  package static let month = 365.25 / 12

  package static let lossName = "first_month_loss"
  package static let shapeName = "shape"
  package static let multiplierName = "referred_multiplier"

  /// The Weibull scale in days: S(t) = exp(−(t/scale)^shape).
  package var scaleInDays: Double {
    let loss = result.value(of: LifetimeFit.lossName)
    return LifetimeFit.month / pow(-log1p(-loss), 1 / shape)
  }

  /// The fitted shape, or the one that was given.
  package let shape: Double

  /// Fits lifetimes.
  ///
  /// - Parameters:
  ///   - lives: The customers.
  ///   - multiplier: What being referred does.
  ///   - shape: Given, such as 1 for a constant hazard; nil to fit it.
  /// - Throws: When nobody was seen leaving, when the effect of being referred has nobody to show
  ///   it, and when the search fails.
  package init(_ lives: Lives, multiplier: Multiplier = .none, shape: Double? = nil)
    throws(FitError)
  {
    try lives.check()
    guard lives.left.contains(true) else {
      throw .noEvents(
        "nobody was seen leaving, so the data only say that customers stay longer than they were "
          + "watched; state the churn, or bring a longer history")
    }
    if multiplier != .none {
      try LifetimeFit.checkGroups(lives)
    }
    let rows = LifetimeRows(lives, multiplier: multiplier)
    guard !rows.lostAtOnce || shape != nil else {
      throw .onTheBoundary(
        "everyone who left did so on the same day, so the shape of the lifetime is not determined; "
          + "give a shape")
    }

    var parameters = [FitParameter.probability(LifetimeFit.lossName)]
    if shape == nil { parameters.append(.positive(LifetimeFit.shapeName)) }
    if multiplier != .none {
      parameters.append(.positive(LifetimeFit.multiplierName, boundary: .linear))
    }
    let problem = LikelihoodProblem(
      model: "weibull", parameters: parameters, observations: lives.exitAge.count
    ) { values in
      let fittedShape = shape ?? values[1]
      return rows.logLikelihood(
        logScale: log(-log1p(-values[0])) - fittedShape * log(LifetimeFit.month),
        shape: fittedShape, multiplier: multiplier == .none ? 1 : values[values.count - 1])
    }

    // The exponential fit: events per day watched.
    let watched = lives.exitAge.indices.reduce(0) {
      $0 + lives.exitAge[$1] - lives.entryAge[$1]
    }
    let rate = Double(lives.left.count { $0 }) / max(watched, 1e-9)
    let loss = min(max(-expm1(-rate * LifetimeFit.month), 1e-6), 1 - 1e-6)
    var start = [loss]
    if shape == nil { start.append(1) }
    if multiplier != .none { start.append(1) }
    result = try problem.fit(from: [start])
    self.shape = shape ?? result.value(of: LifetimeFit.shapeName)
  }

  private static func checkGroups(_ lives: Lives) throws(FitError) {
    guard lives.isReferred.contains(true) else {
      throw .notEnough("no customer is known to be referred, so being referred shows no effect")
    }
    guard
      lives.isReferred.contains(false)
        || lives.referrerLeftAtAge.contains(where: { $0 < .infinity })
    else {
      throw .notEnough(
        "every customer is referred, so nobody shows how others stay; fit one lifetime for all")
    }
  }
}

/// Lifetimes of customers, one entry a customer in every column.
package struct Lives: Equatable, Sendable {
  /// How times are to be read.
  package enum Resolution: Equatable, Sendable {
    /// Whole days: leaving on day a means in (a − 1, a].
    case wholeDays
    /// Moments, as in published survival data.
    case exact
  }

  package var resolution: Resolution
  /// Age in days from which the customer was watched: the tenure of one who was there before the
  /// data began, else 0.
  package var entryAge: [Double]
  /// Age on leaving, or at the end of observation.
  package var exitAge: [Double]
  /// Whether the customer left at `exitAge`.
  package var left: [Bool]
  package var isReferred: [Bool]
  /// The referee's age on the referrer's first day as no customer; infinite while the referrer
  /// stays or is unknown.
  package var referrerLeftAtAge: [Double]

  /// - Parameters:
  ///   - entryAge: nil when everyone was watched from age 0.
  ///   - isReferred: nil when nobody is known to be.
  ///   - referrerLeftAtAge: nil when no referrer is known to have left.
  package init(
    resolution: Resolution = .wholeDays, exitAge: [Double], left: [Bool],
    entryAge: [Double]? = nil, isReferred: [Bool]? = nil, referrerLeftAtAge: [Double]? = nil
  ) {
    self.resolution = resolution
    self.exitAge = exitAge
    self.left = left
    self.entryAge = entryAge ?? Array(repeating: 0, count: exitAge.count)
    self.isReferred = isReferred ?? Array(repeating: false, count: exitAge.count)
    self.referrerLeftAtAge =
      referrerLeftAtAge ?? Array(repeating: .infinity, count: exitAge.count)
  }

  /// - Throws: When a column is short, or a life is impossible.
  func check() throws(FitError) {
    let count = exitAge.count
    guard count > 0 else { throw .noEvents("there are no customers to learn lifetimes from") }
    guard
      [left.count, entryAge.count, isReferred.count, referrerLeftAtAge.count]
        .allSatisfy({ $0 == count })
    else { throw .badData("every customer needs an entry in every column of lifetimes") }
    for index in 0..<count {
      let (entry, exit) = (entryAge[index], exitAge[index])
      guard entry >= 0, exit.isFinite, exit >= entry else {
        throw .badData("customer \(index) was watched from age \(entry) to \(exit)")
      }
      // Leaving on the day of signup is not in the model, nor is leaving before being watched.
      guard !left[index] || exit > entry else {
        throw .badData("customer \(index) left at age \(exit), the age at which watching began")
      }
      guard resolution == .exact || (entry.rounded() == entry && exit.rounded() == exit) else {
        throw .badData("customer \(index) has an age that is not a whole number of days")
      }
      let end = referrerLeftAtAge[index]
      guard !end.isNaN, resolution == .exact || !end.isFinite || end.rounded() == end else {
        throw .badData("customer \(index) needs a whole number of days for when the referrer left")
      }
    }
  }
}
