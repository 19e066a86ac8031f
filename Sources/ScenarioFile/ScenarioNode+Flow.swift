internal import ReferralModel

extension ScenarioNode {
  /// The node on one line of YAML, as it was written apart from spaces and comments.
  var flowText: String {
    switch content {
    case .mapping(let entries):
      let pairs = entries.map { "\(yamlKey($0.key)): \($0.value.flowText)" }
      return "{" + pairs.joined(separator: ", ") + "}"
    case .sequence(let items): return "[" + items.map(\.flowText).joined(separator: ", ") + "]"
    case .scalar("", quoted: false): return "null"
    case .scalar(let text, quoted: true): return quotedYAML(text)
    case .scalar(let text, quoted: false): return plainOrQuoted(text)
    case .number(let value): return decimalText(value)
    }
  }
}

/// A key as YAML reads it back.
func yamlKey(_ key: String) -> String { plainOrQuoted(key) }

/// Text as it stands where YAML reads it back as text, inside brackets too; quoted elsewhere.
private func plainOrQuoted(_ text: String) -> String {
  let inside = Set(" ._%$€£¥₹+-/<=>")
  let isWordlike = { (character: Character) in
    character.isASCII && (character.isLetter || character.isNumber)
  }
  let isPlain =
    text.allSatisfy { isWordlike($0) || inside.contains($0) }
    && text.first.map { isWordlike($0) || "$€£¥₹".contains($0) || ($0 == "-" && text != "-") }
      == true
    && !text.hasPrefix("- ") && !text.hasPrefix("---") && text.last != " "
    && !["null", "Null", "NULL"].contains(text)
  return isPlain ? text : quotedYAML(text)
}

/// Text between double quotes, as YAML reads it back whatever is in it.
func quotedYAML(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    default:
      if scalar.isPrintable {
        quoted.unicodeScalars.append(scalar)
      } else {
        let hex = String(scalar.value, radix: 16)
        quoted += "\\U" + String(repeating: "0", count: 8 - hex.utf8.count) + hex
      }
    }
  }
  return quoted + "\""
}
