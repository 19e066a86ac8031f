/// Events waiting for their day: a chain of chunks a day, all in one column.
///
/// Chunks keep events of a day side by side: with millions waiting, a chain of
/// single events costs a cache miss each, twice. The order in which a day's
/// events come out is fixed, but no rule of the model depends on it (ties are
/// settled by person number where they matter).
struct DayQueue<Event: BitwiseCopyable>: ~Copyable {
  /// Chunk c holds events c·size..<(c + 1)·size.
  private var events = GrowingColumn<Event>()
  /// The chunk that comes after each chunk in its chain, or −1; one per chunk.
  private var next = GrowingColumn<Int32>()
  /// A day's newest chunk, or −1; one per day.
  private var heads: Column<Int32>
  /// Events in a day's newest chunk; the others are full.
  ///
  /// One per day.
  private var counts: Column<Int32>
  /// Newest chunk that is free for reuse, or −1.
  private var free: Int32 = -1

  /// Events to a chunk: half a kilobyte of them.
  private static var size: Int { 32 }

  init(days: Int) {
    heads = Column(repeating: -1, count: days)
    counts = Column(repeating: 0, count: days)
  }

  /// Adds an event to a day's.
  @inline(__always)
  mutating func push(_ event: Event, day: Int) { push(event, day: day, count: 1) }

  /// Adds an event to a day's, if that comes before the last of the queue's days; nothing is ever
  /// due on the last one.
  ///
  /// Without a branch, where nobody can foretell it: what comes too late is written over.
  @inline(__always)
  mutating func push(_ event: Event, dayIfBeforeLast day: Int) {
    let last = heads.count &- 1
    push(event, day: min(day, last), count: one(if: UInt64(day), isBelow: UInt64(last)))
  }

  @inline(__always)
  private mutating func push(_ event: Event, day: Int, count added: Int) {
    var chunk = Int(heads[day])
    var count = Int(counts[day])
    if chunk < 0 || count == Self.size {
      chunk = takeChunk(filling: event, before: heads[day])
      heads[day] = Int32(truncatingIfNeeded: chunk)
      count = 0
    }
    events[chunk &* Self.size &+ count] = event
    counts[day] = Int32(truncatingIfNeeded: count &+ added)
  }

  /// A chunk that nobody uses, in front of a chain.
  private mutating func takeChunk(filling event: Event, before rest: Int32) -> Int {
    if free >= 0 {
      let chunk = Int(free)
      free = next[chunk]
      next[chunk] = rest
      return chunk
    }
    for _ in 0..<Self.size { events.append(event) }
    next.append(rest)
    return next.count - 1
  }

  /// Moves a day's events to the end of `due`.
  @inline(__always)
  mutating func drain(day: Int, into due: inout GrowingColumn<Event>) {
    var chunk = heads[day]
    guard chunk >= 0 else { return }
    var count = Int(counts[day])
    heads[day] = -1
    counts[day] = 0
    while chunk >= 0 {
      let first = Int(chunk) &* Self.size
      for i in first..<first &+ count { due.append(events[i]) }
      count = Self.size
      let after = next[Int(chunk)]
      next[Int(chunk)] = free
      free = chunk
      chunk = after
    }
  }

  @inline(__always)
  func isEmpty(day: Int) -> Bool { heads[day] < 0 }

  var touchedBytes: Int { events.touchedBytes + next.touchedBytes }

  /// Forgets every event and keeps the memory.
  mutating func removeAll() {
    events.removeAll()
    next.removeAll()
    free = -1
    heads.fill(-1)
    counts.fill(0)
  }
}
