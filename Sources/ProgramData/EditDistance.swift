/// The known word nearest to a misspelt one, if any is near, whatever their case.
///
/// Near: at most two edits, or a third of the word where that is more.
func nearest(to word: String, among known: [String]) -> String? {
  let wanted = foldedName(word)
  guard wanted.count <= 100 else { return nil }
  let limit = max(2, wanted.count / 3)
  var best: (word: String, edits: Int)?
  for candidate in known where candidate.utf8.count <= 200 {
    let folded = foldedName(candidate)
    let edits = editDistance(wanted, folded)
    if edits <= limit, edits < max(wanted.count, folded.count), edits < best?.edits ?? .max {
      best = (candidate, edits)
    }
  }
  return best?.word
}

/// A column's name as names are compared: lower case, and spaces and hyphens as underscores.
func foldedName(_ name: String) -> String {
  var folded = ""
  for character in name.drop(while: \.isWhitespace).lowercased() {
    folded.append(character.isWhitespace || character == "-" ? "_" : character)
  }
  while folded.last == "_" { folded.removeLast() }
  return folded
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into another.
private func editDistance(_ left: String, _ right: String) -> Int {
  let (a, b) = (Array(left), Array(right))
  var earlier: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var edits = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { edits = min(edits, earlier[j - 1] + 1) }
      row.append(edits)
    }
    (earlier, previous) = (previous, row)
  }
  return previous[b.count]
}
