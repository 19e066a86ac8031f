/// Which column of a source stands for which of a table.
///
/// What the user says comes first, then a preset, then columns that are called as the table's are
/// (whatever their case, spaces and hyphens as underscores).
package struct ColumnMap: Sendable {
  private struct Entry: Sendable {
    /// Where it holds for one table alone.
    var table: TableKind?
    var name, header, option: String
  }

  private let entries: [Entry]
  package let preset: Preset?

  /// - Parameter entries: Such as `joined_at=Sign Up Date`, or `invites.channel=Medium` for one
  ///   table alone. Of several for one name, a source may have any one.
  /// - Throws: Where an entry is malformed or names no column of any table.
  package init(_ entries: [String] = [], preset: Preset? = nil) throws(DataErrors) {
    self.preset = preset
    var errors: [DataError] = []
    var read: [Entry] = []
    for entry in entries {
      let option = "--map \(entry)"
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        errors.append(DataError(option, .malformedMap))
        continue
      }
      var (table, name): (TableKind?, String) = (nil, foldedName(String(parts[0])))
      if let dot = name.firstIndex(of: "."), let kind = TableKind(rawValue: String(name[..<dot])) {
        (table, name) = (kind, String(name[name.index(after: dot)...]))
      }
      let tables = table.map { [$0] } ?? TableKind.allCases
      let known = tables.flatMap(\.columns)
      guard known.contains(name) else {
        errors.append(
          DataError(
            option,
            .unknownNeutral(name, nearest: nearest(to: name, among: known), known: unique(known))))
        continue
      }
      read.append(Entry(table: table, name: name, header: String(parts[1]), option: option))
    }
    guard errors.isEmpty else { throw DataErrors(errors) }
    self.entries = read
  }

  /// Finds the columns of a table in a source.
  ///
  /// - Parameter needed: Groups of names; of each, the source must have one.
  /// - Returns: For each of the table's columns its number in the source, or nil; and for those the
  ///   user mapped to what the source does not have, what to say where no source has it.
  /// - Throws: All that is needed and missing.
  func positions(
    in reader: RowReader, table: TableKind, needed: [[String]]
  ) throws(DataErrors) -> (found: [Int?], unmatched: [DataError]) {
    let header = reader.header
    var errors: [DataError] = []
    var unmatched: [DataError] = []
    func find(_ name: String) -> Int? {
      let exact = header.indices.filter { header[$0] == name }
      let found =
        exact.isEmpty
        ? header.indices.filter { foldedName(header[$0]) == foldedName(name) } : exact
      if found.count > 1 {
        errors.append(
          DataError(reader.name, at: reader.place(ofLine: 1), .duplicateHeader(header[found[1]])))
      }
      return found.first ?? reader.filteredColumn(name)
    }
    var result: [Int?] = []
    let pair = preset.flatMap { preset in
      table == .events
        ? preset.identities.first { find($0.person) != nil && find($0.referrer) != nil } : nil
    }
    for name in table.columns {
      let mine = entries.filter { $0.name == name && ($0.table ?? table) == table }
      var position = mine.lazy.compactMap { find($0.header) }.first
      if position == nil, let entry = mine.first {
        unmatched.append(
          DataError(
            reader.name, at: reader.place(ofLine: 1), of: name,
            .unknownHeader(
              entry.header, nearest: nearest(to: entry.header, among: header),
              table: entry.table == nil ? table.rawValue : "")))
      }
      if position == nil && mine.isEmpty {
        if name == "person_id", let pair { position = find(pair.person) }
        if name == "referred_by", let pair { position = find(pair.referrer) }
        if position == nil, let preset {
          position = preset.headers(for: name, in: table).lazy.compactMap { find($0) }.first
        }
        if position == nil { position = find(name) }
      }
      result.append(position)
    }
    for group in needed {
      let names = group.filter { name in
        result[table.columns.firstIndex(of: name)!] != nil  // the table's own name
      }
      guard names.isEmpty else { continue }
      let said = unmatched.filter { group.contains($0.subject) }
      guard said.isEmpty else {
        errors += said
        continue
      }
      let near = group.lazy.compactMap { nearest(to: $0, among: header) }.first
      errors.append(
        DataError(
          reader.name,
          .missingColumn(
            .init(
              names: group, nearest: near, headers: header,
              preset: preset.map { $0.remark(on: group[0], in: table) }))))
    }
    guard errors.isEmpty else { throw DataErrors(errors) }
    return (result, unmatched)
  }
}

/// The first of each, in order.
private func unique(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  return names.filter { seen.insert($0).inserted }
}
