import Foundation
import ReferralModel
import Synchronization
import Testing

@testable import Simulation

@Suite struct ReplicationStoreTests {
  let layout = FourDays.layout

  private func key(_ identity: String = "ab") -> ReplicationStore.Key {
    ReplicationStore.Key(identity: identity, seed: 1, columns: layout.columnNames)
  }

  private func bytes(_ result: MonteCarloRunner.Result) -> [UInt64] {
    layout.metrics.indices.flatMap { index in
      result.outcomes.values(ofMetric: index).map(\.bitPattern)
        + result.outcomes.statistics(ofMetric: index).values.map(\.bitPattern)
    }
      + layout.series.indices.flatMap { index in
        result.outcomes.statistics(ofSeries: index).flatMap { $0.values.map(\.bitPattern) }
      }
  }

  /// Runs 0..<count, and says how many replications had to be simulated.
  private func run(
    _ store: ReplicationStore?, count: Int = 230, threads: Int = 2, stopAfter limit: Int = .max
  ) throws -> (bytes: [UInt64]?, simulated: Int) {
    let simulated = Atomic(0)
    let runner = MonteCarloRunner(layout: layout, replications: 0..<count, threads: threads)
    let width = layout.width
    do {
      let result = try runner.run(
        store: store, isCancelled: { simulated.load(ordering: .relaxed) >= limit },
        makeWorker: {
          { replication in
            simulated.add(1, ordering: .relaxed)
            return FakeWorker.record(replication, width: width)
          }
        })
      return (bytes(result), simulated.load(ordering: .relaxed))
    } catch MonteCarloError.interrupted {
      return (nil, simulated.load(ordering: .relaxed))
    }
  }

  @Test(arguments: [1, 49, 50, 73, 149, 200])
  func `an interrupted run loses nothing and resumes to the same bytes`(limit: Int) throws {
    let whole = try run(nil).bytes
    try withScratchFolder { folder in
      let first = try run(
        try ReplicationStore(inResultsFolder: folder, key: key()), stopAfter: limit)
      #expect(first.bytes == nil)
      let second = try run(try ReplicationStore(inResultsFolder: folder, key: key()))
      #expect(second.bytes == whole)
      #expect(first.simulated + second.simulated == 230)
    }
  }

  @Test func `a store of every batch leaves nothing to simulate`() throws {
    try withScratchFolder { folder in
      let store = try ReplicationStore(inResultsFolder: folder, key: key())
      let first = try run(store)
      let second = try run(store)
      #expect(second.simulated == 0 && second.bytes == first.bytes)
    }
  }

  // What a kill, a full disk or a bad disk can leave of a file: any prefix of it, and
  // any byte changed.
  @Test func `batches cut short or damaged are simulated again`() throws {
    let whole = try run(nil, count: 60).bytes
    try withScratchFolder { folder in
      let store = try ReplicationStore(inResultsFolder: folder, key: key())
      _ = try run(store, count: 60)
      let path = "\(store.folder)/0-50.batch"
      let sound = try #require(try DurableFile.contents(of: path))
      var damaged = [0, 1, 7, 8, 30, sound.count / 2, sound.count - 8, sound.count - 1].map {
        Array(sound.prefix($0))
      }
      for position in [0, 25, 40, 200, sound.count / 2, sound.count - 1] {
        var changed = sound
        changed[position] ^= 0x10
        damaged.append(changed)
      }
      damaged.append(sound + [0])
      for bytes in damaged {
        try DurableFile.replace(path, with: bytes)
        let again = try run(try ReplicationStore(inResultsFolder: folder, key: key()), count: 60)
        #expect(again.simulated == 50 && again.bytes == whole)
      }
    }
  }

  @Test func `files that were never renamed are swept away`() throws {
    try withScratchFolder { folder in
      let store = try ReplicationStore(inResultsFolder: folder, key: key())
      let leftover = "\(store.folder)/.tmp-1-0-50.batch"
      try DurableFile.replace(leftover, with: [1, 2, 3])
      _ = try ReplicationStore(inResultsFolder: folder, key: key())
      #expect(try DurableFile.contents(of: leftover) == nil)
    }
  }

  @Test func `another run's store is refused`() throws {
    try withScratchFolder { folder in
      let store = try ReplicationStore(inResultsFolder: folder, key: key())
      _ = try run(store, count: 60)
      #expect(throws: OutputError.holdsAnotherRun(path: folder)) {
        try ReplicationStore(inResultsFolder: folder, key: key("cd"))
      }
      // The identity file may be gone; a batch knows its run too.
      try DurableFile.remove("\(store.folder)/identity")
      let other = try ReplicationStore(inResultsFolder: folder, key: key("cd"))
      #expect(throws: OutputError.self) { try run(other, count: 60) }
    }
  }

  @Test func `a store that cannot be written stops the run with the path`() throws {
    try withScratchFolder { folder in
      let store = try ReplicationStore(inResultsFolder: folder, key: key())
      try FileManager.default.removeItem(atPath: store.folder)
      let error = #expect(throws: OutputError.self) { try run(store, count: 60, threads: 1) }
      #expect(error?.description.contains(store.folder) == true)
      #expect(error?.exitCode == 73)
    }
  }
}

@Suite struct DurableFileTests {
  @Test func `replaces a file whole and leaves nothing else`() throws {
    try withScratchFolder { folder in
      try DurableFile.replace("\(folder)/a", with: [1])
      try DurableFile.replace("\(folder)/a", with: [2, 3])
      #expect(try DurableFile.contents(of: "\(folder)/a") == [2, 3])
      #expect(try DurableFile.names(inFolder: folder) == ["a"])
    }
  }

  @Test func `a file in place of a folder cannot be created in`() throws {
    try withScratchFolder { folder in
      try DurableFile.replace("\(folder)/file", with: [1])
      for path in ["\(folder)/file", "\(folder)/file/below"] {
        let error = #expect(throws: OutputError.self) { try DurableFile.createFolder(path) }
        #expect(error?.exitCode == 73)
      }
      let error = #expect(throws: OutputError.self) {
        try DurableFile.replace("\(folder)/file/below", with: [1])
      }
      #expect(error?.exitCode == 73)
      #expect(error?.description.hasPrefix("\(folder)/file/below: cannot be created: ") == true)
    }
  }

  @Test func `a folder in the way of a file is an error that leaves nothing behind`() throws {
    try withScratchFolder { folder in
      try DurableFile.createFolder("\(folder)/a/b")
      let error = #expect(throws: OutputError.self) {
        try DurableFile.replace("\(folder)/a", with: [1])
      }
      #expect(error?.exitCode == 74)
      #expect(try DurableFile.names(inFolder: folder) == ["a"])
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk is an error that says so`() {
    let device = FileHandle(forWritingAtPath: "/dev/full")
    let error = #expect(throws: OutputError.self) {
      try DurableStream.put([1, 2, 3], on: device?.fileDescriptor ?? -1, shown: "Results/x")
    }
    #expect(error?.exitCode == 74)
    #expect(error?.description == "Results/x: cannot be written: No space left on device")
  }
}
