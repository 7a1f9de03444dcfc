/// What is stored as JSON together with the check of all of it.
protocol CheckedContent: Codable {
  /// The check of the JSON without this member; nil in what was written before there was one.
  var check: String? { get set }
}

extension CheckpointJSON {
  /// JSON with its check.
  static func encodedContent<Content: CheckedContent>(
    _ content: Content, path: String
  ) throws(BPNetError) -> String {
    var checked = content
    checked.check = try check(of: content, path: path)
    return try encoded(checked, path: path)
  }

  /// Decodes JSON, and compares the check that it has.
  ///
  /// - Throws: `BPNetError.invalidModel` for anything that was not written so.
  static func decodedContent<Content: CheckedContent>(
    _ type: Content.Type, from text: String, file: String, extensions: [any NamedChoice]
  ) throws(BPNetError) -> Content {
    let content = try decoded(type, from: text, file: file, extensions: extensions)
    guard let stored = content.check, try check(of: content, path: file) != stored else { return content }
    throw .invalidModel(
      at: .init(file: file), found: "other content than was written", expected: "the file as it was")
  }

  private static func check(of content: some CheckedContent, path: String) throws(BPNetError) -> String {
    var content = content
    content.check = nil
    var check = ContentCheck()
    check.add(try encoded(content, path: path))
    return check.text
  }
}
