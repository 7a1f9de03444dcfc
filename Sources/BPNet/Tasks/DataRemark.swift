/// What is worth saying of data before they are learnt: what was left out, how words became numbers, and what
/// looks wrong.
public struct DataRemark: Sendable, Equatable {
  /// Whether the result may not be what was wanted.
  public let isWarning: Bool
  /// One line.
  public let text: String
  /// What to do about it, with arguments of a recipe as `name: value` between backquotes.
  public let hint: String?

  static func note(_ text: String) -> DataRemark { DataRemark(isWarning: false, text: text, hint: nil) }

  static func warning(_ text: String, hint: String? = nil) -> DataRemark {
    DataRemark(isWarning: true, text: text, hint: hint)
  }
}

/// Which columns of words become inputs, one for each of their words.
public enum OneHotChoice: Sendable, Equatable, Hashable {
  /// Those of few words, at most 100 of them and fewer than half of the rows.
  case automatic
  /// None.
  case none
  /// These, in the notation of `ColumnSelection`, whatever they hold.
  case columns(String)
}

extension OneHotChoice: Codable, CustomStringConvertible {
  /// The text that means a choice: `auto`, `none` or columns.
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
