/// Places drawn from a standard normal prior times a cheap likelihood, however thin and bent the
/// ridge on which that is high.
///
/// A population starts from the prior; the likelihood counts for more and more of its logarithm,
/// each time as much as leaves six in ten of the places worth something; those that are worth more
/// are doubled, and all of them walk. A step goes along the difference of two others, so that it
/// has the length and direction of the ridge; steps a third, a tenth and a thirtieth as long find
/// their way where it bends.
/// - Source: Del Moral, Doucet, Jasra (2006), *J. R. Stat. Soc. B* 68:411–436, for sequential Monte
///   Carlo; ter Braak (2006), *Statistics and Computing* 16:239–249, for the steps.
struct TemperedPopulation {
  private(set) var places: [[Double]]
  private var logLikelihoods: [Double]
  private let logLikelihood: ([Double]) -> Double
  private var luck: SamplerLuck

  private static let worthKeeping = 0.6
  /// Of every place, each time that the likelihood counts for more.
  private static let walks = 12
  /// In the end.
  private static let lastWalks = 60
  private static let lengths = [1, 0.3, 0.1, 0.03]
  /// So many times the likelihood may count for more before it has to count in full.
  private static let patience = 200

  /// - Parameters:
  ///   - logLikelihood: Up to a constant; −∞ outside.
  ///   - count: At least 4.
  init(
    dimensions: Int, count: Int, luck: SamplerLuck, logLikelihood: @escaping ([Double]) -> Double
  ) {
    precondition(count >= 4, "a step needs two others")
    var luck = luck
    let places = (0..<count).map { _ in (0..<dimensions).map { _ in luck.normal() } }
    self.places = places
    logLikelihoods = places.map(logLikelihood)
    self.logLikelihood = logLikelihood
    self.luck = luck
    var power = 0.0
    for _ in 0..<Self.patience where power < 1 {
      let next = nextPower(after: power)
      resample(by: next - power)
      power = next
      for _ in 0..<Self.walks { walk(power) }
    }
    for _ in 0..<Self.lastWalks { walk(1) }
    shuffle()
  }

  /// As far as leaves so many places worth something.
  private func nextPower(after power: Double) -> Double {
    func isBearable(_ step: Double) -> Bool {
      let weights = self.weights(step)
      let sum = weights.reduce(0, +)
      let squares = weights.reduce(0) { $0 + $1 * $1 }
      return sum * sum >= Self.worthKeeping * Double(weights.count) * squares
    }
    guard !isBearable(1 - power) else { return 1 }
    var (low, high) = (0.0, 1 - power)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if isBearable(middle) { low = middle } else { high = middle }
    }
    return power + high
  }

  private func weights(_ step: Double) -> [Double] {
    let best = logLikelihoods.max() ?? 0
    guard best > -.infinity else { return logLikelihoods.map { _ in 1 } }
    return logLikelihoods.map { naturalExp(step * ($0 - best)) }
  }

  /// Systematically: each as often as its weight says, up to one.
  private mutating func resample(by step: Double) {
    let weights = weights(step)
    let share = weights.reduce(0, +) / Double(weights.count)
    var position = luck.uniform() * share
    var sum = 0.0
    var chosen: [Int] = []
    for (index, weight) in weights.enumerated() {
      sum += weight
      while position < sum, chosen.count < weights.count {
        chosen.append(index)
        position += share
      }
    }
    // What rounding leaves out.
    while chosen.count < weights.count { chosen.append(chosen.last ?? 0) }
    (places, logLikelihoods) = (chosen.map { places[$0] }, chosen.map { logLikelihoods[$0] })
  }

  /// One step of every place.
  private mutating func walk(_ power: Double) {
    let count = places.count
    // ter Braak's length for a normal in so many dimensions.
    let full = 2.38 / (2 * Double(places[0].count)).squareRoot()
    for index in places.indices {
      let first = (index + 1 + luck.index(below: count - 1)) % count
      let second = (index + 1 + luck.index(below: count - 1)) % count
      let length = full * Self.lengths[luck.index(below: Self.lengths.count)]
      let place = places[index]
      var there = place
      var priors = 0.0
      for axis in place.indices {
        there[axis] +=
          length * (places[first][axis] - places[second][axis]) + 1e-4 * luck.normal()
        priors += place[axis] * place[axis] - there[axis] * there[axis]
      }
      let value = logLikelihood(there)
      guard value > -.infinity else { continue }
      let ratio = power * (value - logLikelihoods[index]) + priors / 2
      if naturalLogarithm(luck.uniform()) < ratio {
        (places[index], logLikelihoods[index]) = (there, value)
      }
    }
  }

  /// So that doubles do not stand together.
  private mutating func shuffle() {
    for index in places.indices.dropFirst().reversed() {
      let other = luck.index(below: index + 1)
      places.swapAt(index, other)
      logLikelihoods.swapAt(index, other)
    }
  }
}
