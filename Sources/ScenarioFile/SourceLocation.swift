/// A place in a scenario file, or a command-line option.
package struct SourceLocation: Equatable, Hashable, Sendable {
  /// The path as the user gave it, or the option, such as `--set name=value`.
  package var file: String
  /// Counts from 1; 0 where the whole file or option is meant.
  package var line: Int
  /// Counts Unicode scalars from 1; 0 where the whole file or option is meant.
  package var column: Int

  package init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }
}
