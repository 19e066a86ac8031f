/// Events waiting for their day: one list a day, all in one array.
///
/// A day's events come out last in, first out; no rule of the model depends on
/// that order (ties are settled by person number where they matter).
struct DayQueue<Event: BitwiseCopyable> {
  private var events: [Entry] = []
  /// Index of a day's newest event, or −1; one per day.
  private var heads: [Int32]
  /// Newest entry that is free for reuse, or −1.
  private var free: Int32 = -1

  private struct Entry: BitwiseCopyable {
    var event: Event
    var next: Int32
  }

  init(days: Int) {
    heads = Array(repeating: -1, count: days)
  }

  @inline(__always)
  mutating func push(_ event: Event, day: Int) {
    if free >= 0 {
      let index = Int(free)
      free = events[index].next
      events[index] = Entry(event: event, next: heads[day])
      heads[day] = Int32(truncatingIfNeeded: index)
    } else {
      events.append(Entry(event: event, next: heads[day]))
      heads[day] = Int32(events.count - 1)
    }
  }

  /// Moves a day's events to the end of `due`.
  mutating func drain(day: Int, into due: inout [Event]) {
    var index = heads[day]
    guard index >= 0 else { return }
    heads[day] = -1
    let first = index
    var last = index
    while index >= 0 {
      due.append(events[Int(index)].event)
      last = index
      index = events[Int(index)].next
    }
    events[Int(last)].next = free
    free = first
  }

  func isEmpty(day: Int) -> Bool { heads[day] < 0 }

  /// Forgets every event and keeps the memory.
  mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    free = -1
    for day in heads.indices { heads[day] = -1 }
  }
}
