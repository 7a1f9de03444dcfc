/// A choice with the text `NAME` or `NAME:NUMBER,NUMBER…` in options and files: an activation, an
/// initialiser, a loss, an optimiser or a schedule.
///
/// The text describes it completely: values with the same text are equal, and a value is encoded as its text.
/// A choice that a program has defined itself can only be decoded by a program that gives it as one of the
/// `extensions`.
public protocol NamedChoice: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The library's own choices.
  static var registry: Registry<Self> { get }

  /// The default name under which a text that cannot be read is reported.
  static var argumentName: String { get }
}

extension NamedChoice {
  typealias Entry = Registry<Self>.Entry

  /// The names of the library's own choices.
  public static var names: [String] { registry.entries.map(\.name) }

  /// The names, each with the numbers that may follow it, for help texts.
  public static var usages: [String] { registry.entries.map(\.usage) }

  /// Reads `NAME` or `NAME:NUMBER,NUMBER…`.
  ///
  /// - Parameters:
  ///   - label: the name under which `text` is reported.
  ///   - extensions: the program's own choices, of this type and of others.
  /// - Throws: `BPNetError.invalidArgument`.
  public init(
    parsing text: String, label: String = Self.argumentName, extensions: [any NamedChoice] = []
  ) throws(BPNetError) {
    let known = extensions.compactMap { $0 as? Self }
    if let own = known.first(where: { $0.description == text }) {
      self = own
    } else {
      self = try Self.registry.value(parsing: text, label: label, otherNames: known.map(\.description))
    }
  }

  /// Checks that the name of the caller's own choice is not one of the library's.
  static func checkIsNew(_ description: String) {
    precondition(!isKnown(description), "\(description) has the name of one of the library's own")
  }

  /// Whether a program has defined it.
  var isOwn: Bool { !Self.isKnown(description) }

  /// Whether a text begins with the name of a choice of the library's.
  private static func isKnown(_ description: String) -> Bool {
    registry[String(description.prefix { $0 != ":" })] != nil
  }

  /// Decodes the text.
  ///
  /// The decoder's `userInfo` may have the program's own choices, an array of `NamedChoice`, under
  /// `CodingUserInfoKey.namedChoices`.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    let extensions = decoder.userInfo[.namedChoices] as? [any NamedChoice]
    try self.init(parsing: text, extensions: extensions ?? [])
  }

  /// Encodes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension CodingUserInfoKey {
  /// The key of the program's own choices, an array of `NamedChoice`.
  public static let namedChoices: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "BPNet.namedChoices") else {
      preconditionFailure("any text is a key")
    }
    return key
  }()
}
