internal import CFuzzer
internal import Foundation

/// Gives libFuzzer's inputs to one reader of kfactor: `Fuzz scenario -max_total_time=60 folder`.
@main enum Fuzz {
  /// The reader that the process was started for.
  nonisolated(unsafe) private static var input = Input.scenario

  static func main() {
    let names = Input.allCases.map(\.rawValue).joined(separator: " ")
    guard let name = CommandLine.arguments.dropFirst().first, let chosen = Input(rawValue: name)
    else {
      print(names)
      exit(CommandLine.arguments.count > 1 ? 64 : 0)
    }
    unsafe input = chosen
    // The name is gone from what libFuzzer sees.
    var arguments = unsafe ([CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)).map {
      unsafe strdup($0)
    }
    unsafe arguments.append(nil)
    var count = Int32(unsafe arguments.count - 1)
    let code = unsafe arguments.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return unsafe withUnsafeMutablePointer(to: &start) { pointer in
        unsafe pointer.withMemoryRebound(
          to: Optional<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>.self, capacity: 1
        ) { unsafe LLVMFuzzerRunDriver(&count, $0, tryInput) }
      }
    }
    exit(code)
  }

  /// What libFuzzer calls.
  private static let tryInput: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = {
    start, count in
    unsafe input.read(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
  }
}
