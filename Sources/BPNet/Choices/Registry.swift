/// The library's own choices of one kind, by name.
public struct Registry<Value: NamedChoice>: Sendable {
  /// One name, and the function that makes a value from the numbers after it.
  public struct Entry: Sendable {
    /// The name in options and files.
    public let name: String
    /// The name with the numbers that may follow it, for help and messages.
    public let usage: String
    /// Makes the value; nil if the numbers do not agree with `usage`.
    let make: @Sendable (_ numbers: [Double]) throws(BPNetError) -> Value?

    /// A name with numbers after it.
    ///
    /// - Parameters:
    ///   - usage: the whole text, name included.
    ///   - make: makes the value; nil if the numbers do not agree with `usage`.
    init(
      name: String, usage: String,
      make: @escaping @Sendable (_ numbers: [Double]) throws(BPNetError) -> Value?
    ) {
      self.name = name
      self.usage = usage
      self.make = make
    }

    /// A name with numbers after it.
    ///
    /// - Parameters:
    ///   - numbers: the numbers' names and allowed values.
    ///   - make: makes the value; nil if the numbers do not agree with `numbers`.
    init(name: String, numbers: String, make: @escaping @Sendable (_ numbers: [Double]) -> Value?) {
      self.init(name: name, usage: "\(name):\(numbers)", make: make)
    }

    /// The name of `value`, without numbers.
    init(_ value: Value) {
      self.init(name: value.description, usage: value.description) { $0.isEmpty ? value : nil }
    }
  }

  /// The entries, in the order in which they are listed.
  public let entries: [Entry]

  init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The entry of a name.
  subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// The values of all names without numbers, for those that do not need any.
  var defaultValues: [Value] { entries.compactMap { try? $0.make([]) } }

  /// Reads `NAME` or `NAME:NUMBER,NUMBER…`.
  ///
  /// - Parameter otherNames: further valid names, for the message.
  /// - Throws: `BPNetError.invalidArgument` under the name `label`, or under that of a number.
  func value(
    parsing text: String, label: String, otherNames: [String] = []
  ) throws(BPNetError) -> Value {
    let specification = try NamedSpecification(
      parsing: text, names: entries.map(\.name), otherNames: otherNames, label: label)
    let entry = self[specification.name]
    guard let made = try entry?.make(specification.arguments) else {
      throw .invalidArgument(name: label, found: "\"\(text)\"", expected: entry?.usage ?? "")
    }
    return made
  }
}
