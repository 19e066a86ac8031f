import Foundation
import Testing

@testable import ReportPage

/// Runs `browser_check.py`, which says what it checks.
@Suite struct BrowserTests {
  private static func path(of program: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static var hasBrowser: Bool { path(of: "chromium") != nil && path(of: "python3") != nil }

  @Test(.enabled(if: hasBrowser, "needs chromium and python3"))
  func `pages open in a browser without a complaint`() throws {
    let python = try #require(Self.path(of: "python3"))
    let folder = NSTemporaryDirectory() + "pages-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }
    var pages: [String] = []
    func write(_ page: ReportPage, _ name: String) throws {
      pages.append("\(folder)/\(name).html")
      try page.html.write(toFile: pages[pages.count - 1], atomically: true, encoding: .utf8)
    }
    for name in Pages.fixtureNames { try write(try Pages.page(Pages.fixture(name)), name) }
    try write(try Pages.page(try Pages.committed("saas-credit")), "forecast")
    try write(
      try Pages.page(
        try Pages.committed("ecommerce-discount-tune"), Pages.fixture("calibration")), "several")

    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    process.arguments = ["\(script)/browser_check.py"] + pages
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(said.hasSuffix("\(pages.count) pages, 0 failures\n"), "\(said)")
  }
}
