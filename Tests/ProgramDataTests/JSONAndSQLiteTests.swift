import Foundation
import Testing

@testable import ProgramData

@Suite struct JSONSourceTests {
  static let records = [
    #"{"id": "a", "referrer": {"id": "z"}, "rewards": [{"amount": 5, "status": "FULFILLED"}, {"amount": 7.5, "status": "CANCELLED"}]}"#,
    #"{"id": "b\u00e9\ud83c\udf89\"", "referrer": null, "n": 12345678901234567890, "ok": true}"#,
  ]
  static let layouts = [
    "[" + records.joined(separator: ",\n") + "]",
    "{\"count\": 2, \"participants\": [" + records.joined(separator: ",") + "], \"next\": null}",
    records.joined(separator: "\n"),
    "\u{FEFF}" + records.joined(separator: "\n") + "\n\n",
  ]

  @Test(arguments: layouts)
  func `records are rows, whichever way they are put together`(text: String) throws {
    try withFiles { files in
      let (header, rows) = try table(try files.write("x.json", text))
      #expect(
        header == ["id", "referrer.id", "rewards[].amount", "rewards[].status", "n", "ok"])
      #expect(
        rows == [
          ["a", "z", "5\u{1F}7.5", "FULFILLED\u{1F}CANCELLED", "", ""],
          ["bé🎉\"", "", "", "", "12345678901234567890", "true"],
        ])
    }
  }

  @Test func `an array is picked by the keys that lead to it`() throws {
    try withFiles { files in
      let path = try files.write(
        "x.json", #"{"a": [{"x": 1}], "data": {"skip": "]}\"", "b": [{"y": 2}, {"y": 3}]}}"#)
      #expect(try table(path + "#data.b").rows == [["2"], ["3"]])
      #expect(try table(path + "#a").rows == [["1"]])
      #expect(
        sentence(files) { _ = try table(path + "#c") }
          == "x.json#c:1:71: error: not valid JSON; expected a key 'c'")
    }
  }

  @Test func `records with identifiers for keys are refused`() throws {
    try withFiles { files in
      let keys = (0..<3000).map { "\"p\($0)@example.com\": 1" }.joined(separator: ", ")
      let path = try files.write("x.json", "[{\(keys)}]")
      let said = sentence(files) { _ = try table(path) }
      #expect(said.contains("records with more than 2000 different fields between them"))
      #expect(!said.contains("@"))
    }
  }

  @Test(arguments: [
    ("{\"a\":", "", "x.json:1:6: error: not valid JSON; expected a value"),
    ("{\"a\": ?}", "", "x.json:1:7: error: not valid JSON; expected a value"),
    ("{\"a\": ]}", "", "x.json:1:8: error: not valid JSON; expected a value"),
    ("{\"a\": \"b", "", "x.json:1:9: error: not valid JSON; expected a closing quote"),
    ("{5: 1}", "#a", "x.json#a:1:2: error: not valid JSON; expected a key 'a'"),
    ("{\"b\": 1, 5: 1}", "#a", "x.json#a:1:10: error: not valid JSON; expected a key 'a'"),
    (
      "{\"a\": [{\"person_id\": 1, \"joined_at\": \"2024-01-01\"}], 5}", "#a",
      "x.json#a:1:54: error: not valid JSON; expected a key in quotes"
    ),
    ("[{\"person_id\":", "", "x.json:1:15: error: not valid JSON; expected a value"),
    ("[{\"person_id\": \"abc", "", "x.json:1:20: error: not valid JSON; expected a closing quote"),
    ("[{\"person_id\": \"\\", "", "x.json:1:18: error: not valid JSON; expected an escape"),
    (
      "[{\"person_id\": \"\\ud800\\n\"}]", "",
      "x.json:1:24: error: not valid JSON; expected the second half of a pair"
    ),
    (
      "[{\"person_id\": \"\\ud800\\u0041\"}]", "",
      "x.json:1:29: error: not valid JSON; expected the second half of a pair"
    ),
    (
      "[{\"person_id\": \"\\udc00\"}]", "",
      "x.json:1:23: error: not valid JSON; expected a character"
    ),
    (
      "[{\"person_id\": \"\\u0000\"}]", "",
      "x.json:1:23: error: not valid JSON; expected a character"
    ),
  ])
  func `what is no JSON is refused at its place`(
    text: String, part: String, said: String
  ) throws {
    try withFiles { files in
      let path = try files.write("x.json", text)
      #expect(sentence(files) { _ = try table(path + part) } == said)
    }
  }

  @Test func `a record of many values that never ends is refused too`() throws {
    try withFiles { files in
      let value = "\"" + String(repeating: "x", count: 1 << 20) + "\""
      let values = Array(repeating: value, count: 18).joined(separator: ",")
      let path = try files.write("long.json", "[{\"a\": [\(values)]}]")
      #expect(
        sentence(files) { _ = try table(path) }.contains("a row goes on for more than 16 MiB"))
    }
  }

  @Test func `a record that never ends is refused before it fills the memory`() throws {
    try withFiles { files in
      let path = try files.write(
        "long.json", "[{\"a\": \"" + String(repeating: "x", count: (1 << 24) + 1) + "\"}]")
      #expect(
        sentence(files) { _ = try table(path) }.contains("a row goes on for more than 16 MiB"))
    }
  }

  @Test func `a filter reads those elements alone`() throws {
    try withFiles { files in
      let path = try files.write("x.json", Self.layouts[0])
      let reader = try RowReader(path)
      let equal = try #require(reader.filteredColumn("rewards[status=FULFILLED].amount"))
      let unequal = try #require(reader.filteredColumn("rewards[status!=FULFILLED].amount"))
      #expect(reader.filteredColumn("rewards[state=FULFILLED].amount") == nil)
      var row = Row()
      #expect(try reader.next(into: &row))
      #expect(row.text(equal) == "5")
      #expect(row.text(unequal) == "7.5")
    }
  }
}

@Suite(.enabled(if: Tool.hasPython, "no python3 to make a database with"))
struct SQLiteSourceTests {
  func withDatabase(_ body: (Files, String) throws -> Void) throws {
    try withFiles { files in
      let script = """
        import sqlite3, sys
        d = sqlite3.connect(sys.argv[1])
        d.execute('CREATE TABLE people (id INTEGER, referrer TEXT, joined REAL)')
        d.executemany('INSERT INTO people VALUES (?, ?, ?)',
                      [(1, None, 1.5e9), (2, '1', None), (3, 'ünë', 0.1)])
        d.execute('CREATE TABLE "odd ""name" (b BLOB)')
        d.execute('INSERT INTO "odd ""name" VALUES (?)', (b'\\x00\\xff',))
        # Declared text, but SQLite checks nothing.
        d.execute('CREATE TABLE torn (t TEXT)')
        d.execute("INSERT INTO torn VALUES (CAST(x'61ff' AS TEXT))")
        d.execute('CREATE TABLE zero (t TEXT)')
        d.execute("INSERT INTO zero VALUES (CAST(x'610062' AS TEXT))")
        d.execute('CREATE VIEW late AS SELECT id FROM people WHERE id > 1')
        d.commit()
        """
      let path = files.path("db.sqlite")
      #expect(try Tool.run("python3", "-c", script, path).exitCode == 0)
      try body(files, path)
    }
  }

  @Test func `a table, a view or a query is a source`() throws {
    try withDatabase { _, path in
      let (header, rows) = try table(path + "#people")
      #expect(header == ["id", "referrer", "joined"])
      #expect(rows == [["1", "", "1500000000.0"], ["2", "1", ""], ["3", "ünë", "0.1"]])
      #expect(try table(path + "#late").rows == [["2"], ["3"]])
      #expect(try table(path + "#select count(*) as n from people").header == ["n"])
    }
  }

  // SQLite finds an overflow where a row is computed, and opens no path of more than 512 bytes.
  @Test func `what fails in a database is said`() throws {
    try withDatabase { files, path in
      let query = "#select abs(id - 9223372036854775807 - 2) as n from people"
      let said = sentence(files) { _ = try table(path + query) }
      #expect(said == "db.sqlite\(query): error: SQLite: integer overflow")
      let deep =
        files.folder.path + String(repeating: "/" + String(repeating: "d", count: 200), count: 3)
      try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: path, toPath: deep + "/db.sqlite")
      #expect(
        sentence(files) { _ = try table(deep + "/db.sqlite#people") }
          .hasSuffix("db.sqlite#people: error: SQLite: unable to open database file"))
    }
  }

  @Test func `what a database lacks is said, and nothing is written to it`() throws {
    try withDatabase { files, path in
      func said(_ part: String) -> String { sentence(files) { _ = try table(path + part) } }
      #expect(
        said("").contains("is an SQLite database; name a table or a query after #, such as"))
      #expect(said("").hasSuffix("; it has late, odd \"name, people, torn, zero"))
      #expect(
        said("#poeple")
          == "db.sqlite#poeple: error: no table 'poeple'; did you mean 'people'?; "
          + "there are late, odd \"name, people, torn, zero")
      #expect(said("#select x") == "db.sqlite#select x: error: SQLite: no such column: x")
      #expect(
        said("#odd \"name")
          == "db.sqlite#odd \"name: row 1: error: b: a BLOB; expected text or a number")
      #expect(said("#torn").hasPrefix("db.sqlite#torn: row 1: error: t: "))
      #expect(said("#zero") == "db.sqlite#zero: row 1: error: t: a NUL byte; expected text")
      #expect(
        said("#with x as (select 1) delete from people").contains("the query returns no columns"))
      let rows = try table(path + "#people").rows
      #expect(rows.count == 3)
    }
  }
}
