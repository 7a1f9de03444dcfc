import Testing

@testable import BPNet

@Suite struct SHA256Tests {
  private func digest(_ bytes: [UInt8], partsOf size: Int) -> String {
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { hash.update($0) }
    }
    return hash.finalized()
  }

  /// The examples of FIPS 180-4 and NIST's further ones.
  private static let vectors: [(text: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test(arguments: [1, 7, 63, 64, 65, 1000, 1 << 20])
  func publishedVectors(partSize: Int) {
    for (text, expected) in Self.vectors {
      #expect(digest(Array(text.utf8), partsOf: partSize) == expected)
    }
  }

  /// Every position of the end in a block, against a value for all of them together.
  @Test func everyLength() {
    var all = SHA256()
    for length in 0..<200 {
      let bytes = (0..<length).map { UInt8($0) }
      Array(digest(bytes, partsOf: 200).utf8).withUnsafeBytes { all.update($0) }
    }
    #expect(all.finalized() == "7a38a844c9e159de39f0862ee2e28569a8250831150a3fbf0a59c001129b2fb2")
  }

  @Test func finalizingDoesNotEndTheSequence() {
    var hash = SHA256()
    Array("ab".utf8).withUnsafeBytes { hash.update($0) }
    _ = hash.finalized()
    Array("c".utf8).withUnsafeBytes { hash.update($0) }
    #expect(hash.finalized() == Self.vectors[1].digest)
  }
}
