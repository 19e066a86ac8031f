import Foundation
import JSON
import Testing

@testable import Charts
@testable import ReportPage

/// Numbers and other values in a damaged result that no result has.
///
/// A page is made, or the file is refused; a trap or an endless loop would end the tests.
@Suite struct HostileNumberTests {
  private static let values = [
    -1, 1e308, .leastNonzeroMagnitude, -1e308, 0, 1e100, 1e17, -1e100, 1e-200,
    .greatestFiniteMagnitude,
  ]

  private static let kinds: [JSONValue] = [
    .null, .integer(3), .bool(true), .string("x"), .array([]), .object([]), .array([.null]),
  ]

  /// The document once for every value in it, that one replaced by the next of `kinds`.
  private static func misfits(of value: JSONValue, _ next: inout Int) -> [JSONValue] {
    next += 1
    let other = kinds[next % kinds.count]
    switch value {
    case .array(let items):
      return [other]
        + items.indices.flatMap { place in
          misfits(of: items[place], &next).map { misfit in
            var changed = items
            changed[place] = misfit
            return .array(changed)
          }
        }
    case .object(let members):
      return [other]
        + members.indices.flatMap { place in
          misfits(of: members[place].value, &next).map { misfit in
            var changed = members
            changed[place] = JSONValue.Member(members[place].name, misfit)
            return .object(changed)
          }
        }
    default: return [other]
    }
  }

  /// The document once for every number in it, that one replaced by the next of `values`.
  private static func variants(of value: JSONValue, _ next: inout Int) -> [JSONValue] {
    switch value {
    case .integer, .natural, .number:
      next += 1
      return [.number(values[next % values.count])]
    case .array(let items):
      return items.indices.flatMap { place in
        variants(of: items[place], &next).map { variant in
          var changed = items
          changed[place] = variant
          return .array(changed)
        }
      }
    case .object(let members):
      return members.indices.flatMap { place in
        variants(of: members[place].value, &next).map { variant in
          var changed = members
          changed[place] = JSONValue.Member(members[place].name, variant)
          return .object(changed)
        }
      }
    default: return []
    }
  }

  @Test(arguments: Pages.fixtureNames)
  func `a value that no result has makes a page or an error`(name: String) throws {
    let folder = Pages.fixture(name)
    let kind = try #require(
      ResultsDirectory.Kind.allCases.first {
        FileManager.default.fileExists(atPath: "\(folder)/\($0.summaryName)")
      })
    let bytes = Array(
      try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kind.summaryName)")))
    let document = try JSONValue(parsing: bytes)
    // In a document of many numbers the neighbours of each have other values.
    var (next, other) = (0, 0)
    let variants = Self.variants(of: document, &next)
    // Of so many values a third.
    let misfits = Self.misfits(of: document, &other).enumerated().filter { $0.offset % 3 == 0 }
    let changed = try Pages.changed(name, [:])
    for (place, variant) in (variants + misfits.map(\.element)).enumerated()
    where place % Pages.step == 0 {
      try Data(variant.text().utf8).write(
        to: URL(fileURLWithPath: "\(changed)/\(kind.summaryName)"))
      do throws(ReportPageError) {
        let page = try ReportPage(folders: [try ResultsDirectory(changed)])
        #expect(page.html.hasSuffix("</html>\n"))
      } catch {
        #expect(error.description.contains("damaged"))
      }
    }
    try FileManager.default.removeItem(atPath: changed)
  }

  @Test func `ticks come to an end, however far apart their ends are`() {
    #expect(Ticks.days(0, 1e9, atMost: 6).count <= 7)
    #expect(Ticks.linear(-1e308, 1e308, about: 5).count <= 11)
    #expect(Ticks.linear(1e17, 1e17.nextUp, about: 5).count == 1)
    #expect(Ticks.linear(0, .leastNonzeroMagnitude, about: 5).count == 1)
    #expect(NumberFormat.share.text(1e308) == "–%")
  }
}
