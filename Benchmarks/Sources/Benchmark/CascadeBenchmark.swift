import KFactorKit

/// The independent cascade: the same network and the same initial people in
/// kfactor, in C and in cynetdiff.
struct CascadeBenchmark {
  let bench: Workbench
  init(_ bench: Workbench) { self.bench = bench }

  private let network = "network-100000.txt"

  func run() throws {
    let hasCynetdiff = bench.canImport("cynetdiff")
    if !hasCynetdiff { print("cascade: cynetdiff is not installed; compared with C only") }
    for (percent, cascades) in [(5, 2000), (10, 200)] {
      print("cascade (persons=1e5, contacts=10, initial=10, conversion=\(percent)%)")
      try run(percent: percent, cascades: cascades, withCynetdiff: hasCynetdiff)
    }
  }

  private func run(percent: Int, cascades: Int, withCynetdiff: Bool) throws {
    let people = firstPersons(10, of: 100_000, seed: 1)
    try people.map(String.init).joined(separator: "\n").write(
      toFile: bench.path("people.txt"), atomically: true, encoding: .utf8)
    let file = try bench.scenario(
      "cascade",
      """
      name: Cascade
      horizon: 1 day
      market: {size: 100_000, network: {model: edges, edges: \(network)}}
      customers: {initial: {people: \(people)}}
      loops:
        word: {participation: 100%, invites: all, conversion: \(percent)%}
      """)
    let simulator = try ForecastSimulator(scenarioFile: file)
    let size = try simulator.place("signups_total")
    let replicate = simulator.makeWorker()
    _ = try replicate(0)

    let rounds = 5
    var rates: [String: [Double]] = [:]
    var sizes: [String: [Estimate]] = [:]
    let arguments = [
      bench.path(network), "0.\(percent < 10 ? "0" : "")\(percent)", bench.path("people.txt"),
    ]
    for round in 0..<rounds {
      var values: [Double] = []
      let start = processorSeconds()
      for r in 0..<cascades { values.append(10 + (try replicate(round * cascades + r))[size]) }
      rates["kfactor", default: []].append(Double(cascades) / (processorSeconds() - start))
      sizes["kfactor", default: []].append(Estimate(values))
      let tail = ["\(cascades)", "\(round + 1)"]
      try add(
        "C", try bench.json(bench.path("cascade"), arguments + tail), &rates, &sizes, cascades)
      if withCynetdiff {
        let script = ["Reference/cascade_cynetdiff.py"]
        try add(
          "cynetdiff", try bench.json(bench.python, script + arguments + tail), &rates, &sizes,
          cascades)
      }
    }
    let pooled = sizes.mapValues { estimates in
      var pooled = estimates[0]
      pooled.mean = estimates.map(\.mean).reduce(0, +) / Double(rounds)
      pooled.error =
        estimates.map { $0.error * $0.error }.reduce(0, +).squareRoot() / Double(rounds)
      return pooled
    }
    for name in ["C", "cynetdiff"] {
      guard let other = pooled[name], let rate = rates[name], let ours = pooled["kfactor"],
        let our = rates["kfactor"]
      else { continue }
      let z = ours.distance(to: other)
      guard z < 4 else {
        throw BenchmarkError("cascade sizes: kfactor \(ours.mean), \(name) \(other.mean), z \(z)")
      }
      report(
        "mean size, kfactor / \(name)",
        "\(fixed(ours.mean, 1)) / \(fixed(other.mean, 1)), z \(fixed(z, 1))")
      let ratio = median(our) / median(rate)
      report(
        "cascades a second, kfactor / \(name)",
        "\(fixed(median(our), 0)) / \(fixed(median(rate), 0)) = \(fixed(ratio, 2))",
        goal: name == "cynetdiff" ? "at least 1, aim for 2" : nil,
        met: name == "cynetdiff" ? ratio >= 1 : nil)
    }
  }

  private func add(
    _ name: String, _ object: [String: Any], _ rates: inout [String: [Double]],
    _ sizes: inout [String: [Estimate]], _ cascades: Int
  ) throws {
    guard let rate = object["cascades_per_second"] as? Double else {
      throw BenchmarkError("\(name) printed no rate")
    }
    rates[name, default: []].append(rate)
    sizes[name, default: []].append(try Estimate(object["size"], count: cascades))
  }

  /// The first different persons of a stream of splitmix64.
  private func firstPersons(_ count: Int, of people: UInt64, seed: UInt64) -> [Int] {
    var state = seed
    var chosen: [Int] = []
    while chosen.count < count {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      let person = Int((z ^ (z >> 31)) % people)
      if !chosen.contains(person) { chosen.append(person) }
    }
    return chosen
  }
}
