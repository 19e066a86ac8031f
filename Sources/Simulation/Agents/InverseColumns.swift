internal import Randomness

/// The inverses that an engine looks up in its inner loops, all in two columns.
///
/// The same function of a word as `InverseTable`, entry for entry; a guide four
/// times as fine and a first step without a branch, because what a branch
/// predictor cannot know costs more than the step.
struct InverseColumns: ~Copyable {
  /// Where a law's tables begin.
  struct Law: BitwiseCopyable {
    fileprivate let guide: Int
    fileprivate let last: Int
    /// One more than the largest tabulated value, and what later words give.
    let count: Int
  }

  /// For every upper 12 bits of a word, the least value it can give; the largest number there
  /// is where that is larger, and then the search goes on from there.
  private let guides: Column<UInt16>
  /// The last word that gives a value or less; 2^32 − 1 after the largest value.
  private let lasts: Column<UInt32>

  /// Collects laws, then lays them out.
  final class Builder {
    fileprivate private(set) var guides: [UInt16] = []
    fileprivate private(set) var lasts: [UInt32] = []

    func add(_ table: InverseTable) -> Law { add(thresholds: table.thresholds) }

    /// - Parameter thresholds: How many words give a value or less, one per value, not falling.
    func add(thresholds: [UInt64]) -> Law {
      let law = Law(guide: guides.count, last: lasts.count, count: thresholds.count)
      var value = 0
      for bucket in 0..<4096 {
        let least = UInt64(bucket) << 20
        while value < thresholds.count && least >= thresholds[value] { value += 1 }
        guides.append(UInt16(clamping: value))
      }
      // A threshold of 0 comes before every other, and no guide leads to it.
      lasts += thresholds.map { UInt32(max(1, $0) - 1) }
      lasts.append(.max)
      return law
    }
  }

  init(_ builder: Builder) {
    guides = Column(builder.guides)
    lasts = Column(builder.lasts)
  }

  /// The least k with word < P(X ≤ k)·2^32, or the law's `count`.
  @inline(__always)
  func value(_ law: Law, _ word: UInt32) -> Int {
    var place = law.last &+ Int(guides[law.guide &+ Int(word &>> 20)])
    place &+= word > lasts[place] ? 1 : 0
    while word > lasts[place] { place &+= 1 }
    return place &- law.last
  }
}
