import Foundation
import Testing

@testable import Simulation

@Suite struct MergeCommandTests {
  /// Every file of a folder, by name.
  private static func contents(_ folder: URL) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      contents[name] = try Data(contentsOf: folder.appendingPathComponent(name))
    }
    return contents
  }

  /// What is uncertain makes pairs that no cut may part.
  private static let uncertain =
    smallScenario + "\nuncertain:\n  acquisition.cac: {distribution: normal, mean: $60, sd: $6}\n"

  @Test(arguments: [
    (smallScenario, ["0:7", "7:61", "61:120"], []), (smallScenario, ["0:120"], []),
    (smallScenario, ["0:50", "50:100", "100:120"], ["--engine", "agents", "--interval", "week"]),
    (uncertain, ["0:2", "2:58", "58:120"], ["--seed", "9"]),
    (uncertain, ["0:80", "80:120"], ["--engine", "expected"]),
  ])
  func `parts of a run merge into the bytes of the whole`(
    scenario: String, cuts: [String], options: [String]
  ) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(scenario, to: folder)
      let command = ["run", "small.yaml", "--replications", "120", "--quiet"] + options
      let whole = try Command.run(command + ["--output", "whole"], in: folder)
      #expect(whole.exitCode == 0, "\(whole.error)")
      for cut in cuts {
        let part = try Command.run(command + ["--reps", cut, "--output", "p\(cut)"], in: folder)
        #expect(part.exitCode == 0, "\(part.error)")
      }
      let merged = try Command.run(
        ["merge"] + cuts.reversed().map { "p\($0)" } + ["--output", "merged", "--quiet"],
        in: folder)
      #expect(merged.exitCode == 0, "\(merged.error)")
      #expect(
        merged.text.replacingOccurrences(of: "merged", with: "whole") == whole.text)
      #expect(
        try Self.contents(folder.appendingPathComponent("merged"))
          == Self.contents(folder.appendingPathComponent("whole")))
      // Once more, it is finished.
      let again = try Command.run(
        ["merge"] + cuts.map { "p\($0)" } + ["--output", "merged"], in: folder)
      #expect(again.exitCode == 0 && again.error.contains("is finished"), "\(again.error)")
    }
  }

  @Test(arguments: [(undecided, [13, 70]), (smallDecision, [14, 70])])
  func `parts of a comparison merge into the bytes of the whole`(
    scenario: String, ends: [Int]
  ) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(scenario, to: folder)
      let command = ["compare", "small.yaml", "--replications", "90", "--quiet"]
      let whole = try Command.run(command + ["--output", "whole"], in: folder)
      #expect(whole.exitCode == 0, "\(whole.error)")
      let cuts = zip([0] + ends, ends + [90]).map { "\($0):\($1)" }
      for cut in cuts {
        let part = try Command.run(command + ["--reps", cut, "--output", "p\(cut)"], in: folder)
        #expect(part.exitCode == 0, "\(part.error)")
      }
      let merged = try Command.run(
        ["merge"] + cuts.reversed().map { "p\($0)" } + ["--output", "merged", "--quiet"],
        in: folder)
      #expect(merged.exitCode == 0, "\(merged.error)")
      #expect(
        try Self.contents(folder.appendingPathComponent("merged"))
          == Self.contents(folder.appendingPathComponent("whole")))
    }
  }

  @Test func `a part that lacks a file of its own is refused by that file's name`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let run = ["run", "small.yaml", "--replications", "8", "--quiet"]
      let compare = ["compare", "small.yaml", "--replications", "8", "--quiet"]
      for (command, name) in [(run, "r"), (compare, "c")] {
        for cut in ["0:4", "4:8"] {
          let part = try Command.run(
            command + ["--reps", cut, "--output", "\(name)\(cut)"], in: folder)
          #expect(part.exitCode == 0, "\(part.error)")
        }
      }
      for (name, file, said) in [
        ("r", "summary.json", "is missing; the command that began this part goes on with it"),
        ("c", "part.json", "is missing; the command that began this part goes on with it"),
        ("r", "scenario.yaml", "is missing; simulate this part again"),
        ("c", "command.txt", "is missing; simulate this part again"),
      ] {
        let path = folder.appendingPathComponent("\(name)0:4/\(file)")
        let whole = try Data(contentsOf: path)
        try FileManager.default.removeItem(at: path)
        let merged = try Command.run("merge", "\(name)0:4", "\(name)4:8", in: folder)
        #expect(merged.exitCode == 65 && merged.output.isEmpty, "\(merged)")
        #expect(merged.error == "\(name)0:4/\(file): \(said)\n")
        try whole.write(to: path)
      }
      // A part is no result yet, and its command has nothing left to do.
      let shown = try Command.run("results", "show", "c0:4", in: folder)
      #expect(shown.exitCode == 65)
      #expect(shown.error.contains("is a part of a comparison; kfactor merge makes one"))
      let again = try Command.run(
        compare.dropLast() + ["--reps", "0:4", "--output", "c0:4"], in: folder)
      #expect(again.exitCode == 0)
      #expect(again.error.contains("note: this part is finished in c0:4"), "\(again.error)")
    }
  }

  @Test func `what is missing, twice there, damaged or of another run is named`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let command = ["run", "small.yaml", "--replications", "30", "--quiet"]
      for (cut, options) in [
        ("0:10", []), ("10:20", []), ("20:30", []), ("15:30", []),
      ] as [(String, [String])] {
        try Command.run(command + options + ["--reps", cut, "--output", "p\(cut)"], in: folder)
      }
      try Command.run(
        command + ["--seed", "3", "--reps", "20:30", "--output", "seed"], in: folder)
      try Command.run(
        command + ["--set", "acquisition.cac=$61", "--reps", "20:30", "--output", "set"],
        in: folder)
      try RunCommandTests.write(smallScenario + "\n# changed\n", to: folder)
      try Command.run(command + ["--reps", "20:30", "--output", "file"], in: folder)
      try RunCommandTests.write(smallScenario, to: folder)
      try FileManager.default.copyItem(
        at: folder.appendingPathComponent("p20:30"), to: folder.appendingPathComponent("short"))
      let file = try FileHandle(forWritingTo: folder.appendingPathComponent("short/part.bin"))
      try file.truncate(atOffset: 4000)
      try file.close()
      try FileManager.default.copyItem(
        at: folder.appendingPathComponent("p20:30"), to: folder.appendingPathComponent("rows"))
      let rows = try FileHandle(
        forWritingTo: folder.appendingPathComponent("rows/replications.csv"))
      try rows.truncate(atOffset: 100)
      try rows.close()

      func refused(_ parts: [String], _ reason: String) throws {
        let merge = try Command.run(["merge"] + parts + ["--output", "merged"], in: folder)
        #expect(merge.exitCode == 65)
        #expect(merge.error.hasPrefix(reason), "\(merge.error)")
        #expect(
          !FileManager.default.fileExists(atPath: folder.appendingPathComponent("merged").path))
      }
      try refused(["p0:10", "p20:30"], "replications 10:20 are missing, of 30")
      try refused(["p10:20", "p20:30"], "replications 0:10 are missing")
      try refused(["p0:10", "p10:20"], "replications 20:30 are missing")
      try refused(
        ["p0:10", "p10:20", "p15:30"], "replications 15:20 are in both p10:20 and p15:30")
      try refused(["p0:10", "p0:10", "p10:20"], "replications 0:10 are in both p0:10 and p0:10")
      try refused(["p0:10", "p10:20", "seed"], "seed: is of another run than p0:10: seeds 3 and 1")
      try refused(["p0:10", "p10:20", "set"], "set: is of another run than p0:10: kfactor run")
      try refused(
        ["p0:10", "p10:20", "file"], "file: is of another run than p0:10: their scenario")
      try refused(["p0:10", "p10:20", "short"], "short/part.bin: is cut short")
      try refused(["p0:10", "p10:20", "rows"], "rows/replications.csv: has 100 bytes, and ")
      try refused(["p0:10", "nowhere"], "nowhere: no such part")
      try refused(["p0:10", "."], ".: holds no part")
      // The scenario is read again, and must be the one of the parts.
      try RunCommandTests.write(smallScenario + "\n# changed\n", to: folder)
      let changed = try Command.run(
        "merge", "p0:10", "p10:20", "p20:30", "--output", "m", in: folder)
      #expect(changed.exitCode == 0, "a comment changes no number: \(changed.error)")
      try RunCommandTests.write(
        smallScenario.replacingOccurrences(of: "$60", with: "$62"), to: folder)
      try refused(
        ["p0:10", "p10:20", "p20:30"], "p0:10: its scenario, or a file that it names, has")
    }
  }

  /// A part is somebody's file: the words in it must not make a command write or read elsewhere.
  @Test(arguments: [
    #"["run", "small.yaml", "--replications", "2", "--event-log", "precious"]"#,
    #"["run", "small.yaml", "--replications", "2", "--reps", "0:1"]"#,
    #"["run", "small.yaml", "--replications", "2", "--output", "elsewhere"]"#,
    #"["new", "mine", "--from", "saas-credit"]"#, #"["run", "--help"]"#, #"["no-such-word"]"#, "[]",
  ])
  func `a part whose command is not what run or compare records is refused`(
    arguments: String
  ) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try RunCommandTests.write("mine", to: folder, as: "precious")
      let part = try Command.run(
        "run", "small.yaml", "--replications", "2", "--reps", "0:2", "--output", "p", in: folder)
      #expect(part.exitCode == 0, "\(part.error)")
      let file = folder.appendingPathComponent("p/part.bin")
      try Self.rewrite(file, arguments: arguments)
      let merge = try Command.run("merge", "p/part.bin", "--output", "merged", in: folder)
      #expect(merge.exitCode == 65, "\(merge.error)")
      #expect(merge.error.hasPrefix("p/part.bin: "), "\(merge.error)")
      #expect(merge.output.isEmpty)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["p", "precious", "small.yaml"])
      #expect(
        try String(contentsOf: folder.appendingPathComponent("precious"), encoding: .utf8) == "mine"
      )
    }
  }

  /// Puts other arguments into a part, and the checksum of its head right.
  private static func rewrite(_ file: URL, arguments: String) throws {
    let magic = Array("kfactor part 1\n".utf8)
    let bytes = Array(try Data(contentsOf: file))
    func word(_ place: Int) -> Int {
      (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    func bytesOf(_ word: UInt64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    let end = magic.count + 8 + word(magic.count)
    var description = String(decoding: bytes[(magic.count + 8)..<end], as: UTF8.self)
    let old = try #require(description.firstMatch(of: #/"arguments": (\[[^\]]*\])/#))
    description.replaceSubrange(old.output.1.startIndex..<old.output.1.endIndex, with: arguments)
    // First, count, one section of two words, and then the checksum.
    let numbers = end + 5 * 8
    var head = magic + bytesOf(UInt64(description.utf8.count)) + Array(description.utf8)
    head += bytes[end..<numbers]
    let checksum = head.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    head += bytesOf(checksum) + bytes[(numbers + 8)...]
    try Data(head).write(to: file)
  }

  // Their checksums hold, so another version made them, or somebody.
  @Test func `a part that no command of this version makes is refused`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      for cut in ["0:10", "10:20"] {
        try Command.run(
          "run", "small.yaml", "--replications", "20", "--reps", cut, "--output", cut, in: folder)
      }
      let part = try PartFile(folder.appendingPathComponent("10:20/part.bin").path)
      let text = String(decoding: part.description, as: UTF8.self)
      let version = try Command.run("--version", in: folder).text.dropLast()
      for (description, range, said) in [
        ("{", 10..<20, "other.bin: is damaged in its description: "),
        (
          text.replacing("\"\(version)\"", with: "\"0.0.1\""), 10..<20,
          "other.bin: was made by kfactor 0.0.1, and this is \(version); "
        ),
        (
          text, 10..<30,
          "other.bin: holds replications 10:30, and the run has 20; give --replications 30 to every"
        ),
      ] {
        try PartFile.write(
          folder.appendingPathComponent("other.bin").path, description: Array(description.utf8),
          replications: range, sections: part.sections
        ) { section, rows in
          let record = Array(repeating: 0.0, count: part.sections[section].width)
          return Dictionary(uniqueKeysWithValues: rows.map { ($0, record) })
        }
        let merged = try Command.run("merge", "0:10", "other.bin", "--output", "m", in: folder)
        #expect(merged.exitCode == 65 && merged.output.isEmpty)
        #expect(merged.error.hasPrefix(said), "\(merged.error)")
      }
    }
  }

  @Test func `half a pair, and parts of what stops by itself, are refused`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(Self.uncertain, to: folder)
      let odd = try Command.run("run", "small.yaml", "--reps", "0:3", "--output", "p", in: folder)
      #expect(odd.exitCode == 64 && odd.error.contains("pairs"), "\(odd.error)")
      try RunCommandTests.write(
        smallScenario + "\nmonte_carlo: {precision: 5% of signups_total}\n", to: folder,
        as: "precise.yaml")
      let precise = try Command.run(
        "run", "precise.yaml", "--reps", "0:4", "--output", "q", in: folder)
      #expect(
        precise.exitCode == 64 && precise.error.contains("asks for a precision"), "\(precise.error)"
      )
    }
  }
}
