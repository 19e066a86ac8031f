/// Events waiting for their day: one list a day, all in one column.
///
/// A day's events come out last in, first out; no rule of the model depends on
/// that order (ties are settled by person number where they matter).
struct DayQueue<Event: BitwiseCopyable>: ~Copyable {
  private var events = GrowingColumn<Entry>()
  /// Index of a day's newest event, or −1; one per day.
  private var heads: Column<Int32>
  /// Newest entry that is free for reuse, or −1.
  private var free: Int32 = -1

  private struct Entry: BitwiseCopyable {
    var event: Event
    var next: Int32
  }

  init(days: Int) {
    heads = Column(repeating: -1, count: days)
  }

  @inline(__always)
  mutating func push(_ event: Event, day: Int) {
    let entry = Entry(event: event, next: heads[day])
    if free >= 0 {
      let index = Int(free)
      free = events[index].next
      events[index] = entry
      heads[day] = Int32(truncatingIfNeeded: index)
    } else {
      heads[day] = Int32(events.count)
      events.append(entry)
    }
  }

  /// Moves a day's events to the end of `due`.
  @inline(__always)
  mutating func drain(day: Int, into due: inout GrowingColumn<Event>) {
    var index = heads[day]
    guard index >= 0 else { return }
    heads[day] = -1
    let first = index
    var last = index
    while index >= 0 {
      let entry = events[Int(index)]
      due.append(entry.event)
      last = index
      index = entry.next
    }
    events[Int(last)].next = free
    free = first
  }

  @inline(__always)
  func isEmpty(day: Int) -> Bool { heads[day] < 0 }

  /// Forgets every event and keeps the memory.
  mutating func removeAll() {
    events.removeAll()
    free = -1
    heads.fill(-1)
  }
}
