extension ScenarioNode {
  /// The scenario as it is for the people of a segment.
  func overridden(bySegment name: String) -> ScenarioNode {
    var tree = self
    guard let segment = self["market"]?["segments"]?[name] else { return tree }
    for part in ["customers", "loops"] {
      guard let override = segment[part] else { continue }
      override.forEachLeaf(part) { path, value in
        // A loop that is not there is reported where it is named.
        if part == "loops", case .key(let loop)? = path.components.dropFirst().first,
          self["loops"]?[loop] == nil
        {
          return
        }
        tree = tree.setting(path, to: value)
      }
    }
    return tree
  }

  /// The scenario as it is during a campaign, apart from rewards, which the schedule
  /// changes too.
  func overridden(byCampaign index: Int) -> ScenarioNode {
    guard case .sequence(let campaigns)? = self["program"]?["campaigns"]?.content,
      campaigns.indices.contains(index)
    else { return self }
    return (campaigns[index].entries ?? []).reduce(self) { tree, entry in
      guard let path = ScenarioPath(entry.key), entry.key.hasPrefix("loops.") else { return tree }
      return tree.setting(path, to: entry.value)
    }
  }

  /// Every value below a mapping that is no mapping itself, with its path.
  private func forEachLeaf(_ path: String, _ body: (ScenarioPath, ScenarioNode) -> Void) {
    guard let entries else {
      if let path = ScenarioPath(path) { body(path, self) }
      return
    }
    for entry in entries { entry.value.forEachLeaf(join(path, entry.key), body) }
  }

  /// Every tree that some of the people see some of the time: what makes it other than this
  /// one, where that is written, and the tree.
  var variants: [(path: String, location: SourceLocation, tree: ScenarioNode)] {
    let segments = self["market"]?["segments"]?.entries ?? []
    var variants = segments.map {
      ("market.segments.\($0.key)", $0.keyLocation, overridden(bySegment: $0.key))
    }
    if case .sequence(let campaigns)? = self["program"]?["campaigns"]?.content {
      for (index, campaign) in campaigns.enumerated() {
        let inWindow = overridden(byCampaign: index)
        let path = "program.campaigns[\(index)]"
        variants.append((path, campaign.location, inWindow))
        variants += segments.map {
          (
            "\(path), market.segments.\($0.key)", campaign.location,
            inWindow.overridden(bySegment: $0.key)
          )
        }
      }
    }
    return variants
  }
}

extension Contradictions {
  /// What is wrong with the scenario as some of its people see it, and not with the whole.
  static func problems(
    inVariantsOf tree: ScenarioNode, besides known: [ScenarioError], files: ScenarioFiles
  ) -> [ScenarioError] {
    // What is wrong with the whole comes first.
    guard known.isEmpty else { return [] }
    var found: [ScenarioError] = []
    for (path, location, variant) in tree.variants {
      var checker = Checker(root: variant)
      let checked = checker.check(variant, as: .object(ScenarioSchema.root), at: "")
      var contradictions = Contradictions(root: checked, files: files)
      contradictions.find()
      for problem in checker.problems + contradictions.problems
      where !found.contains(where: { $0.problem == problem.problem }) {
        found.append(
          ScenarioError(at: location, path: "\(path), \(problem.path)", problem.problem))
      }
    }
    return found
  }
}
