extension Table {
  /// The columns that are one-hot encoded, with an input for each of their words.
  public enum OneHotChoice: Sendable, Equatable, Hashable {
    /// The text columns of few words, at most 100 and fewer than half of the rows.
    case automatic
    /// No columns.
    case none
    /// Those of `automatic`, and the given columns, in the notation of `ColumnSelection`, whatever they hold.
    case columns(String)
  }
}

extension Table.OneHotChoice: Codable, CustomStringConvertible {
  /// The choice with a text: `auto`, `none` or columns.
  public init(_ text: String) {
    self = text == "auto" ? .automatic : text == "none" ? .none : .columns(text)
  }

  /// `auto`, `none` or the columns.
  public var description: String {
    switch self {
    case .automatic: "auto"
    case .none: "none"
    case .columns(let text): text
    }
  }

  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
