/// A choice that options and files write as `NAME` or `NAME:NUMBER,NUMBER…`: an activation, an initialiser, a
/// loss, an optimiser or a schedule.
///
/// Its text says all there is to know about it: values with the same text are equal, and a value is encoded
/// as its text. A choice that a program has defined itself can only be read by a program that hands it over
/// as one of the `extensions`.
public protocol NamedChoice: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The choices that this library knows.
  static var registry: Registry<Self> { get }

  /// The name under which a text that cannot be read is reported, unless the caller has another one.
  static var argumentName: String { get }
}

extension NamedChoice {
  typealias Entry = Registry<Self>.Entry

  /// The names that `init(parsing:label:extensions:)` knows.
  public static var names: [String] { registry.entries.map(\.name) }

  /// The names, each with the numbers that may follow it.
  public static var usages: [String] { registry.entries.map(\.usage) }

  /// Reads `NAME` or `NAME:NUMBER,NUMBER…`.
  ///
  /// - Parameters:
  ///   - label: the name under which `text` is reported.
  ///   - extensions: choices that the library does not know, of this type and of others.
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

  /// Checks that the text of a choice of the caller's own is none that the library reads.
  static func checkIsNew(_ description: String) {
    let name = description.prefix { $0 != ":" }
    precondition(registry[String(name)] == nil, "\(name) is one of the library's own")
  }

  /// Reads what `encode(to:)` writes.
  ///
  /// The decoder's `userInfo` may have choices that the library does not know, an array of `NamedChoice`,
  /// under `CodingUserInfoKey.namedChoices`.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    let extensions = decoder.userInfo[.namedChoices] as? [any NamedChoice]
    try self.init(parsing: text, extensions: extensions ?? [])
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension CodingUserInfoKey {
  /// Leads to the choices that a program has defined itself, an array of `NamedChoice`.
  public static let namedChoices: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "BPNet.namedChoices") else {
      preconditionFailure("any text is a key")
    }
    return key
  }()
}
