/// Text in ISO 8859-1, with the characters of Windows-1252 where that has control characters.
enum Latin1 {
  /// The characters of the bytes 0x80 to 0x9F; 0 where a byte stands for itself.
  ///
  /// Source: WHATWG, "Encoding", index windows-1252.
  private static let windows: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0, 0x017E, 0x0178,
  ]

  /// The text of `bytes`.
  static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var result = String.UnicodeScalarView()
    for byte in bytes {
      let other = 0x80...0x9F ~= byte ? windows[Int(byte) - 0x80] : 0
      result.append(other == 0 ? UnicodeScalar(byte) : UnicodeScalar(other) ?? UnicodeScalar(byte))
    }
    return String(result)
  }

  /// The text of `bytes`, by an encoding or, without one, as UTF-8 if it can be; nil where it cannot.
  static func string(
    _ bytes: [UInt8], encoding: TableReader.TextOptions.Encoding?
  ) -> (text: String, isLatin1: Bool)? {
    if encoding != .latin1, let text = String(validating: bytes, as: UTF8.self) { return (text, false) }
    guard encoding != .utf8 else { return nil }
    return (bytes.withUnsafeBufferPointer { string($0) }, true)
  }

  /// What is said where words that were read as Latin-1 do not look like it: most of those with other letters
  /// than ASCII have three or more of them in a row, or control characters, or a quarter of them have a sign
  /// between letters; nil where they do.
  ///
  /// Languages of Latin letters have one or two of them between others; Cyrillic, Greek, Chinese and Japanese
  /// have them alone. Signs stand where Windows-1250 or the code pages of DOS and the Macintosh have letters.
  static func doubt(about words: [String]) -> String? {
    let foreign = words.filter { !$0.utf8.allSatisfy { $0 < 0x80 } }.prefix(1000)
    let doubtful = foreign.count { word in
      var run = 0
      return word.unicodeScalars.contains { scalar in
        run = scalar.isASCII ? 0 : run + 1
        return run > 2 || 0x80...0x9F ~= scalar.value
      }
    }
    let signed = foreign.count(where: holdsSignAmongLetters)
    return 2 * doubtful > foreign.count || 4 * signed >= foreign.count && signed > 0
      ? ", which it does not look like: iconv -f ENCODING -t UTF-8 gives it its letters" : nil
  }

  /// Whether a sign that is neither a letter nor ASCII stands between two letters, or one of Latin-1's before
  /// the first.
  private static func holdsSignAmongLetters(_ word: String) -> Bool {
    let scalars = Array(word.unicodeScalars)
    return scalars.indices.dropLast().contains { index in
      let scalar = scalars[index]
      guard !scalar.isASCII, !scalar.properties.isAlphabetic, scalars[index + 1].properties.isAlphabetic
      else {
        return false
      }
      // An apostrophe, dashes and dots may stand there.
      return index == 0
        ? "¡£¤¥¦§¨©¯".unicodeScalars.contains(scalar)
        : scalars[index - 1].properties.isAlphabetic && !"’‘–—·•…\u{AD}".unicodeScalars.contains(scalar)
    }
  }
}
