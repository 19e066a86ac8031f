import Foundation
import ScenarioFile
import Synchronization
import Testing

@testable import Calibration

/// Series of which no posterior is reported, and why.
@Suite struct UnfittableSeriesTests {
  private static let paths = ["loops.referral.conversion.base", "acquisition.organic.rate"]

  /// Four months of a small program, and a model of them whose numbers are bent on their way into the
  /// scenario; nil where they make none.
  private func model(
    _ bend: @escaping @Sendable ([Double]) -> [Double]? = { $0 }
  ) throws -> SeriesModel {
    let program = try SmallProgram(
      SmallProgram.text(months: 4), paths: Self.paths, columns: [.signups, .signupsReferred])
    let data = try program.experiment(3, seed: 7).data
    let (document, numbers) = (program.document, program.numbers)
    return SeriesModel(
      observed: data.observed, parameters: data.parameters, simulator: data.simulator
    ) { values in
      bend(values).flatMap { try? document.scenario(fitting: numbers, to: $0) }
    }
  }

  private func refusal(
    _ model: SeriesModel, progress: @escaping (SeriesFit.Step) -> Void = { _ in }
  ) throws -> CalibrationError? {
    var settings = SeriesFit.Settings(seed: 1, threads: 2)
    settings.effective = 400
    do {
      _ = try SeriesFit(model, settings: settings, progress: progress)
      return nil
    } catch let error as CalibrationError {
      return error
    }
  }

  @Test func `no numbers make a scenario`() throws {
    let refusal = try refusal(model { _ in nil })
    #expect(refusal == .noFit)
    #expect(
      refusal?.description
        == "no start led to a fit: check that the scenario's own numbers are of the right size for "
        + "these data")
  }

  // The scenario's own rate does, and one stripe of rates in four.
  @Test func `hardly any numbers make a scenario`() throws {
    let refusal = try refusal(
      model { Int((($0[1] - 1.5) / 0.05).rounded(.down)) & 3 == 0 ? $0 : nil })
    #expect(refusal == .fewScenarios)
    #expect(refusal?.description.contains("hardly any numbers make a valid scenario") == true)
  }

  // Of many summits, so that the second sampler is needed, and from some moment of sampling on no
  // numbers make a scenario: while the first sampler learns, as it begins (it learns from 80 places and 4 slopes),
  // while the second learns, while it leaps.
  @Test(arguments: [
    (0, CalibrationError.fewScenarios), (84, .noFit), (200, .fewScenarios), (500, .fewScenarios),
  ])
  func `no scenario can be made any more`(last: Int, error: CalibrationError) throws {
    let built = Atomic(Int.min)
    let ending = try model { values in
      guard built.add(1, ordering: .relaxed).newValue <= last else { return nil }
      return [values[0] * (1 + 0.9 * sin(5000 * values[0])), values[1]]
    }
    let refusal = try refusal(ending) { step in
      if step == .sampling { built.store(0, ordering: .relaxed) }
    }
    #expect(refusal == error)
  }

  // Conversion goes up and down sixteen times within its prior: as many summits as that.
  @Test func `a posterior of many summits`() throws {
    let many = try refusal(model { [$0[0] * (1 + 0.9 * sin(5000 * $0[0])), $0[1]] })
    guard case .notConverged(let name, let rHat, _)? = many else {
      Issue.record("\(String(describing: many))")
      return
    }
    #expect(Self.paths.contains(name) && rHat > 1.01)
    #expect(many?.description.contains("its sampler did not converge: \(name) has") == true)
  }

  @Test func `a posterior of which a part is missed`() throws {
    let some = try refusal(model { [$0[0] * (1 + 0.9 * sin(200 * $0[0])), $0[1]] })
    guard case .missesPart(let shape)? = some else {
      Issue.record("\(String(describing: some))")
      return
    }
    #expect(shape >= ParetoShape.bearable)
    #expect(some?.description.contains("a tail of Pareto shape") == true)
  }

  // The search asks some 50 times, two rounds of luck 400, and the sampler after that.
  @Test(arguments: [0, 10, 200, 1000])
  func `an interrupt is seen wherever the fit is`(looks: Int) throws {
    let seen = Atomic(0)
    #expect(throws: CalibrationError.interrupted) {
      _ = try SeriesFit(
        model(), settings: SeriesFit.Settings(seed: 1, threads: 2),
        isCancelled: { seen.add(1, ordering: .relaxed).newValue > looks })
    }
  }

  @Test func `a forecast of few draws, and one that is interrupted`() throws {
    var settings = SeriesFit.Settings(seed: 1, threads: 1)
    settings.effective = 400
    let whole = try model()
    let fit = try SeriesFit(whole, settings: settings)
    func forecast(draws: Int, isCancelled: @escaping @Sendable () -> Bool) throws -> Int {
      let forecast = try ConditionalForecast(
        whole, from: fit, origin: 60, draws: draws, settings: settings, isCancelled: isCancelled)
      return forecast.samples.count
    }
    #expect(throws: CalibrationError.fewScenarios) { try forecast(draws: 49) { false } }
    let asked = Atomic(0)
    #expect(try forecast(draws: 50) { asked.add(1, ordering: .relaxed).newValue < 0 } == 50)
    // The last question of all is between two draws.
    let last = asked.exchange(0, ordering: .relaxed)
    #expect(throws: CalibrationError.interrupted) {
      try forecast(draws: 50) { asked.add(1, ordering: .relaxed).newValue >= last }
    }
  }

  @Test func `an interrupt ends a backtest, and a refusal does not`() throws {
    let settings = SeriesFit.Settings(seed: 1, threads: 2)
    #expect(throws: CalibrationError.interrupted) {
      try Backtest(model(), origins: 1, settings: settings, isCancelled: { true })
    }
    let backtest = try Backtest(model { _ in nil }, origins: 1, settings: settings)
    #expect(backtest.forecasts.isEmpty)
    #expect(backtest.origins.map(\.refusal) == [CalibrationError.noFit.description])
  }
}
