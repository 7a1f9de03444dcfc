internal import SystemLibrary

/// Short files in which the system tells about itself.
enum SystemFile {
  private static let largest = 1 << 20

  /// The text of a file; nil if it cannot be read.
  static func text(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while bytes.count < largest {
      let count = read(descriptor, &part, part.count)
      if count == 0 { break }
      if count > 0 { bytes += part.prefix(count) } else if errno != EINTR { return nil }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The lines of such a file.
  static func lines(_ text: String) -> [Substring] { parts(text[...], at: "\n") }

  /// The words of a line, between blanks.
  static func words(_ line: Substring) -> [Substring] { parts(line, at: " ") }

  /// Splits bytes: characters are made of code points by tables, which takes many times as long.
  private static func parts(_ text: Substring, at separator: Unicode.Scalar) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: separator)).map { Substring($0) }
  }

  /// The number that a file consists of; nil if it cannot be read or is no number.
  static func number(_ path: String) -> Int? {
    text(path)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
  }

  /// The number behind a name, as in `inactive_file 4096` or `MemAvailable:  16 kB`; nil if there is none.
  static func figure(_ name: String, in text: String) -> Int? {
    for line in lines(text) {
      let words = words(line)
      if words.count >= 2, words[0] == name { return Int(words[1]) }
    }
    return nil
  }
}
