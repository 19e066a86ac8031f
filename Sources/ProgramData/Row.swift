/// A row of a data source, used again for the next one.
package struct Row: Sendable {
  /// Of a CSV row the raw bytes, then those fields that had to be rewritten; of others the fields.
  package internal(set) var bytes: [UInt8] = []
  /// Where each field begins and ends in `bytes`, one per column.
  package internal(set) var starts: [Int32] = []
  package internal(set) var ends: [Int32] = []
  /// The line on which the row begins, from 1; of a query the number of the row.
  package internal(set) var line = 0
  /// Between several values of one field, as under `rewards[].amount`; nil where none may have.
  package internal(set) var separator: UInt8?

  package init() {}

  package var count: Int { starts.count }

  /// Where a field is in `bytes`.
  package func range(_ field: Int) -> Range<Int> {
    Int(starts[field])..<Int(ends[field])
  }

  /// A field as text.
  package func text(_ field: Int) -> String {
    String(decoding: bytes[range(field)], as: UTF8.self)
  }

  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func appendField(_ field: some Collection<UInt8>) {
    starts.append(Int32(bytes.count))
    bytes.append(contentsOf: field)
    ends.append(Int32(bytes.count))
  }
}
