/// Numbers that are encoded as text, because JSON has no infinity; decoding gives the same bits.
@propertyWrapper
struct ExactNumbers: Equatable, Sendable {
  var wrappedValue: [Double]
}

extension ExactNumbers: Codable {
  init(from decoder: any Decoder) throws {
    let texts = try decoder.singleValueContainer().decode([String].self)
    wrappedValue = try texts.map { text in
      guard let number = Double(text) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is no number"))
      }
      return number
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.map(\.description))
  }
}
