internal import JSON
internal import Reporting
@testable internal import Simulation

/// Files that `kfactor merge` reads.
enum PartInputs {
  /// As it is, and once more with a head whose checksum holds, or nothing behind it is ever read.
  static func part(_ bytes: [UInt8]) {
    read(bytes)
    // Four words of numbers, then the sections' words, the description, and what follows the head.
    guard bytes.count >= 33 else { return }
    let sections = Int(bytes[32] % 4)
    let words = 33 + 16 * sections
    guard bytes.count >= words else { return }
    let rest = bytes[words...]
    let description = rest.prefix(Int(bytes[24]))
    var head = Array("kfactor part 1\n".utf8)
    head.append(word: UInt64(description.count))
    head += description
    // First and count as they are: large ones must be refused, not computed with.
    head += bytes[..<16]
    head.append(word: UInt64(sections))
    head += bytes[33..<words]
    head.append(word: BatchFile.checksum(head))
    read(head + rest.dropFirst(description.count))
  }

  private static func read(_ bytes: [UInt8]) {
    let path = Scratch.write("part.bin", bytes)
    do {
      let part = try PartFile(path)
      do {
        _ = try PartDescription(json: try JSONValue(parsing: part.description))
      } catch {
        requirePrintable("\(error)")
      }
      try part.verify()
    } catch {
      requirePrintable("\(error)")
    }
  }
}
