import Foundation

/// Memory that this process may still take.
enum FreeMemory {
  /// In bytes: the least of what the machine, a container and the shell allow.
  static var bytes: Double {
    var limits = [ofMachine] + ofContainers
    #if os(Linux)
      if let left = left(of: Int32(RLIMIT_AS.rawValue), used: "VmSize") { limits.append(left) }
      if let left = left(of: Int32(RLIMIT_DATA.rawValue), used: "VmData") { limits.append(left) }
    #endif
    return max(0, limits.min() ?? 0)
  }

  private static var ofMachine: Double {
    field("MemAvailable", of: "/proc/meminfo") ?? Double(ProcessInfo.processInfo.physicalMemory)
  }

  /// Of each control group that the process is in, down from the root.
  private static var ofContainers: [Double] {
    guard let groups = text("/proc/self/cgroup") else { return [] }
    var left: [Double] = []
    for line in groups.split(separator: "\n") {
      // 0::/path in version 2, 9:memory:/path in version 1.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let isSecond = parts[1].isEmpty
      guard isSecond || parts[1].split(separator: ",").contains("memory") else { continue }
      let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
      let names =
        isSecond
        ? ("memory.max", "memory.current")
        : ("memory.limit_in_bytes", "memory.usage_in_bytes")
      var folder = root
      for name in [""] + parts[2].split(separator: "/").map(String.init) {
        if !name.isEmpty { folder += "/\(name)" }
        if let limit = number("\(folder)/\(names.0)"), let used = number("\(folder)/\(names.1)") {
          left.append(limit - used)
        }
      }
    }
    return left
  }

  #if os(Linux)
    private static func left(of resource: Int32, used name: String) -> Double? {
      var limit = rlimit()
      guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < UInt.max / 2,
        let used = field(name, of: "/proc/self/status")
      else { return nil }
      return Double(limit.rlim_cur) - used
    }
  #endif

  /// "Name:   123 kB" in bytes.
  private static func field(_ name: String, of file: String) -> Double? {
    guard let line = text(file)?.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") })
    else { return nil }
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard words.count == 3, let kilobytes = Double(words[1]) else { return nil }
    return kilobytes * 1024
  }

  private static func number(_ file: String) -> Double? {
    text(file).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// nil where there is no such file: another system, or no such limit.
  private static func text(_ file: String) -> String? {
    guard let bytes = FileManager.default.contents(atPath: file) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
