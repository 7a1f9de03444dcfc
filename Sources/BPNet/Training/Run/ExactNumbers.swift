/// Numbers that are encoded as text, because JSON has no infinity; decoding gives the same bits.
@propertyWrapper
struct ExactNumbers: Equatable, Sendable {
  var wrappedValue: [Double]
}

extension ExactNumbers: Codable {
  init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode([String].self).map {
      try ExactNumbers.number($0, decoder)
    }
  }

  fileprivate static func number(_ text: String, _ decoder: any Decoder) throws -> Double {
    guard let number = Double(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is no number"))
    }
    return number
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.map(\.description))
  }
}

/// A number that is coded as text, like `ExactNumbers`.
@propertyWrapper
struct ExactNumber: Sendable {
  var wrappedValue: Double
}

extension ExactNumber: Equatable {
  /// Whether both are the same number, or neither is one.
  static func == (first: ExactNumber, second: ExactNumber) -> Bool {
    first.wrappedValue == second.wrappedValue || first.wrappedValue.isNaN && second.wrappedValue.isNaN
  }
}

extension ExactNumber: Codable {
  init(from decoder: any Decoder) throws {
    wrappedValue = try ExactNumbers.number(decoder.singleValueContainer().decode(String.self), decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.description)
  }
}
