/// The known word nearest to a misspelt one, if any is near.
///
/// Near: at most two edits, or a third of the word where that is more.
func nearest(to word: String, among known: [String]) -> String? {
  let limit = max(2, word.count / 3)
  guard word.count <= 100 else { return nil }
  var best: (word: String, edits: Int)?
  for candidate in known {
    let edits = editDistance(word, candidate)
    if edits <= limit, edits < max(word.count, candidate.count), edits < best?.edits ?? .max {
      best = (candidate, edits)
    }
  }
  return best?.word
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into another.
func editDistance(_ left: String, _ right: String) -> Int {
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
