/// JSON with its keys in a chosen order.
indirect enum JSONValue {
  case string(String)
  case number(Double)
  case bool(Bool)
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// The text, indented by two spaces.
  func text(indent: Int = 0) -> String {
    let margin = String(repeating: " ", count: indent + 2)
    let end = "\n" + String(repeating: " ", count: indent)
    switch self {
    case .string(let text): return JSONValue.quoted(text)
    case .number(let number): return decimalText(number)
    case .bool(let bool): return bool ? "true" : "false"
    case .array(let items) where items.allSatisfy(\.isLeaf):
      return "[" + items.map { $0.text() }.joined(separator: ", ") + "]"
    case .array(let items):
      return "[\n" + items.map { margin + $0.text(indent: indent + 2) }.joined(separator: ",\n")
        + end + "]"
    case .object(let pairs) where pairs.isEmpty: return "{}"
    case .object(let pairs):
      let lines = pairs.map { key, value in
        "\(margin)\(JSONValue.quoted(key)): \(value.text(indent: indent + 2))"
      }
      return "{\n" + lines.joined(separator: ",\n") + end + "}"
    }
  }

  private var isLeaf: Bool {
    switch self {
    case .string, .number, .bool: true
    case .array, .object: false
    }
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default:
        if scalar.value < 32 {
          let hex = String(scalar.value, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
