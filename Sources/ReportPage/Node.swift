internal import JSON

/// A place in a summary that knows its path, so that what is missing can be named.
struct Node: Sendable {
  let value: JSONValue
  let file: String
  let path: String

  static let largest = 1e100

  private func expected(_ what: String) -> ReportPageError {
    .damaged(file: file, expected: "\(what) at \(path.isEmpty ? "the top" : path)")
  }

  /// A member that must be there.
  subscript(name: String) -> Node {
    get throws(ReportPageError) {
      guard let node = member(name) else {
        throw .damaged(file: file, expected: "the member \(child(name))")
      }
      return node
    }
  }

  /// A member that may be missing or null.
  func member(_ name: String) -> Node? {
    guard let value = value[name], value != .null else { return nil }
    return Node(value: value, file: file, path: child(name))
  }

  private func child(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  var string: String {
    get throws(ReportPageError) {
      guard case .string(let text) = value else { throw expected("a text") }
      return text
    }
  }

  var bool: Bool {
    get throws(ReportPageError) {
      guard case .bool(let flag) = value else { throw expected("true or false") }
      return flag
    }
  }

  /// A number; nan for null, which stands for what is undefined.
  var number: Double {
    get throws(ReportPageError) {
      switch value {
      case .integer(let value): return Double(value)
      case .natural(let value): return Double(value)
      case .number(let value):
        // Far beyond every result; differences and shares of such numbers stay finite.
        guard abs(value) <= Self.largest else { throw expected("a number of at most 1e100") }
        return value
      case .null: return .nan
      default: throw expected("a number")
      }
    }
  }

  /// How many of something.
  var count: Int {
    get throws(ReportPageError) {
      let number = try number
      guard (0...1e15).contains(number), number == number.rounded() else {
        throw expected("a count")
      }
      return Int(number)
    }
  }

  var items: [Node] {
    get throws(ReportPageError) {
      guard case .array(let values) = value else { throw expected("a list") }
      return values.enumerated().map {
        Node(value: $0.element, file: file, path: "\(path)[\($0.offset)]")
      }
    }
  }

  var members: [(name: String, node: Node)] {
    get throws(ReportPageError) {
      guard case .object(let members) = value else { throw expected("an object") }
      return members.map {
        ($0.name, Node(value: $0.value, file: file, path: child($0.name)))
      }
    }
  }

  var numbers: [Double] {
    get throws(ReportPageError) {
      var numbers: [Double] = []
      for item in try items { numbers.append(try item.number) }
      return numbers
    }
  }

  var strings: [String] {
    get throws(ReportPageError) {
      var strings: [String] = []
      for item in try items { strings.append(try item.string) }
      return strings
    }
  }
}

/// What is stored of a metric.
struct Statistics: Equatable, Sendable {
  let mean: Double
  let sd: Double
  let mcse: Double
  let q05: Double
  let q25: Double
  let q50: Double
  let q75: Double
  let q95: Double
  /// Replications in which it is undefined.
  let undefined: Double
  /// The share of the variance that comes from uncertain numbers; nan where nothing is uncertain.
  let fromParameters: Double

  init(_ node: Node) throws(ReportPageError) {
    func number(_ name: String) throws(ReportPageError) -> Double {
      try node.member(name)?.number ?? .nan
    }
    mean = try number("mean")
    let spread = (sd: try number("sd"), mcse: try number("mcse"))
    var quantiles: [Double] = []
    for name in ["q05", "q25", "q50", "q75", "q95"] { quantiles.append(try number(name)) }
    // What spreads by less is the rounding of sums.
    let rounding = 1e-9 * abs(mean)
    if [spread.sd, spread.mcse, quantiles[4] - quantiles[0]].allSatisfy({ $0 <= rounding }) {
      (sd, mcse) = (0, 0)
      quantiles = quantiles.map { [mean] _ in mean }
    } else {
      (sd, mcse) = spread
    }
    (q05, q25, q50) = (quantiles[0], quantiles[1], quantiles[2])
    (q75, q95) = (quantiles[3], quantiles[4])
    fromParameters = try node.member("variance")?.member("parameters")?.number ?? .nan
    undefined = try node.member("undefined")?.number ?? 0
  }
}
