/// Numbers persons by their identifiers, of which it keeps hashes alone.
///
/// Needed while tables are read, so that one may refer to the persons of another; then let go.
package struct PersonIndex: Sendable {
  private let hash: KeyedHash
  private var keys: [KeyedHash.Value] = []
  /// Open addressing; the number of an identifier plus 1, or 0.
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 10)
  private var scratch: [UInt8] = []
  /// The person whose row has each identifier; -1 where none has.
  var person: [Int32] = []

  package init(_ hash: KeyedHash) {
    self.hash = hash
  }

  /// The number of an identifier, a new one where it is met first.
  ///
  /// Space around it is dropped; one with an @ is an e-mail address, whose case says nothing; and
  /// 12.0 is 12, which is how some programs write a column of whole numbers with gaps.
  mutating func number(of identifier: [UInt8]) -> Int {
    normalise(identifier)
    let value = hash(scratch)
    let slot = findSlot(value)
    if slots[slot] > 0 { return Int(slots[slot]) - 1 }
    keys.append(value)
    person.append(-1)
    slots[slot] = UInt32(keys.count)
    if keys.count * 2 > slots.count { grow() }
    return keys.count - 1
  }

  /// The person with an identifier; nil where no row has it.
  mutating func person(of identifier: [UInt8]) -> Int? {
    normalise(identifier)
    let slot = slots[findSlot(hash(scratch))]
    guard slot > 0 else { return nil }
    let found = person[Int(slot) - 1]
    return found >= 0 ? Int(found) : nil
  }

  private func findSlot(_ value: KeyedHash.Value) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: value.low) & mask
    while slots[slot] > 0, keys[Int(slots[slot]) - 1] != value { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, value) in keys.enumerated() { slots[findSlot(value)] = UInt32(number + 1) }
  }

  private mutating func normalise(_ identifier: [UInt8]) {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: identifier)
    if scratch.contains(UInt8(ascii: "@")) {
      for i in scratch.indices { scratch[i] = scratch[i].lowercased }
    } else if scratch.count > 2, scratch.suffix(2).elementsEqual(".0".utf8),
      scratch.dropLast(2).allSatisfy(\.isDigit)
    {
      scratch.removeLast(2)
    }
  }
}

extension PersonIndex {
  /// An empty one with the same key.
  var emptied: PersonIndex { PersonIndex(hash) }
}
