/// The places in JSON records at which values stand, numbered as they are met.
struct JSONPaths {
  /// What leads from a path to one below it.
  enum Step: Hashable {
    case key(String)
    case element
  }

  private struct Edge: Hashable {
    var parent: Int
    var step: Step
  }

  private var numbers: [Edge: Int] = [:]
  private(set) var names = [""]
  /// Whether a text, number or truth value stood there; a null is as good as nothing.
  var isScalar = [false]

  /// The number of the path one step on; the record itself is 0.
  mutating func child(of parent: Int, _ step: Step) -> Int {
    let edge = Edge(parent: parent, step: step)
    if let number = numbers[edge] { return number }
    let prefix = names[parent]
    switch step {
    case .key(let key): names.append(prefix.isEmpty ? key : prefix + "." + key)
    case .element: names.append(prefix + "[]")
    }
    isScalar.append(false)
    numbers[edge] = names.count - 1
    return names.count - 1
  }

  func number(of name: String) -> Int? {
    names.indices.first { names[$0] == name && isScalar[$0] }
  }
}
