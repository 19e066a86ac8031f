import Foundation
import GSL
import Testing

/// NIST's Statistical Reference Datasets for nonlinear regression, public domain.
///
/// Certified values are NIST's; the data of Misra1a are also those of Misra1b to 1d.
@Suite struct NonlinearFitTests {
  struct Reference: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let x: [Double]
    let y: [Double]
    /// NIST's second start.
    let start: [Double]
    let certified: [Double]
    let sumOfSquares: Double
    let model: @Sendable ([Double], Double) -> Double
  }

  private static let pressure: [Double] = [
    77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0,
  ]
  private static let volume: [Double] = [
    10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47,
    81.78,
  ]

  private static let distance: [Double] = [
    0.5, 1, 1.75, 3.75, 5.75, 0.875, 2.25, 3.25, 5.25, 0.75, 1.75, 2.75, 4.75, 0.625, 1.25,
    2.25, 4.25, 0.5, 3, 0.75, 3, 1.5, 6, 3, 6, 1.5, 3, 0.5, 2, 4, 0.75, 2, 5, 0.75, 2.25, 3.75,
    5.75, 3, 0.75, 2.5, 4, 0.75, 2.5, 4, 0.75, 2.5, 4, 0.5, 6, 3, 0.5, 2.75, 0.5, 1.75,
  ]
  private static let response: [Double] = [
    92.9, 57.1, 31.05, 11.5875, 8.025, 63.6, 21.4, 14.25, 8.475, 63.8, 26.8, 16.4625, 7.125,
    67.3, 41, 21.15, 8.175, 81.5, 13.12, 59.9, 14.62, 32.9, 5.44, 12.56, 5.44, 32, 13.95, 75.8,
    20, 10.42, 59.5, 21.67, 8.55, 62, 20.2, 7.76, 3.75, 11.81, 54.7, 23.7, 11.55, 61.3, 17.7,
    8.74, 59.2, 16.3, 8.62, 81, 4.87, 14.62, 81.7, 17.17, 81.3, 28.9,
  ]

  static let references = [
    Reference(
      testDescription: "Chwirut2", x: distance, y: response, start: [0.15, 0.008, 0.010],
      certified: [1.6657666537e-1, 5.1653291286e-3, 1.2150007096e-2],
      sumOfSquares: 5.1304802941e2
    ) { exp(-$0[0] * $1) / ($0[1] + $0[2] * $1) },
    Reference(
      testDescription: "Misra1a", x: pressure, y: volume, start: [250, 0.0005],
      certified: [2.3894212918e2, 5.5015643181e-4], sumOfSquares: 1.2455138894e-1
    ) { $0[0] * (1 - exp(-$0[1] * $1)) },
    Reference(
      testDescription: "Misra1b", x: pressure, y: volume, start: [300, 0.0002],
      certified: [3.3799746163e2, 3.9039091287e-4], sumOfSquares: 7.5464681533e-2
    ) { $0[0] * (1 - pow(1 + $0[1] * $1 / 2, -2)) },
    Reference(
      testDescription: "Misra1c", x: pressure, y: volume, start: [600, 0.0002],
      certified: [6.3642725809e2, 2.0813627256e-4], sumOfSquares: 4.0966836971e-2
    ) { $0[0] * (1 - pow(1 + 2 * $0[1] * $1, -0.5)) },
    Reference(
      testDescription: "Misra1d", x: pressure, y: volume, start: [450, 0.0003],
      certified: [4.3736970754e2, 3.0227324449e-4], sumOfSquares: 5.6419295283e-2
    ) { $0[0] * $0[1] * $1 / (1 + $0[1] * $1) },
    Reference(
      testDescription: "DanWood", x: [1.309, 1.471, 1.490, 1.565, 1.611, 1.680],
      y: [2.138, 3.421, 3.597, 4.340, 4.882, 5.660], start: [0.7, 4],
      certified: [7.6886226176e-1, 3.8604055871], sumOfSquares: 4.3173084083e-3
    ) { $0[0] * pow($1, $0[1]) },
    Reference(
      testDescription: "BoxBOD", x: [1, 2, 3, 5, 7, 10], y: [109, 149, 149, 191, 213, 224],
      start: [100, 0.75], certified: [2.1380940889e2, 5.4723748542e-1],
      sumOfSquares: 1.1680088766e3
    ) { $0[0] * (1 - exp(-$0[1] * $1)) },
    Reference(
      testDescription: "Rat42", x: [9, 14, 21, 28, 42, 57, 63, 70, 79],
      y: [8.930, 10.800, 18.590, 22.330, 39.350, 56.110, 61.730, 64.620, 67.080],
      start: [75, 2.5, 0.07], certified: [7.2462237576e1, 2.6180768402, 6.7359200066e-2],
      sumOfSquares: 8.0565229338
    ) { $0[0] / (1 + exp($0[1] - $0[2] * $1)) },
  ]

  @Test(arguments: references)
  func `six digits of every certified value from the second start`(reference: Reference) throws {
    let fit = try NonlinearFit(start: reference.start, count: reference.x.count) { parameters in
      zip(reference.x, reference.y).map { reference.model(parameters, $0) - $1 }
    }
    for (found, certified) in zip(fit.parameters, reference.certified) {
      #expect(abs(found / certified - 1) < 1e-6, "\(found) against \(certified)")
    }
    #expect(abs(fit.sumOfSquares / reference.sumOfSquares - 1) < 1e-6)
  }

  // NIST's certified standard deviations of Misra1a, from its residual variance.
  @Test func `the covariance gives the certified standard deviations`() throws {
    let reference = try #require(Self.references.first { $0.testDescription == "Misra1a" })
    let fit = try NonlinearFit(start: reference.start, count: reference.x.count) { parameters in
      zip(reference.x, reference.y).map { reference.model(parameters, $0) - $1 }
    }
    let variance = fit.sumOfSquares / 12
    #expect(abs((variance * fit.inverseInformation[0][0]).squareRoot() / 2.7070075241 - 1) < 1e-5)
    #expect(
      abs((variance * fit.inverseInformation[1][1]).squareRoot() / 7.2668688436e-6 - 1) < 1e-5)
  }

  // The R output quoted with the series: M 68,000, P 0.00659, Q 0.638, residual error 727.
  @Test func `a Bass curve through ten years of VCR sales is the published one`() throws {
    let sales: [Double] = [840, 1470, 2110, 4000, 7590, 10950, 10530, 9470, 7790, 5890]
    let fit = try NonlinearFit(start: [60_630, 0.03, 0.38], count: 10) { parameters in
      let (m, p, q) = (parameters[0], parameters[1], parameters[2])
      return sales.enumerated().map { index, sale in
        let decay = exp(-(p + q) * Double(index + 1))
        return m * (p + q) * (p + q) / p * decay / pow(1 + q / p * decay, 2) - sale
      }
    }
    #expect(abs(fit.parameters[0] - 67_980.94) < 0.1)
    #expect(abs(fit.parameters[1] - 0.00659397) < 1e-7)
    #expect(abs(fit.parameters[2] - 0.638091) < 1e-5)
    #expect(abs((fit.sumOfSquares / 7).squareRoot() - 727.193) < 0.01)
  }

  struct Refusal: Error {}

  @Test func `failures come back as they were`() throws {
    #expect(throws: Refusal.self) {
      try NonlinearFit(start: [1], count: 1) { _ in throw Refusal() }
    }
    #expect(throws: GSLError.self) { try NonlinearFit(start: [1], count: 1) { _ in [.nan] } }
  }

  // A slope that is no number leads to a place that is none, where this fits ever better.
  @Test(arguments: 2...4)
  func `a fit that ends nowhere is refused`(undefined: Int) {
    var calls = 0
    #expect(throws: GSLError.self) {
      try NonlinearFit(start: [1], count: 1, differences: .stepping(by: 0.1)) { _ in
        calls += 1
        return [calls == undefined ? .nan : 1 / Double(calls)]
      }
    }
  }
}
