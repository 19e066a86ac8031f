import Testing

@testable import ProgramData

@Suite struct KeyedHashTests {
  // Computed with OpenSSL 3: openssl mac -macopt hexkey:000102...0f -macopt size:16 siphash
  @Test(arguments: [
    (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
    (15, "5493e99933b0a8117e08ec0f97cfc3d9"),
  ])
  func `identifiers are hashed by SipHash-2-4 with 128 bits`(length: Int, expected: String) {
    let value = testHash((0..<length).map { UInt8($0) })
    let bytes = [value.low, value.high].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
    }
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(hex == expected)
  }

  @Test func `persons are found whatever the case of an e-mail or the form of a number`() {
    var people = PersonIndex(testHash)
    func number(_ text: String) -> Int { people.number(of: Array(text.utf8)) }
    #expect(number("Ann@Example.com") == number("ann@example.COM"))
    #expect(number("12") == number("12.0"))
    #expect(number("Ab1") != number("ab1"))
    #expect(number("12.0") != number("12.00"))
    #expect(
      (0..<10_000).map { number("p\($0)") }.count
        == Set((0..<10_000).map { number("p\($0)") }).count)
  }
}
