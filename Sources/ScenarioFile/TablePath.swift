import Foundation

/// A path of the table, as a regular expression: loops by any name, list places by any number.
struct TablePath {
  var pattern: String
  var shape: Shape

  /// What a number there measures; nil where no number stands.
  var kind: QuantityKind? {
    var shape = shape
    while true {
      switch shape {
      case .quantity(let quantity), .relative(let quantity): return quantity.kind
      case .word(_, let inner), .partial(let inner): shape = inner
      case .object(let object):
        guard let key = object.shorthand, let field = object[key] else { return nil }
        shape = field.shape
      default: return nil
      }
    }
  }

  /// Every path, in the order of the table.
  static let all: [TablePath] = {
    var paths: [TablePath] = []
    func walk(_ shape: Shape, _ pattern: String, isListed: Bool = false) {
      if !pattern.isEmpty && !isListed { paths.append(TablePath(pattern: pattern, shape: shape)) }
      switch shape {
      case .object(let object):
        for field in object.fields where field.name != "$schema" {
          walk(field.shape, pattern.isEmpty ? field.name : "\(pattern)\\.\(field.name)")
        }
      case .word(_, let inner), .partial(let inner):
        // One path: `none`, or what else may stand there.
        walk(inner, pattern, isListed: true)
      case .named(let inner): walk(inner, pattern + "\\.[a-z][a-z0-9_-]{0,59}")
      case .list(let inner, _): walk(inner, pattern + "\\[[0-9]+\\]")
      case .oneOrMore(let inner):
        walk(inner, pattern, isListed: true)
        walk(inner, pattern + "\\[[0-9]+\\]")
      default: break
      }
    }
    walk(.object(ScenarioSchema.root), "")
    let both = TablePath(pattern: "program\\.reward\\.value", shape: .quantity(Quantity(.reward)))
    return paths + [both]
  }()

  /// A regular expression for any of some paths, which names what they begin with once.
  static func pattern(ofAny paths: [TablePath]) -> String {
    alternatives(paths.map { $0.pattern.components(separatedBy: "\\.")[...] })
  }

  private static func alternatives(_ paths: [ArraySlice<String>]) -> String {
    var order: [String] = []
    var rests: [String: [ArraySlice<String>]] = [:]
    for path in paths {
      guard let first = path.first else { continue }
      if rests[first] == nil { order.append(first) }
      rests[first, default: []].append(path.dropFirst())
    }
    let branches = order.map { first in
      let longer = (rests[first] ?? []).filter { !$0.isEmpty }
      let ends = longer.count < rests[first]?.count ?? 0
      let rest = longer.isEmpty ? "" : "\\." + alternatives(longer)
      return first + (ends && !longer.isEmpty ? "(\(rest))?" : rest)
    }
    return branches.count == 1 ? branches[0] : "(" + branches.joined(separator: "|") + ")"
  }
}
