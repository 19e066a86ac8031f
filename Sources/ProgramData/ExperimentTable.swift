/// A reward experiment: what each arm offered, and how people responded.
package struct ExperimentTable: Equatable, Sendable {
  package enum Column: Int, CaseIterable, Sendable {
    case arm, referrerReward, refereeReward, exposed, tookPart, invites, accepted

    package var name: String {
      switch self {
      case .arm: "arm"
      case .referrerReward: "referrer_reward"
      case .refereeReward: "referee_reward"
      case .exposed: "exposed"
      case .tookPart: "took_part"
      case .invites: "invites"
      case .accepted: "accepted"
      }
    }
  }

  /// A reward as the data has it.
  package struct Reward: Equatable, Sendable {
    package enum Unit: Equatable, Sendable {
      /// No unit: what the scenario's currency or the user says.
      case bare
      /// `10%`: of what is not said.
      case percent
      case percentOfCAC
      /// A currency's sign or code.
      case money(String)
    }

    package var amount: Double
    package var unit: Unit
    /// As written.
    package var text: String

    /// Reads `10%`, `10% of CAC`, `$5`, `5 USD`, `5`; nil for anything else.
    package init?(_ text: String, numbers: NumberReader = NumberReader()) {
      self.text = text
      let lower = text.lowercased()
      var number = text
      if lower.hasSuffix("% of cac") {
        number = String(text.dropLast(8))
        unit = .percentOfCAC
      } else if text.hasSuffix("%") {
        number = String(text.dropLast())
        unit = .percent
      } else if let currency = NumberReader.withoutCurrency(text).currency {
        unit = .money(currency)
      } else {
        unit = .bare
      }
      let trimmed = number.split(separator: " ", omittingEmptySubsequences: true)
        .joined(separator: " ")
      guard let amount = numbers.read(Array(trimmed.utf8)), amount >= 0 else { return nil }
      self.amount = amount
    }
  }

  package struct Arm: Equatable, Sendable {
    package var name: String
    /// Nil where blank or where there is no such column.
    package var referrerReward, refereeReward: Reward?
    /// How many were offered the reward, took part, invited, and accepted; nil where not counted.
    package var exposed: Int
    package var tookPart, invites, accepted: Int?
    package var line: Int
  }

  package private(set) var arms: [Arm] = []

  /// Reads an experiment.
  ///
  /// - Parameter source: With arm, exposed, a reward, and one count of responses.
  /// - Throws: What cannot be read or cannot be, with its place.
  package static func read(
    _ source: String, options: ReadingOptions, report: inout ImportReport
  ) throws(DataErrors) -> ExperimentTable {
    var cells = try CellReader(
      source, as: .experiment,
      needed: [
        [Column.arm.name], [Column.exposed.name],
        [Column.referrerReward.name, Column.refereeReward.name],
        [Column.tookPart.name, Column.invites.name, Column.accepted.name],
      ], options: options, report: &report)
    var table = ExperimentTable()
    while try cells.next(&report) {
      guard let arm = readArm(&cells, &report) else { continue }
      if let first = table.arms.first(where: { $0.name == arm.name }) {
        cells.fail(Column.arm.rawValue, .repeated(what: "an arm", firstAt: first.line))
        continue
      }
      table.arms.append(arm)
      report.keepRow(of: cells.source)
    }
    try cells.finish()
    if table.arms.isEmpty { throw DataErrors(DataError(source, .contradiction("no arm in it"))) }
    return table
  }

  private static func readArm(_ cells: inout CellReader, _ report: inout ImportReport) -> Arm? {
    guard Column.allCases.contains(where: { !cells.isBlank($0.rawValue) }) else {
      report.note(.blankRow, source: cells.source, line: cells.row.line)
      return nil
    }
    guard let name = cells.text(Column.arm.rawValue, mayBeNone: true, &report) else {
      cells.fail(Column.arm.rawValue, .blankCell(expected: "a name of the arm"))
      return nil
    }
    let exposed = count(.exposed, &cells, &report)
    if exposed == nil, cells.isBlank(Column.exposed.rawValue) {
      cells.fail(Column.exposed.rawValue, .blankCell(expected: "a whole number"))
    }
    var arm = Arm(
      name: String(decoding: name, as: UTF8.self), exposed: exposed ?? 0, line: cells.row.line)
    arm.referrerReward = reward(.referrerReward, &cells, &report)
    arm.refereeReward = reward(.refereeReward, &cells, &report)
    arm.tookPart = count(.tookPart, &cells, &report)
    arm.invites = count(.invites, &cells, &report)
    arm.accepted = count(.accepted, &cells, &report)
    if let tookPart = arm.tookPart, let exposed, tookPart > exposed {
      cells.fail(
        Column.tookPart.rawValue, .contradiction("\(tookPart) of \(exposed) exposed took part"))
    }
    if let accepted = arm.accepted, let invites = arm.invites, accepted > invites {
      cells.fail(
        Column.accepted.rawValue, .contradiction("\(accepted) of \(invites) invites accepted"))
    }
    return arm
  }

  private static func reward(
    _ column: Column, _ cells: inout CellReader, _ report: inout ImportReport
  ) -> Reward? {
    guard let text = cells.text(column.rawValue, &report) else { return nil }
    let word = String(decoding: text, as: UTF8.self)
    let reward = Reward(word, numbers: cells.numbers)
    if reward == nil {
      cells.fail(
        column.rawValue,
        cells.numbers.isAmbiguous(text)
          ? .thousandsOrDecimals(found: shownCell(word))
          : .cell(expected: "a reward such as 10%, 10% of CAC, $5 or 5", found: shownCell(word)))
    }
    return reward
  }

  private static func count(
    _ column: Column, _ cells: inout CellReader, _ report: inout ImportReport
  ) -> Int? {
    let expected = "a whole number from 0 to \(UInt32.max)"
    guard
      let value = cells.number(
        column.rawValue, expected: expected, in: 0...Double(UInt32.max), &report)
    else { return nil }
    guard value == value.rounded() else {
      cells.fail(column.rawValue, .cell(expected: expected, found: "\(value)"))
      return nil
    }
    return Int(value)
  }
}
