extension Table {
  /// A remark on training data: what was left out, how words were encoded, or what looks wrong.
  public struct Remark: Sendable, Equatable {
    /// Whether the result may not be what the user wants.
    public let isWarning: Bool
    /// The text, a single line.
    public let text: String
    /// A hint at what to do, with arguments of a recipe as `name: value` between backquotes; nil if there is
    /// none.
    public let hint: String?

    static func note(_ text: String) -> Table.Remark { Table.Remark(isWarning: false, text: text, hint: nil) }

    static func warning(_ text: String, hint: String? = nil) -> Table.Remark {
      Table.Remark(isWarning: true, text: text, hint: hint)
    }
  }
}
