/// A column of labels, of which there are few.
package struct Categories: Equatable, Sendable {
  /// The number of each row's label in `labels`, or -1 where the cell was blank.
  package internal(set) var codes: [Int32]
  package internal(set) var labels: [String] = []
  private var numbers: [[UInt8]: Int32] = [:]

  /// With more, the column is no category.
  static let limit = 1000

  init(count: Int) {
    codes = Array(repeating: -1, count: count)
  }

  /// The label of a row; nil where the cell was blank.
  package subscript(row: Int) -> String? {
    codes[row] < 0 ? nil : labels[Int(codes[row])]
  }

  /// The number of a label.
  ///
  /// - Throws: Where it looks like an e-mail address, or there are too many.
  mutating func code(of label: [UInt8]) throws(CategoryProblem) -> Int32 {
    if let number = numbers[label] { return number }
    if label.contains(UInt8(ascii: "@")) { throw CategoryProblem(problem: .personalLabel) }
    guard labels.count < Categories.limit else {
      throw CategoryProblem(problem: .tooManyLabels(limit: Categories.limit))
    }
    let number = Int32(labels.count)
    labels.append(String(decoding: label, as: UTF8.self))
    numbers[label] = number
    return number
  }

  struct CategoryProblem: Error {
    var problem: DataError.Problem
  }
}
