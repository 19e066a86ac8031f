internal import ReferralModel

/// Blocks of lines as a terminal shows them, an empty line between two.
///
/// Names and texts of files are in them, so whatever would steer a terminal, or begin a line of its
/// own, is made visible here.
func paragraphs(_ blocks: [[String]]) -> String {
  blocks.filter { !$0.isEmpty }.map { lines in
    lines.map { printable($0) }.joined(separator: "\n")
  }.joined(separator: "\n\n") + "\n"
}
