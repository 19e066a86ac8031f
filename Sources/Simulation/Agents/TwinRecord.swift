/// How everybody came with the program off: what the twin's history leaves behind for
/// the program's, of one replication.
final class TwinRecord {
  /// A `SegmentPlan.TwinState` for each person.
  var states: Column<UInt8>

  init(size: Int) {
    states = Column(repeating: 0, count: size)
  }

  func removeAll() { states.fill(0) }

  @inline(__always)
  func state(of person: UInt32) -> SegmentPlan.TwinState {
    switch states[Int(person)] {
    case 1: .external
    case 2: .referred
    default: .absent
    }
  }
}
