import BPNet

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value of JSON, of which nothing is known beforehand.
enum LineValue: Decodable {
  case number(Double)
  case text(String)
  case object([String: LineValue])
  case array([LineValue])
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([String: LineValue].self) {
      self = .object(value)
    } else if let value = try? container.decode([LineValue].self) {
      self = .array(value)
    } else {
      self = .other
    }
  }

  var members: [String: LineValue] { if case .object(let members) = self { members } else { [:] } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The members of the object on each line of a text.
  ///
  /// - Throws: `BPNetError.invalidData` for a line without one, which should have been `expected`, or one
  ///   with a key twice or a comma behind the last member.
  static func objects(
    _ text: String, source: String, expected: String
  ) throws(BPNetError) -> [[String: LineValue]] {
    var objects: [[String: LineValue]] = []
    // The two bytes of a line break of Windows are one character.
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated()
    where line.contains(where: { !$0.isWhitespace }) {
      let place = BPNetError.Place(file: source, line: index + 1)
      guard let value = try? JSONDecoder().decode(LineValue.self, from: Data(line.utf8)),
        !value.members.isEmpty
      else {
        throw .invalidData(at: place, found: "'\(String(line).shortened(to: 40))'", expected: expected)
      }
      do throws(JSONFault) {
        try JSONSyntax.check(String(line))
      } catch {
        throw .invalidData(at: place, found: error.found, expected: error.expected)
      }
      objects.append(value.members)
    }
    return objects
  }
}
