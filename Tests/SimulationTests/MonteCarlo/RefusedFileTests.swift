import Simulation
import Testing

/// What the system refuses is told with the path and its own reason.
@Suite struct RefusedFileTests {
  private func refusal(_ work: () throws -> Void) -> OutputError? {
    #expect(throws: OutputError.self) { try work() }
  }

  @Test func `a file where a folder should be, and a folder where a file should be`() throws {
    try withScratchFolder { path in
      try DurableFile.replace("\(path)/file", with: [1])
      try DurableFile.createFolder("\(path)/folder/inner")
      #expect(
        refusal { try DurableFile.createFolder("\(path)/file") }
          == .cannotCreate(path: "\(path)/file", reason: "a file of that name is there"))
      #expect(refusal { try DurableFile.createFolder("\(path)/file/below") }?.exitCode == 73)
      #expect(refusal { try DurableFile.createFolder("") }?.exitCode == 73)
      let long = "\(path)/above/" + String(repeating: "l", count: 256)
      #expect(
        refusal { try DurableFile.createFolder(long) }
          == .cannotCreate(path: long, reason: "File name too long"))
      #expect(
        refusal { try DurableFile.remove("\(path)/folder") }
          == .cannotWrite(path: "\(path)/folder", reason: "Is a directory"))
      #expect(
        refusal { try DurableFile.removeFolder("\(path)/folder") }
          == .cannotWrite(path: "\(path)/folder", reason: "Directory not empty"))
      #expect(
        refusal { _ = try DurableFile.contents(of: "\(path)/folder") }
          == .cannotRead(path: "\(path)/folder", reason: "Is a directory"))
      #expect(
        refusal { _ = try DurableFile.contents(of: "\(path)/file/below") }
          == .cannotRead(path: "\(path)/file/below", reason: "Not a directory"))
      #expect(refusal { _ = try DurableFile.names(inFolder: "\(path)/file") }?.exitCode == 73)
      #expect(
        refusal { _ = try DurableFile.lock(folder: "\(path)/none") }
          == .cannotRead(path: "\(path)/none", reason: "No such file or directory"))
      #expect(
        refusal { _ = try SeekableFile("\(path)/none") }
          == .cannotRead(path: "\(path)/none", reason: "No such file or directory"))
      #expect(
        refusal { _ = try SeekableFile("\(path)/folder").bytes(at: 0, count: 4) }
          == .cannotRead(path: "\(path)/folder", reason: "Is a directory"))
      #expect(try DurableFile.contents(of: "\(path)/none") == nil)
      #expect(try DurableFile.names(inFolder: "\(path)/none") == nil)
      try DurableFile.remove("\(path)/none")
      try DurableFile.removeFolder("\(path)/none")
    }
  }

  // To Swift the slash and the accent are one character.
  @Test func `a name may begin with an accent`() throws {
    try withScratchFolder { path in
      try DurableFile.createFolder("\(path)/new/\u{301}a")
      try DurableFile.replace("\(path)/new/\u{301}a/\u{301}b", with: [7])
      #expect(try DurableFile.contents(of: "\(path)/new/\u{301}a/\u{301}b") == [7])
    }
  }
}
