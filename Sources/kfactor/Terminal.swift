import Foundation
import ReferralModel
import Reporting

/// The two output streams: stdout carries results and nothing else.
///
/// Names and texts from files pass here on their way to a screen, so nothing that would steer it
/// gets through.
enum Terminal {
  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// What COLUMNS says, or the terminal; where neither does, a file's.
  static var width: LineWidth {
    if let said = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), said > 0 {
      return .screen(said)
    }
    guard outputIsTerminal else { return .file }
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return .screen(80)
    }
    return .screen(Int(size.ws_col))
  }

  /// Writes a result.
  ///
  /// - Throws: When it cannot be written: a full disk, a closed pipe.
  static func print(_ text: String) throws {
    var bytes = Array(printable(text, keepsLines: true).utf8)
    if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    var sent = 0
    while sent < bytes.count {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe write(STDOUT_FILENO, $0.baseAddress! + sent, bytes.count - sent)
      }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          // Whoever shares the stream has made it one that does not wait.
          var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&descriptor, 1, -1)
          continue
        }
        // Whoever reads has seen enough: `| head -1` is no failure of ours.
        if errno == EPIPE { return }
        throw Failure(
          message: "standard output: cannot be written: \(unsafe String(cString: strerror(errno)))",
          exitCode: Failure.cannotWrite)
      }
      sent += written
    }
  }

  /// Says something that is no result.
  static func error(_ text: String) {
    let shown = printable(text, keepsLines: true)
    let line = shown.hasSuffix("\n") ? shown : shown + "\n"
    // Nothing can be done about a closed stderr, and nobody could be told.
    unsafe line.withCString { unsafe _ = write(STDERR_FILENO, $0, strlen($0)) }
  }

  /// Rewrites the last line of a terminal.
  static func rewrite(_ text: String) {
    unsafe "\r\u{1B}[K\(printable(text))".withCString {
      unsafe _ = write(STDERR_FILENO, $0, strlen($0))
    }
  }
}
