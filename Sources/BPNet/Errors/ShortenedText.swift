extension String {
  /// This text, or of a longer one its start and its end with "…" between them, `count` characters in all.
  ///
  /// Names and values in messages may be as long as a file.
  package func shortened(to count: Int) -> String {
    // Of so few bytes there are no more characters.
    guard utf8.count > count, unicodeScalars.count > count else { return self }
    let tail = count / 3
    var result = String(unicodeScalars.prefix(count - tail - 1))
    result += "…"
    result.unicodeScalars.append(contentsOf: unicodeScalars.suffix(tail))
    return result
  }
}
