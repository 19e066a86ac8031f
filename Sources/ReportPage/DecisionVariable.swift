/// A variable of a decision with the candidates that differ from the recommended one in it alone.
struct DecisionVariable {
  let path: String
  /// In the order of the levels.
  let curve: [(level: Level, candidate: Candidate)]
  /// Levels with something between them.
  let isNumeric: Bool
  /// How many levels the decision could choose from.
  let latticeLevels: Int
  /// Levels of this variable that are as good, with the others as recommended.
  let asGood: [Level]
  let recommended: Level?

  /// - Parameters:
  ///   - curve: Names of the candidates along the variable, in their order.
  ///   - asGood: Levels by path, an entry a point.
  init(
    path: String, latticeLevels: Double, curve names: [String], candidates: [Candidate],
    recommended: Candidate, asGood: [[String: String]]
  ) {
    self.path = path
    self.latticeLevels = latticeLevels.isFinite ? Int(min(max(0, latticeLevels), 1e9)) : 0
    let others = (recommended.levels ?? []).filter { $0.variable != path }
    func isOnLine(_ candidate: Candidate) -> Bool {
      candidate.level(of: path) != nil
        && others.allSatisfy { candidate.level(of: $0.variable)?.text == $0.level.text }
    }
    var curve: [(level: Level, candidate: Candidate)] = []
    // First the curve in its order, which is all there is to say of names; then rivals on the
    // same line, at their places among numbers.
    for name in names {
      if let candidate = candidates.first(where: { $0.name == name }),
        let level = candidate.level(of: path)
      {
        curve.append((level, candidate))
      }
    }
    let isNumeric = Level.areNumbers(curve.map(\.level))
    if isNumeric {
      for candidate in candidates where isOnLine(candidate) && !names.contains(candidate.name) {
        if let level = candidate.level(of: path), Level.areNumbers([curve[0].level, level]) {
          curve.append((level, candidate))
        }
      }
      curve.sort { ($0.level.number ?? 0) < ($1.level.number ?? 0) }
    }
    self.curve = curve
    self.isNumeric = isNumeric
    self.asGood = asGood.filter { point in
      others.allSatisfy { point[$0.variable] == $0.level.text }
    }.compactMap { $0[path].map { Level($0) } }
    self.recommended = recommended.level(of: path)
  }

  var label: String { Self.label(path) }

  /// "reward referrer" of "program.reward.referrer.value".
  static func label(_ path: String) -> String {
    var words = path.split(separator: ".")
    if words.count > 1, words.first == "program" || words.first == "loops" { words.removeFirst() }
    if words.count > 1, words.last == "value" { words.removeLast() }
    return words.joined(separator: " ").replacing("_", with: " ")
  }

  /// The lowest and the highest level that the rule of thumb, 10% to 25% of CAC, comes to.
  func ruleOfThumb(among candidates: [Candidate]) -> (Double, Double)? {
    let levels = candidates.filter { $0.roles.contains { $0.hasPrefix("rule_of_thumb") } }
      .compactMap { $0.level(of: path)?.number }
    guard isNumeric, let low = levels.min(), let high = levels.max(), low < high else { return nil }
    return (low, high)
  }
}
