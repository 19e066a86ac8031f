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
    func walk(_ shape: Shape, _ pattern: String) {
      if !pattern.isEmpty { paths.append(TablePath(pattern: pattern, shape: shape)) }
      switch shape {
      case .object(let object):
        for field in object.fields where field.name != "$schema" {
          walk(field.shape, pattern.isEmpty ? field.name : "\(pattern)\\.\(field.name)")
        }
      case .word(_, let inner), .partial(let inner):
        paths.removeLast(pattern.isEmpty ? 0 : 1)
        walk(inner, pattern)
      case .named(let inner): walk(inner, pattern + "\\.[a-z][a-z0-9_-]{0,59}")
      case .list(let inner, _): walk(inner, pattern + "\\[[0-9]+\\]")
      case .oneOrMore(let inner):
        paths.removeLast()
        walk(inner, pattern)
        walk(inner, pattern + "\\[[0-9]+\\]")
      default: break
      }
    }
    walk(.object(ScenarioSchema.root), "")
    let both = TablePath(pattern: "program\\.reward\\.value", shape: .quantity(Quantity(.reward)))
    return paths + [both]
  }()
}
