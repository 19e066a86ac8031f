/// A tree held against the table, and its parts against each other.
struct CheckedScenario {
  let root: CheckedNode
  let files: ScenarioFiles
  let problems: [ScenarioError]

  /// - Parameters:
  ///   - tree: Without strategies and decisions, which are other scenarios.
  ///   - files: What the files it names hold; read here where `opensFiles`.
  ///   - known: What is wrong already. The variants of a broken scenario are not looked at.
  init(
    _ tree: ScenarioNode, files: ScenarioFiles, opensFiles: Bool = false,
    besides known: [ScenarioError] = []
  ) {
    var checker = Checker(root: tree)
    let root = checker.check(tree, as: .object(ScenarioSchema.root), at: "")
    self.init(
      tree, checked: root, with: checker.problems, files: files, opensFiles: opensFiles,
      besides: known)
  }

  /// - Parameters:
  ///   - root: The tree against the table.
  ///   - mistakes: What that found.
  init(
    _ tree: ScenarioNode, checked root: CheckedNode, with mistakes: [ScenarioError],
    files: ScenarioFiles, opensFiles: Bool = false, besides known: [ScenarioError] = []
  ) {
    self.root = root
    var contradictions = Contradictions(root: root, files: files, opensFiles: opensFiles)
    contradictions.find()
    self.files = contradictions.files
    let problems = mistakes + contradictions.problems
    self.problems =
      problems
      + Contradictions.problems(
        inVariantsOf: tree, besides: known + problems, files: contradictions.files)
  }
}
