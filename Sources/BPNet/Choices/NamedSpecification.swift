/// The parts of a text `NAME` or `NAME:NUMBER,NUMBER…`.
struct NamedSpecification {
  let name: String
  let arguments: [Double]

  /// Reads `text`, whose name must be one of `names`.
  ///
  /// - Parameter otherNames: further names to list in the message.
  /// - Throws: `BPNetError.invalidArgument` under the name `label`.
  init(
    parsing text: String, names: [String], otherNames: [String] = [], label: String
  ) throws(BPNetError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard names.contains(name) else {
      throw .invalidArgument(
        name: label, found: "\"\(text)\"",
        expected: "one of \((names + otherNames).joined(separator: ", "))")
    }
    var arguments: [Double] = []
    if parts.count == 2 {
      for field in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
        guard let value = Double(field), value.isFinite else {
          throw .invalidArgument(
            name: label, found: "\"\(text)\"", expected: "numbers after \"\(name):\"")
        }
        arguments.append(value)
      }
    }
    self.name = name
    self.arguments = arguments
  }

  /// The text from which `init(parsing:names:otherNames:label:)` reads the same values.
  static func describe(_ name: String, _ arguments: [Double]) -> String {
    arguments.isEmpty ? name : name + ":" + arguments.map { $0.description }.joined(separator: ",")
  }
}
