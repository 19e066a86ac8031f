import Foundation
import ReferralModel
import Simulation

/// How the threads of a simulation share the memory that is free.
struct MemoryPlan {
  /// As many as were asked for, or as fit.
  let threads: Int
  /// Strategies that a thread may hold at once.
  let strategies: Int

  /// - Parameters:
  ///   - scenarios: All that will be simulated, one at a time on each thread.
  ///   - asked: Threads that somebody asked for; nil for as many as there are cores, or fit.
  /// - Throws: `Failure` that names what it would take, what is free, and what would fit.
  init(
    _ scenarios: [Scenario], threads asked: Int?, most: Int = .max, quiet: Bool
  ) throws {
    let wanted = min(asked ?? ProcessInfo.processInfo.activeProcessorCount, max(1, most))
    let free = FreeMemory.bytes - Self.rest
    // Markets are alike; the largest says enough.
    guard let largest = scenarios.max(by: { $0.market.size < $1.market.size }) else {
      (threads, strategies) = (wanted, .max)
      return
    }
    let edges = try Self.edges(of: largest)
    // Most markets are so small that nothing has to be measured.
    let most = MemoryNeed.most(largest, edges: edges, threads: wanted)
    if most < free / 4 {
      (threads, strategies) = (wanted, Int(min(1e6, 2 * free / most)) - 1)
      return
    }
    let need = try MemoryNeed(largest, edges: edges)
    let fitting = Int(min(1e6, ((free - need.shared) / need.perThread).rounded(.down)))
    guard fitting >= wanted || (asked == nil && fitting >= 1) else {
      throw Self.refusal(largest, need, threads: wanted, fitting: fitting, free: free)
    }
    threads = min(wanted, fitting)
    if threads < wanted, !quiet {
      Terminal.error(
        "note: \(Self.gigabytes(need.perThread)) a thread, and \(Self.gigabytes(free)) are free: "
          + "on \(threads) of \(wanted) threads")
    }
    // One more history than strategies: that without a program.
    let ofEach = (free - need.shared) / Double(threads) / (need.perThread / 2)
    strategies = max(1, Int(min(1e6, ofEach)) - 1)
  }

  /// What a process takes for itself, its results included.
  private static let rest = 100e6

  /// Networks that are stored take their memory when they are made, the others none.
  static func checkNetwork(of scenario: Scenario) throws {
    switch scenario.market.network {
    case .edges, .smallWorld: _ = try MemoryPlan([scenario], threads: 1, quiet: true)
    case .configuration, .communities, .blocks: return
    }
  }

  /// Bytes of the network's file; 0 where there is none, which reading it will say.
  private static func edges(of scenario: Scenario) throws -> Int {
    guard case .edges(let path, _) = scenario.market.network,
      FileManager.default.fileExists(atPath: path)
    else { return 0 }
    return try SeekableFile(path).size
  }

  private static func refusal(
    _ scenario: Scenario, _ need: MemoryNeed, threads: Int, fitting: Int, free: Double
  ) -> Failure {
    var sentence =
      "out of memory before it began: \(scenario.market.size) persons on \(threads) "
      + (threads == 1 ? "thread take" : "threads take")
      + " about \(gigabytes(need.bytes(threads: threads))), and \(gigabytes(free)) are free; "
    if fitting >= 1 {
      sentence +=
        "--threads \(fitting) takes \(gigabytes(need.bytes(threads: fitting))) and gives the same "
        + "numbers"
    } else if need.shared >= free && need.shared > 0 {
      sentence += "the network's file alone takes \(gigabytes(need.shared))"
    } else if free < 1e6 {
      sentence += "no market would fit"
    } else {
      let most = Double(scenario.market.size) * (free - need.shared) / need.perThread
      sentence += "a market of \(twoDigits(most)) persons would fit on one thread"
    }
    return Failure(message: sentence, exitCode: Failure.unavailable)
  }

  /// Rounded down, so that it fits.
  private static func twoDigits(_ value: Double) -> Int {
    var digits = Int(max(1, value))
    var scale = 1
    while digits >= 100 {
      digits /= 10
      scale *= 10
    }
    return digits * scale
  }

  static func gigabytes(_ bytes: Double) -> String {
    let tenths = { (value: Double) in
      let rounded = Int((value * 10).rounded())
      return rounded >= 100 ? "\((rounded + 5) / 10)" : "\(rounded / 10).\(rounded % 10)"
    }
    return bytes >= 1e9 ? tenths(bytes / 1e9) + " GB" : "\(Int((max(0, bytes) / 1e6).rounded())) MB"
  }
}
