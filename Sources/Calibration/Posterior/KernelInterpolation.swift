internal import GSL

/// What a polynomial leaves, between places where it is known: a Gaussian process with a bell of one
/// width around each.
///
/// The width is the one by which every place is told best from the others.
/// - Source: Rasmussen, Williams (2006), *Gaussian Processes for Machine Learning*, 2.2 and 5.4.2.
struct KernelInterpolation: Sendable {
  private let places: [[Double]]
  /// By column, one per place.
  private let weights: [[Double]]
  /// −1/(2·width²).
  private let scale: Double
  /// By column, one per place: what the others say of it, less what it is.
  let misses: [[Double]]

  private static let widths = [1, 1.5, 2.5, 4, 6.5]
  /// So much of what is seen is no smooth function; it keeps the matrix invertible.
  private static let roughness = 1e-6

  /// - Parameters:
  ///   - places: In units in which they spread about 1.
  ///   - columns: Values by column, one per place.
  ///   - importance: Of each place, for the choice of the width.
  /// - Throws: When no width gives an invertible matrix.
  init(_ places: [[Double]], columns: [[Double]], importance: [Double]) throws {
    var best: (weights: [[Double]], scale: Double, misses: [[Double]], score: Double)?
    var failure: (any Error)?
    let count = places.count
    let spreads = columns.map { $0.reduce(1e-300) { $0 + $1 * $1 } }
    for width in Self.widths {
      let scale = -1 / (2 * width * width)
      var matrix = [Double](repeating: 0, count: count * count)
      for i in 0..<count {
        for j in 0..<i {
          matrix[i * count + j] = naturalExp(scale * Self.square(places[i], places[j]))
        }
        matrix[i * (count + 1)] = 1 + Self.roughness
      }
      let factor: CholeskyFactor
      do throws(GSLError) {
        factor = try CholeskyFactor(matrix, size: count)
      } catch {
        failure = error
        continue
      }
      let white = columns.map { factor.whitened($0) }
      var weights = columns.map { _ in [Double](repeating: 0, count: count) }
      var misses = weights
      var unit = [Double](repeating: 0, count: count)
      for place in 0..<count {
        unit[place] = 1
        // A column of L⁻¹, and so, with the others, all of the inverse.
        let column = factor.whitened(unit)
        unit[place] = 0
        let own = column.reduce(0) { $0 + $1 * $1 }
        for index in columns.indices {
          var sum = 0.0
          for k in place..<count { sum += column[k] * white[index][k] }
          weights[index][place] = sum
          misses[index][place] = sum / own
        }
      }
      var score = 0.0
      for index in columns.indices {
        for place in 0..<count {
          score += importance[place] * misses[index][place] * misses[index][place] / spreads[index]
        }
      }
      if score < best?.score ?? .infinity { best = (weights, scale, misses, score) }
    }
    guard let best else { throw failure ?? CalibrationError.noFit }
    self.places = places
    (weights, scale, misses) = (best.weights, best.scale, best.misses)
  }

  private static func square(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices {
      let d = a[index] - b[index]
      sum += d * d
    }
    return sum
  }

  /// By column.
  func values(at place: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: weights.count)
    for index in places.indices {
      let exponent = scale * Self.square(places[index], place)
      guard exponent > -30 else { continue }
      let bell = naturalExp(exponent)
      for column in values.indices { values[column] += bell * weights[column][index] }
    }
    return values
  }
}
