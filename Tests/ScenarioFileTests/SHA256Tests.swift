import Testing

@testable import ScenarioFile

@Suite struct SHA256Tests {
  // FIPS 180-4 examples published by NIST: one block, two blocks, nothing, and a million letters.
  @Test(arguments: [
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ])
  func `digests are those that NIST published`(text: String, digest: String) {
    #expect(sha256(Array(text.utf8)) == digest)
  }

  @Test func `a million letters have the digest that NIST published`() {
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(sha256([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)) == digest)
  }
}
