/// A real network from a file, its ids renumbered from 0 in rising order.
struct EdgeNetwork: Sendable {
  let rows: ContactRows
  /// The file's ids in rising order, one per person; empty where they are
  /// 0..<persons as they stand.
  let ids: [Int]
  /// How many persons the file names.
  let persons: Int
  /// Distinct links between two persons: unordered pairs, or arcs if directed.
  let links: Int
  /// Lines that linked a person to themselves; dropped.
  let selfLoops: Int
  /// Lines that repeated an earlier link; dropped.
  let repeats: Int
  let directed: Bool

  /// What the places of both ends of every link can be counted with in 32 bits.
  static let largest = Int(UInt32.max) / 2

  /// - Parameter limit: Of lines.
  init(
    path: String, directed: Bool, size: Int, limit: Int = largest
  ) throws(NetworkError) {
    let raw = try EdgeFile(path: path).ids
    guard let largest = raw.max() else { throw .empty(path: path) }
    guard raw.count / 2 <= limit else {
      throw .tooManyContacts(found: Double(raw.count / 2), limit: limit)
    }
    let (ids, links) = EdgeNetwork.renumbered(raw, largest: largest)
    guard ids.count <= size else {
      throw .moreIDsThanPersons(path: path, ids: ids.count, size: size)
    }
    var proper = links
    var end = 0
    for place in stride(from: 0, to: links.count, by: 2) where links[place] != links[place + 1] {
      proper[end] = links[place]
      proper[end + 1] = links[place + 1]
      end += 2
    }
    proper.removeSubrange(end...)
    persons = ids.count
    selfLoops = (links.count - end) / 2
    (rows, repeats) = ContactRows.collect(persons: ids.count, links: proper, directed: directed)
    self.links = directed ? rows.targets.count : rows.targets.count / 2
    self.ids = ids[ids.count - 1] == ids.count - 1 ? [] : ids
    self.directed = directed
  }

  /// The person with an id of the file.
  func person(forID id: Int) -> UInt32? {
    if ids.isEmpty { return (0..<persons).contains(id) ? UInt32(id) : nil }
    let place = EdgeNetwork.place(of: id, in: ids)
    return place < ids.count && ids[place] == id ? UInt32(place) : nil
  }

  /// The distinct ids in rising order, and every id's place among them.
  private static func renumbered(_ raw: [Int], largest: Int) -> (ids: [Int], places: [UInt32]) {
    // Ids that leave few gaps are looked up in a table, others are sorted.
    guard largest < max(1 << 20, 8 * raw.count) else { return ranked(raw, largest: largest) }
    var places = [UInt32](repeating: 0, count: largest + 1)
    for id in raw { places[id] = 1 }
    var ids: [Int] = []
    for id in places.indices where places[id] == 1 {
      places[id] = UInt32(ids.count)
      ids.append(id)
    }
    return (ids, raw.map { places[$0] })
  }

  /// As `renumbered`, by sorting 16 bits at a time (least significant first).
  private static func ranked(_ raw: [Int], largest: Int) -> (ids: [Int], places: [UInt32]) {
    precondition(raw.count <= Int(UInt32.max), "an edges file has fewer than 2^32 ids")
    var order = (0..<UInt32(raw.count)).map { $0 }
    var sorted = order
    var shift = 0
    while shift < Int.bitWidth, largest >> shift > 0 {
      var starts = [UInt32](repeating: 0, count: 1 << 16 + 1)
      for id in raw { starts[(id >> shift) & 0xFFFF + 1] += 1 }
      for digit in 0..<1 << 16 { starts[digit + 1] += starts[digit] }
      for entry in order {
        let digit = (raw[Int(entry)] >> shift) & 0xFFFF
        sorted[Int(starts[digit])] = entry
        starts[digit] += 1
      }
      swap(&order, &sorted)
      shift += 16
    }
    var ids: [Int] = []
    for entry in order {
      let id = raw[Int(entry)]
      if ids.last != id { ids.append(id) }
      sorted[Int(entry)] = UInt32(ids.count - 1)
    }
    return (ids, sorted)
  }

  /// The first place in a rising array whose id is at least `id`.
  private static func place(of id: Int, in ids: [Int]) -> Int {
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
