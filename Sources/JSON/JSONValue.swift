/// A JSON text in the making; objects keep their order.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case natural(UInt64)
  /// The shortest digits that read back as the same double; null unless finite.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Equatable, Sendable {
    package let name: String
    package let value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  package static func numbers(_ values: [Double]) -> JSONValue {
    .array(values.map { .number($0) })
  }
  package static func strings(_ values: [String]) -> JSONValue {
    .array(values.map { .string($0) })
  }

  /// Valid JSON (RFC 8259): objects that hold objects or arrays take a line for each
  /// member, everything else is on one line.
  package func text(indent: String = "") -> String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .natural(let value): return String(value)
    case .number(let value): return plainDecimal(value) ?? "null"
    case .string(let value): return Self.quoted(value)
    case .array(let values):
      return "[" + values.map { $0.text(indent: indent) }.joined(separator: ", ") + "]"
    case .object(let members):
      let isFlat = members.allSatisfy { !$0.value.isContainer }
      let inner = isFlat ? "" : indent + "  "
      let lines = members.map { "\(inner)\(Self.quoted($0.name)): \($0.value.text(indent: inner))" }
      return isFlat
        ? "{" + lines.joined(separator: ", ") + "}"
        : "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array(let values): !values.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }

  private static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
    default: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      // Also what would steer a terminal, turn the direction of text, or end a line of a script.
      case _ where steers(scalar):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// The shortest digits that read back as the same double, without ".0"; nil unless
/// the value is finite.
package func plainDecimal(_ value: Double) -> String? {
  guard value.isFinite else { return nil }
  let text = value == 0 ? "0" : value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
