/// How everybody came with the program off: what the twin's history leaves behind for
/// the program's, of one replication.
final class TwinRecord {
  /// By person.
  @safe @exclusivity(unchecked)
  var states: Column<SegmentPlan.TwinState>

  init(size: Int) {
    states = Column(repeating: .absent, count: size)
  }

  func removeAll() { states.fill(.absent) }

  @inline(__always)
  func state(of person: UInt32) -> SegmentPlan.TwinState { states[Int(person)] }
}
