/// Stops the process unless something holds; libFuzzer keeps the input.
func require(_ holds: Bool, _ what: @autoclosure () -> String) {
  guard !holds else { return }
  fatalError("broken: \(what())")
}

/// What is said to a person must not steer their terminal.
func requirePrintable(_ text: String) {
  for scalar in text.unicodeScalars where scalar != "\n" {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
      fatalError("broken: a sentence holds U+\(String(scalar.value, radix: 16)): \(text)")
    default: break
    }
  }
}

/// An error must be one of ours, and printable.
func requireSentence<Failure: Error & CustomStringConvertible>(_ error: Failure) {
  requirePrintable(error.description)
}
