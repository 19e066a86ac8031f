import Foundation

// Why this file is sound: realpath allocates what it returns, which is freed once it is copied.

/// Where a path leads when every link and every `..` is followed; nil where it leads nowhere.
///
/// - Parameter path: Empty for the current folder.
func realPath(_ path: String) -> String? {
  // The C library would stop at it, and open another file than the one that was looked at.
  guard !path.utf8.contains(0) else { return nil }
  guard let resolved = unsafe realpath(path.isEmpty ? "." : path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}
