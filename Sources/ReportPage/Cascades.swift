internal import Charts

/// The largest referral trees of one history, drawn over time.
struct Cascades {
  private struct Person {
    let name: String
    let day: Double
    var children: [Int] = []
    var row = 0.0
  }

  /// So many persons at most, or a chart is a smear.
  private static let most = 240
  /// Far more than are written, which are as many as are drawn.
  static let mostRows = 10_000

  private var people: [Person] = []
  private var roots: [Int] = []
  /// How many people and trees there are in all.
  private let total: Int
  private var treesInAll = 0
  /// Whether the largest tree was too large to be drawn whole.
  private var isPruned = false

  /// - Parameters:
  ///   - table: With the columns replication, person, referrer, day and generation; an
  ///     empty referrer begins a tree. Only the first replication is drawn.
  ///   - totals: Of the same history, where the table has the largest trees alone.
  init(_ table: CSVTable, totals: Node?) throws(ReportPageError) {
    let replications = table.texts("replication")
    let (names, referrers) = (table.texts("person"), table.texts("referrer"))
    let days = try table.numbers("day")
    var all: [Person] = []
    var places: [String: Int] = [:]
    var starts: [Int] = []
    let rows = names.indices.filter { replications[$0] == replications.first }
    for row in rows {
      places[names[row]] = all.count
      all.append(Person(name: names[row], day: days[row]))
    }
    for (index, row) in rows.enumerated() {
      let referrer = referrers[row]
      if referrer.isEmpty {
        starts.append(index)
      } else if let place = places[referrer] {
        all[place].children.append(index)
      } else {
        // Somebody who was a customer from the start, of whom no line tells.
        places[referrer] = all.count
        starts.append(all.count)
        all.append(Person(name: referrer, day: 0))
        all[all.count - 1].children.append(index)
      }
    }
    if let totals {
      total = try totals["people"].count
      treesInAll = try totals["trees"].count
      isPruned = try totals["largest"].number > Double(Self.most)
    } else {
      total = all.count
    }
    var sizes = [Int](repeating: 1, count: all.count)
    func size(_ root: Int) -> Int {
      // Depth first without recursion, since chains can be long.
      var (stack, count) = ([root], 0)
      while let person = stack.popLast() {
        count += 1
        stack += all[person].children
      }
      return count
    }
    for root in starts { sizes[root] = size(root) }
    let trees = starts.filter { sizes[$0] > 1 }
    if totals == nil { treesInAll = trees.count }
    var drawn = 0
    people = all
    for root in trees.sorted(by: { (sizes[$0], $1) > (sizes[$1], $0) }) {
      guard drawn == 0 || drawn + sizes[root] <= Self.most else { continue }
      if sizes[root] > Self.most { prune(root) }
      roots.append(root)
      drawn += min(sizes[root], Self.most)
      if drawn >= Self.most { break }
    }
    place()
  }

  /// Keeps the people of a tree who are nearest to its root, generation by generation.
  private mutating func prune(_ root: Int) {
    isPruned = true
    var kept = [root]
    var next = 0
    while next < kept.count {
      let person = kept[next]
      let children = people[person].children.sorted { people[$0].day < people[$1].day }
      people[person].children = Array(children.prefix(Self.most - kept.count))
      kept += people[person].children
      next += 1
    }
  }

  /// Leaves take a row each, in the order of the tree; everybody else stands amid their children.
  private mutating func place() {
    var next = 0.0
    for root in roots {
      var order: [Int] = []
      var stack = [root]
      while let person = stack.popLast() {
        order.append(person)
        stack += people[person].children.sorted { people[$0].day > people[$1].day }
      }
      for person in order where people[person].children.isEmpty {
        people[person].row = next
        next += 1
      }
      for person in order.reversed() where !people[person].children.isEmpty {
        let rows = people[person].children.map { people[$0].row }
        people[person].row = ((rows.min() ?? 0) + (rows.max() ?? 0)) / 2
      }
      // A gap between trees.
      next += 1.5
    }
  }

  /// nil where nobody brought anybody.
  var chart: Chart? {
    guard !roots.isEmpty else { return nil }
    var order: [Int] = []
    var stack = Array(roots.reversed())
    while let person = stack.popLast() {
      order.append(person)
      stack += people[person].children
    }
    let keys: [Chart.Key] = [
      .init("begins a tree", .ink, .point), .init("invited", .series1, .point),
      .init("invited by the invited", .series2, .point), .init("further on", .series3, .point),
    ]
    let parents = Dictionary(
      order.flatMap { parent in people[parent].children.map { ($0, parent) } },
      uniquingKeysWith: { first, _ in first })
    let drawn = Set(order)
    let links = order.filter { parents[$0] != nil }
    func depth(_ person: Int) -> Int {
      var (depth, current) = (0, person)
      while let parent = parents[current] {
        depth += 1
        current = parent
      }
      return depth
    }
    let depths = order.map(depth)
    let data = DataTable([
      .texts("person", order.map { people[$0].name }, title: "person"),
      .texts(
        "referrer",
        order.map { person in parents[person].map { people[$0].name } ?? NumberFormat.undefined },
        title: "brought by"),
      .numbers("day", order.map { people[$0].day }, title: "day"),
      .numbers("row", order.map { -people[$0].row }, title: "row"),
      .texts("place", depths.map { keys[min($0, 3)].name }, title: "place in the tree"),
    ])
    let edges = DataTable([
      .numbers("x", links.map { people[parents[$0] ?? $0].day }),
      .numbers("x2", links.map { people[$0].day }),
      .numbers("y", links.map { -people[parents[$0] ?? $0].row }),
      .numbers("y2", links.map { -people[$0].row }),
    ])
    func count(_ count: Int) -> String { NumberFormat.number.text(Double(count)) }
    let leaves = order.filter { people[$0].children.isEmpty }.count
    let deepest = depths.max() ?? 0
    return Chart(
      title: "The largest referral trees of one history",
      description:
        "\(roots.count) of \(count(treesInAll)) trees with \(drawn.count) of \(count(total)) "
        + "people: each line leads from who invited to who signed up, to the right as days pass. "
        + "The longest chain drawn has \(deepest) referrals."
        + (isPruned ? " Of the largest tree only some are drawn." : ""),
      data: data, x: .init("day", .days),
      y: .init("", .linear(includesZero: false), isHidden: true),
      layers: [
        .init(
          .rule(width: 1), x: .field("x"), x2: .field("x2"), y: .field("y"), y2: .field("y2"),
          paint: .role(.muted), data: edges),
        .init(
          .point(radius: 2.6), x: .field("day"), y: .field("row"), paint: .field("place"),
          tooltip: ["person", "referrer", "day"]),
      ], keys: keys.filter { key in depths.contains { keys[min($0, 3)].name == key.name } },
      height: min(900, max(200, Double(leaves) * 5.5)))
  }
}
