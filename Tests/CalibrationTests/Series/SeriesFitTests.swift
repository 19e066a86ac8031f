import Calibration
import Testing

@Suite struct SeriesFitTests {
  private static let paths = [
    "loops.referral.conversion.base", "loops.referral.invites.mean", "acquisition.organic.rate",
  ]

  // Three p-values at 0.3% each, and 90% intervals that cover at least 37 of 50: together an honest
  // fit fails this for one seed in 70, and the seed is fixed.
  @Test func `truths lie anywhere among their posterior draws`() throws {
    let program = try SmallProgram(
      SmallProgram.text(months: 12), paths: Self.paths, columns: [.signups, .signupsReferred])
    let honesty = try SeriesHonesty(
      program, experiments: 0..<HonestyTests.fits, seed: 2026, threads: 2)
    for ranks in honesty.ranks where HonestyTests.fits == 50 {
      #expect(ranks.uniformity(bins: 5) > 0.003, "\(ranks.name): \(ranks.ranks)")
      #expect(ranks.coverage >= 0.74, "\(ranks.name): \(ranks.coverage)")
    }
    #expect(honesty.refused.isEmpty, "\(honesty.refused)")
  }

  // Referred signups are a product of invitations and conversion; counting invitations tells them
  // apart.
  @Test func `names the numbers that the data cannot tell apart, and the column that could`() throws
  {
    let blind = try SmallProgram(
      SmallProgram.text(months: 12), paths: Self.paths, columns: [.signups, .signupsReferred])
    var settings = SeriesFit.Settings(seed: 1, threads: 2)
    settings.effective = 400
    let fit = try SeriesFit(try blind.experiment(1, seed: 7).data, settings: settings)
    let direction = try #require(fit.undetermined.first)
    #expect(direction.moves.map(\.parameter) == Array(Self.paths.prefix(2)))
    #expect(direction.moves[0].change > 0 && direction.moves[1].change < 0)
    #expect(direction.column == .invitesSent)

    let seeing = try SmallProgram(
      SmallProgram.text(months: 12), paths: Self.paths,
      columns: [.signups, .signupsReferred, .invitesSent])
    let clear = try SeriesFit(try seeing.experiment(1, seed: 7).data, settings: settings)
    #expect(clear.undetermined.isEmpty)
    #expect(clear.shrinkage(of: 0) < fit.shrinkage(of: 0) / 2)
  }

  @Test func `one thread and two give the same draws`() throws {
    let program = try SmallProgram(
      SmallProgram.text(months: 6), paths: Self.paths, columns: [.signups, .signupsReferred])
    let data = try program.experiment(3, seed: 7).data
    let draws = try [1, 2].map { threads in
      var settings = SeriesFit.Settings(seed: 1, threads: threads)
      settings.effective = 400
      return try SeriesFit(data, settings: settings).draws
    }
    #expect(draws[0] == draws[1])
  }

  @Test func `a total that falls is refused with both lines`() {
    let falling = [
      SeriesObservation(.customersTotal, days: 0..<10, value: 500, line: 2),
      SeriesObservation(.customersTotal, days: 0..<20, value: 400, line: 3),
    ]
    #expect(throws: SeriesError.falls(line: 3, value: 400, before: 500, lineBefore: 2)) {
      try ObservedHistory(falling, initial: 300)
    }
    #expect(throws: SeriesError.nothing) { try ObservedHistory([], initial: 300) }
  }
}

@Suite struct BacktestTests {
  // Data of the model itself: whoever knows how they were made forecasts them better than a
  // straight line, a last growth rate, a Bass or a Gompertz curve.
  @Test func `the scenario that made the data beats naive forecasts of them`() throws {
    let program = try SmallProgram(
      SmallProgram.text(months: 12),
      paths: ["loops.referral.conversion.base", "acquisition.organic.rate"],
      columns: [.signups, .signupsReferred])
    var settings = SeriesFit.Settings(seed: 1, threads: 2)
    settings.effective = 400
    let backtest = try Backtest(
      try program.experiment(1, seed: 11).data, origins: 2, settings: settings)
    #expect(backtest.origins.map(\.refusal) == [nil, nil])
    let own = try #require(backtest.summary(of: nil))
    #expect(own.forecasts == backtest.forecasts.count && own.forecasts >= 16)
    // Binomial at the very least: independent forecasts would cover 90%.
    #expect(own.coverage90 > 0.6)
    for method in Baseline.allCases {
      guard let other = backtest.summary(of: method),
        let mine = backtest.summary(of: nil, besides: method)
      else { continue }
      #expect(mine.relativeCRPS < other.relativeCRPS, "\(method.rawValue)")
    }
  }
}
