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
    func isBlank(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 }
    return isBlank(text.utf8.first) || isBlank(text.utf8.last)
  }
}
