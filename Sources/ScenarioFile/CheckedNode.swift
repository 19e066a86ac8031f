import ReferralModel

/// A part of a scenario that has been checked against the table: defaults filled in, shorthands
/// written out, numbers in base units.
struct CheckedNode: Sendable {
  enum Content: Sendable {
    /// In the order of the table, or of the file where names are free.
    case object([(name: String, value: CheckedNode)])
    case list([CheckedNode])
    case amount(Amount, QuantityKind)
    case text(String)
    /// One of some words, `none`, `all`, `yes`, `no`.
    case word(String)
    case day(DayReference)
    /// Something that an error has been reported for.
    case invalid
  }

  var content: Content
  var location: SourceLocation
  /// Whether it was written, rather than filled in by default.
  var isGiven: Bool

  /// The value of a key; nil when this is no object or has no such key.
  subscript(name: String) -> CheckedNode? {
    guard case .object(let fields) = content else { return nil }
    return fields.first { $0.name == name }?.value
  }

  var fields: [(name: String, value: CheckedNode)] {
    if case .object(let fields) = content { fields } else { [] }
  }

  var items: [CheckedNode] {
    if case .list(let items) = content { items } else { [] }
  }

  /// The node with another number somewhere in it, in its base unit; nil where no number stands.
  func setting(
    _ path: ArraySlice<ScenarioPath.Component>, to value: Double
  ) -> CheckedNode? {
    var changed = self
    switch (path.first, content) {
    case (nil, .amount(_, let kind)):
      changed.content = .amount(Amount(value: kind == .count ? value.rounded() : value), kind)
      changed.isGiven = true
    case (.key(let key), .object(var fields)):
      guard let index = fields.firstIndex(where: { $0.name == key }),
        let inner = fields[index].value.setting(path.dropFirst(), to: value)
      else { return nil }
      fields[index].value = inner
      changed.content = .object(fields)
      changed.isGiven = true
    case (.index(let index), .list(var items)):
      guard items.indices.contains(index),
        let inner = items[index].setting(path.dropFirst(), to: value)
      else { return nil }
      items[index] = inner
      changed.content = .list(items)
    default: return nil
    }
    return changed
  }

  /// A number in its base unit; nil for an amount that is relative to something else.
  var number: Double? {
    guard case .amount(let amount, _) = content, amount.form == .base else { return nil }
    return amount.value
  }

  var amount: Amount? {
    if case .amount(let amount, _) = content { amount } else { nil }
  }

  var text: String? {
    switch content {
    case .text(let text), .word(let text): text
    default: nil
    }
  }

  var word: String? {
    if case .word(let word) = content { word } else { nil }
  }

  var day: DayReference? {
    if case .day(let day) = content { day } else { nil }
  }
}

/// A day as it was written.
enum DayReference: Equatable, Sendable {
  /// `day 45`
  case number(Int)
  /// `2008-09-01`
  case date(CalendarDate)

  /// Reads either; nil for anything else.
  init?(_ text: String) {
    if let date = CalendarDate(text) {
      self = .date(date)
    } else if text == "0" {
      self = .number(0)
    } else if text.hasPrefix("day "), let number = Int(text.dropFirst(4)), text.utf8.count <= 12,
      text.dropFirst(4).utf8.allSatisfy({ (48...57).contains($0) })
    {
      self = .number(number)
    } else {
      return nil
    }
  }

  /// Days after the start; nil for a date in a scenario without a start.
  func day(from start: CalendarDate?) -> Int? {
    switch self {
    case .number(let number): number
    case .date(let date): start.map { date.daysSince1970 - $0.daysSince1970 }
    }
  }

  var text: String {
    switch self {
    case .number(let number): "day \(number)"
    case .date(let date): date.description
    }
  }
}
