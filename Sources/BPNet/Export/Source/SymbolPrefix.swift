extension ExportOptions {
  /// The beginning of all names, checked.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `symbolPrefix` if it is no name in C.
  func checkedPrefix() throws(BPNetError) -> String {
    let prefix = symbolPrefix ?? "model"
    let isWord = prefix.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isWord, let first = prefix.first, first.isLetter, prefix.utf8.count <= 200 else {
      throw .invalidArgument(
        name: "symbolPrefix", found: "\"\(prefix)\"",
        expected: "a letter, and then letters, digits and underscores without accents, at most 200")
    }
    return prefix
  }
}
