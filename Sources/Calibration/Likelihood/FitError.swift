/// Why a fit was refused, as a sentence for the person who brought the data.
package enum FitError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nothing of the kind that is to be fitted was ever seen.
  case noEvents(String)
  /// Too few, or of a kind that leaves the model without a best value.
  case notEnough(String)
  /// Columns of different lengths, negative times and the like.
  case badData(String)
  /// The likelihood is best at the edge of what the model allows.
  case onTheBoundary(String)
  /// The search did not arrive at a best value.
  case notConverged(String)

  package var description: String {
    switch self {
    case .noEvents(let sentence), .notEnough(let sentence), .badData(let sentence),
      .onTheBoundary(let sentence), .notConverged(let sentence):
      sentence
    }
  }
}
