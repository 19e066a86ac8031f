internal import ScenarioFile
package import Simulation

/// The SHA-256 digests of a finished folder's files, as `sha256sum -c SHA256SUMS` checks them.
///
/// A file that somebody changed, cut, removed or brought from elsewhere would otherwise be shown,
/// compared and copied as if it were what was computed.
package struct ResultsDigests: Sendable {
  /// Written before the file that ends a result, which it names too.
  package static let name = "SHA256SUMS"

  private(set) var text = ""

  mutating func add(_ digest: String, of name: String) { text += "\(digest)  \(name)\n" }

  /// Refuses a finished folder in which a file is not the one that was written.
  ///
  /// A folder of a version that kept no digests passes, and so does one from which a person removed
  /// large files: what is left is read.
  /// - Throws: `.damaged`, naming the file.
  package static func check(folder: String) throws(OutputError) {
    let list = "\(folder)/\(name)"
    guard let bytes = try DurableFile.text(of: list) else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, words[0].utf8.count == 64, words[1].utf8.first == 32,
        !words[1].utf8.contains(UInt8(ascii: "/"))
      else { throw .damaged(path: list, reason: "expected digests and names of files") }
      let file = "\(folder)/\(words[1].dropFirst())"
      guard let digest = try digest(ofFile: file) else { continue }
      guard digest == words[0] else {
        throw .damaged(
          path: file,
          reason: "not what was written here (\(name)); remove the folder to compute it anew")
      }
    }
  }

  /// Nil where there is no such file.
  private static func digest(ofFile path: String) throws(OutputError) -> String? {
    guard DurableFile.isRegularFile(path) else { return nil }
    let file = try SeekableFile(path)
    var digest = SHA256()
    var offset = 0
    while true {
      let piece = try file.bytes(at: offset, count: 1 << 20)
      if piece.isEmpty { return digest.finish() }
      digest.update(piece)
      offset += piece.count
    }
  }
}
