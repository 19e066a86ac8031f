import ReferralModel

/// Finds what the table cannot say: parts of a scenario that do not fit each other.
///
/// Whatever the checker has refused already is skipped, so both may report on one file.
struct Contradictions {
  let root: CheckedNode
  private(set) var problems: [ScenarioError] = []
  private(set) var files: ScenarioFiles
  /// Whether files are opened; they need not be where none was changed.
  private let opensFiles: Bool

  init(root: CheckedNode, files: ScenarioFiles, opensFiles: Bool = false) {
    self.root = root
    self.files = files
    self.opensFiles = opensFiles
  }

  mutating func find() {
    dates()
    market()
    initialCustomers()
    yardstick(root, "")
    responses(root, "")
    distributions(root, "")
    invitations()
    segments()
    orders()
    program()
  }

  mutating func report(_ sentence: String, at node: CheckedNode, _ path: String) {
    problems.append(ScenarioError(at: node.location, path: path, .contradiction(sentence)))
  }

  func value(_ path: String...) -> CheckedNode? {
    path.reduce(root as CheckedNode?) { $0?[$1] }
  }

  private var start: CalendarDate? {
    if case .date(let date)? = root["start"]?.day { date } else { nil }
  }

  // MARK: Time

  private mutating func dates() {
    for (node, path, least) in [
      (root["horizon"], "horizon", 1.0),
      (value("economics", "lifetime_horizon"), "economics.lifetime_horizon", 0),
    ] {
      guard let node, node.isGiven, let days = node.number?.rounded() else { continue }
      if !(least...36_525).contains(days) {
        report(
          "rounds to \(decimalText(days)) days; expected \(decimalText(least)) to 36,525", at: node,
          path)
      }
    }
    let starts = value("program", "starts")
    let first = day(starts, "program.starts")
    if let ends = value("program", "ends"), let last = day(ends, "program.ends"), let first,
      last <= first
    {
      report("the program ends before it starts", at: ends, "program.ends")
    }
    for (index, pulse) in (value("acquisition", "pulses")?.items ?? []).enumerated() {
      _ = day(pulse["date"], "acquisition.pulses[\(index)].date")
    }
    var latest = Int.min
    for (index, change) in (value("program", "schedule")?.items ?? []).enumerated() {
      let path = "program.schedule[\(index)].from"
      guard let from = change["from"], let day = day(from, path) else { continue }
      if day <= latest { report("not later than the change before it", at: from, path) }
      latest = max(latest, day)
    }
    guard root["start"] == nil else { return }
    for key in ["months", "weekdays"] {
      if let factors = value("acquisition", "organic", key) {
        report(
          "needs the scenario's start, to know which day is which", at: factors,
          "acquisition.organic.\(key)")
      }
    }
  }

  /// The day that a node names, if it can; a date without a start, or before it, is noted.
  mutating func day(_ node: CheckedNode?, _ path: String) -> Int? {
    guard let node, let reference = node.day else { return nil }
    if case .date = reference, root["start"] == nil {
      report("a date needs the scenario's start; or write day 45", at: node, path)
      return nil
    }
    guard let day = reference.day(from: start) else { return nil }
    if day < 0 {
      report("lies before the scenario's start", at: node, path)
      return nil
    }
    return day
  }

  // MARK: People

  private mutating func market() {
    guard let network = value("market", "network") else { return }
    let size = value("market", "size")?.number
    let path = "market.network"
    if let contacts = network["small_world"]?["contacts"], let count = contacts.number {
      if count.truncatingRemainder(dividingBy: 2) != 0 {
        report(
          "expected an even number, found \(decimalText(count))", at: contacts,
          "\(path).small_world.contacts")
      } else if let size, count >= size {
        report(
          "expected fewer contacts than market.size, \(decimalText(size))", at: contacts,
          "\(path).small_world.contacts")
      }
    }
    if let group = network["communities"]?["size"], let count = group.number, let size,
      count > size
    {
      report("larger than market.size, \(decimalText(size))", at: group, "\(path).communities.size")
    }
    if opensFiles, let file = network["edges"]?["file"], let name = file.text {
      do throws(ScenarioErrors) {
        _ = try files.allowedPath(name)
      } catch {
        for problem in error.errors {
          report(
            "\(files.path(name)): \(problem.problem)", at: file, "\(path).edges.file")
        }
      }
    }
  }

  private mutating func initialCustomers() {
    guard let initial = value("customers", "initial") else { return }
    let size = value("market", "size")?.number
    let isEdges = value("market", "network", "model")?.word == "edges"
    let path = "customers.initial"
    if let count = initial["count"], let number = count.number, let size, number > size {
      report("more than market.size, \(decimalText(size))", at: count, path)
    }
    if let count = initial["count"], let number = count.number,
      let capacity = value("customers", "capacity")?.number, number > capacity
    {
      report("more than customers.capacity, \(decimalText(capacity))", at: count, path)
    }
    var people: [(person: Int, node: CheckedNode, path: String)] = []
    for (index, item) in (initial["people"]?.items ?? []).enumerated() {
      guard let number = item.number else { continue }
      people.append((Int(number), item, "\(path).people[\(index)]"))
    }
    if let file = initial["file"], let name = file.text {
      if opensFiles {
        do throws(ScenarioErrors) {
          files.initialPeople = try ScenarioFiles.people(inFile: try files.allowedPath(name))
        } catch {
          let isUnreadable = error.errors.first.map { $0.location.line == 0 } ?? false
          guard isUnreadable else {
            problems += error.errors
            return
          }
          for problem in error.errors {
            report("\(files.path(name)): \(problem.problem)", at: file, "\(path).file")
          }
        }
      }
      people = files.initialPeople.map { ($0, file, "\(path).file") }
    }
    var seen: Set<Int> = []
    for (person, node, path) in people {
      if !seen.insert(person).inserted {
        report("person \(person) is listed twice", at: node, path)
      }
      // The ids of an edges file are its own.
      if !isEdges, let size, Double(person) >= size {
        report("there is no person \(person): market.size is \(decimalText(size))", at: node, path)
      }
    }
  }

  // MARK: Rewards

  /// Rewards are measured against CAC, and so is what a paid budget brings.
  private mutating func yardstick(_ node: CheckedNode, _ path: String) {
    let hasYardsticks =
      root["acquisition"]?["cac"] != nil && root["customers"]?["price"] != nil
    if hasYardsticks { return }
    let hasCAC = root["acquisition"]?["cac"] != nil
    switch node.content {
    case .amount(let amount, .reward)
    where amount.form == .freeMonths && root["customers"]?["price"] == nil:
      report("free months need customers.price, which they are worth", at: node, path)
    case .amount(let amount, .reward) where !hasCAC && node.isGiven && amount.value != 0:
      report("a reward needs acquisition.cac, which measures it", at: node, path)
    case .amount(let amount, _)
    where !hasCAC && node.isGiven && amount.value != 0 && path == "acquisition.paid.budget":
      report("a paid budget needs acquisition.cac, to know what it brings", at: node, path)
    case .object(let fields):
      for (name, value) in fields where path != "" || name != "uncertain" {
        yardstick(value, join(path, name))
      }
    case .list(let items):
      for (index, item) in items.enumerated() { yardstick(item, "\(path)[\(index)]") }
    default: break
    }
  }

  private mutating func invitations() {
    for (name, loop) in root["loops"]?.fields ?? [] {
      guard let invites = loop["invites"], invites["mean"]?.word == "all",
        let dispersion = invites["dispersion"]
      else { continue }
      report(
        "does not go with mean: all, which is every contact once", at: dispersion,
        "loops.\(name).invites.dispersion")
    }
  }
}
