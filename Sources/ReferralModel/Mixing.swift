/// Which segments know each other.
package enum Mixing {
  /// Everyone has a share of their contacts reserved for their own segment; the rest are
  /// in any segment, in proportion to its share.
  ///
  /// Balanced whatever the shares: share_g·m_gh = (1 − inside)·share_g·share_h.
  /// - Parameters:
  ///   - inside: 0...1.
  ///   - shares: Of the segments; they sum to 1.
  /// - Source: Jacquez et al. (1988), Math. Biosci. 92:119, preferred mixing.
  package static func preferred(inside: Double, shares: [Double]) -> [[Double]] {
    shares.indices.map { g in
      shares.indices.map { h in (g == h ? inside : 0) + (1 - inside) * shares[h] }
    }
  }
}
