import Foundation
import ReferralModel

/// What a process is given by whoever starts it.
enum ProcessSurroundings {
  /// Makes failures of streams and files errors that are told, not ends without a word.
  static func prepare() {
    // A closed pipe, and a file beyond the size limit: writing says so.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    // A stream that is closed leaves its number to the next file that is opened, and what is
    // meant for a person would go there. Opened for reading, as writing to it fails as before.
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(stream, F_GETFD) < 0 && errno == EBADF {
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  /// Ends the process where an argument is not UTF-8: as text it would name another file.
  static func checkArguments() {
    for index in 0..<Int(CommandLine.argc) {
      // Valid up to argc, by the C standard.
      guard let argument = unsafe CommandLine.unsafeArgv[index],
        unsafe String(validatingCString: argument) == nil
      else { continue }
      Terminal.error(
        "error: argument \(index), \(printable(CommandLine.arguments[index])), is not UTF-8 text")
      exit(Failure.usage)
    }
  }
}
