/// A number of things, for messages: "1 row", "3 rows".
///
/// - Parameter plural: the word for several; nil means `noun` with an s.
package func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
}

/// The first five of some names, for messages: "a, b, c, d, e, …" if there are more.
package func listed(_ names: some Collection<String>) -> String {
  names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
}
