/// One replication: the market with the program, and the same market and luck
/// with the program switched off.
///
/// A scenario without a program has one history in both places.
package struct PairedHistory: Equatable, Sendable {
  package let program: History
  package let twin: History

  /// - Precondition: Both have the same horizon and the same number of causes.
  package init(program: History, twin: History) {
    precondition(
      program.horizon == twin.horizon && program.signups.count == twin.signups.count,
      "a twin has the horizon and the loops of its program")
    self.program = program
    self.twin = twin
  }
}
