import Calibration
import Foundation

/// Many fits to data of the agents engine, with truths from the prior.
struct SeriesHonesty: Sendable {
  private(set) var ranks: [RankStatistics]
  private(set) var refused: [String] = []

  /// - Parameters:
  ///   - experiments: Which, by number.
  ///   - progress: Called after each.
  init(
    _ program: SmallProgram, experiments: some Sequence<Int>, seed: UInt64, threads: Int,
    progress: (Int) -> Void = { _ in }
  ) throws {
    ranks = program.model.parameters.map { RankStatistics($0.name) }
    for number in experiments {
      let (truth, data) = try program.experiment(number, seed: seed)
      var settings = SeriesFit.Settings(seed: UInt64(number), threads: threads)
      settings.effective = 400
      do {
        let fit = try SeriesFit(data, settings: settings)
        let values = try data.values(at: truth)
        for index in values.indices {
          ranks[index].add(truth: values[index], draws: fit.draws.map { $0[index] })
        }
      } catch let error as CalibrationError {
        refused.append("\(number): \(error)")
      }
      progress(number)
    }
  }

  /// Adds other experiments of the same kind.
  mutating func merge(_ other: SeriesHonesty) {
    for index in ranks.indices { ranks[index].merge(other.ranks[index]) }
    refused += other.refused
  }
}
