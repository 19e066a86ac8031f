/// Columns that a text takes on a terminal: two for wide characters of East Asia and
/// for emoji, none for marks that combine and for controls.
///
/// What reads as one character may be several letters (a conjunct of Devanagari, a vowel sign of
/// Thai), each with its column; an emoji of several scalars has two.
///
/// - Source: Unicode Standard Annex 11, of Unicode 16; Unicode Technical Standard 51 for
///   emoji.
package func displayWidth(_ text: String) -> Int {
  if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text.utf8.count }
  return text.reduce(0) { width, character in
    let scalars = character.unicodeScalars
    return width + (isEmoji(scalars) ? 2 : scalars.reduce(0) { $0 + columns(of: $1) })
  }
}

/// Whether a character is drawn as a picture: by itself, or by the selector after it.
private func isEmoji(_ scalars: Character.UnicodeScalarView) -> Bool {
  guard let first = scalars.first?.properties else { return false }
  return first.isEmojiPresentation || (first.isEmoji && scalars.contains { $0.value == 0xFE0F })
}

private func columns(of scalar: Unicode.Scalar) -> Int {
  switch scalar.properties.generalCategory {
  // A soft hyphen is of the format characters, and terminals show it.
  case .format where scalar.value == 0xAD: return 1
  case .nonspacingMark, .enclosingMark, .format, .control: return 0
  default: break
  }
  // Vowels and final consonants of Hangul stand in the column of the first consonant.
  if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) {
    return 0
  }
  return wide.contains { $0.contains(scalar.value) } ? 2 : 1
}

/// What is W or F in EastAsianWidth.txt, besides emoji.
private let wide: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0xA4CF,
  0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
  0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB,
  0x1F200...0x1F251, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
]
