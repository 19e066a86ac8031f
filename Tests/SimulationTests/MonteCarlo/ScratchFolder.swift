import Foundation

/// A folder of a test's own, gone afterwards.
func withScratchFolder<R>(_ body: (String) throws -> R) throws -> R {
  let url = FileManager.default.temporaryDirectory.appending(path: "kfactor-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(at: url) } catch { print("left behind: \(url.path)") }
  }
  return try body(url.path)
}
