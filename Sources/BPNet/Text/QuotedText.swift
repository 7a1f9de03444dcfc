/// Text in the quotes of CSV.
package enum QuotedText {
  /// A text between quotes, those in it doubled.
  ///
  /// By bytes: a quote before a combining accent is one `Character` with it, and a quote to every reader.
  package static func quoted(_ text: String) -> String {
    let quote = UInt8(ascii: "\"")
    let doubled = text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return "\"\(String(decoding: doubled, as: UTF8.self))\""
  }

  /// Whether a text begins or ends with a blank, which readers leave out.
  package static func hasOuterBlank(_ text: String) -> Bool {
    let blanks: Set<UInt8?> = [UInt8(ascii: " "), UInt8(ascii: "\t")]
    return blanks.contains(text.utf8.first) || blanks.contains(text.utf8.last)
  }
}
