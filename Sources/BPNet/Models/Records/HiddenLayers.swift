extension TrainingRecipe {
  /// The number of hidden layers of a network, and their sizes.
  public enum HiddenLayers: Hashable, Sendable {
    /// Layers of the given numbers of neurons, the first one next to the inputs; empty for no hidden layer.
    case sizes([Int])
    /// One layer of √(inputs + outputs) + `offset` neurons, with an offset of at least 1.
    case automatic(offset: Int = defaultOffset)
    /// One layer with the best of the offsets from 1 to 10, which a search finds.
    case search

    /// The default offset.
    public static let defaultOffset = 5

    /// The offsets that a search tries.
    public static let searchedOffsets = 1...10

    /// The sizes in a network with the given numbers of inputs and outputs; for a search, those with the
    /// default offset.
    public func sizes(inputCount: Int, outputCount: Int) -> [Int] {
      let root = Int(Double(inputCount + outputCount).squareRoot().rounded())
      return switch self {
      case .sizes(let sizes): sizes
      case .automatic(let offset): [root + offset]
      case .search: [root + TrainingRecipe.HiddenLayers.defaultOffset]
      }
    }

    /// The choices that a search compares; without a search, only the choice itself.
    var candidates: [TrainingRecipe.HiddenLayers] {
      self == .search ? TrainingRecipe.HiddenLayers.searchedOffsets.map { .automatic(offset: $0) } : [self]
    }
  }
}

extension TrainingRecipe.HiddenLayers: CustomStringConvertible {
  /// `64,32`, `none`, `auto`, `auto:OFFSET` or `auto:search`.
  public var description: String {
    switch self {
    case .sizes([]): "none"
    case .sizes(let sizes): sizes.map(String.init).joined(separator: ",")
    case .automatic(TrainingRecipe.HiddenLayers.defaultOffset): "auto"
    case .automatic(let offset): "auto:\(offset)"
    case .search: "auto:search"
    }
  }
}

extension TrainingRecipe.HiddenLayers: Codable {
  private enum CodingKeys: String, CodingKey {
    case sizes, offset, search
  }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let sizes = try container.decodeIfPresent([Int].self, forKey: .sizes) {
      self = .sizes(sizes)
    } else if let offset = try container.decodeIfPresent(Int.self, forKey: .offset) {
      self = .automatic(offset: offset)
    } else if try container.decode(Bool.self, forKey: .search) {
      self = .search
    } else {
      self = .automatic()
    }
  }

  /// Writes `{"sizes":[…]}`, `{"offset":N}` or `{"search":true}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .sizes(let sizes): try container.encode(sizes, forKey: .sizes)
    case .automatic(let offset): try container.encode(offset, forKey: .offset)
    case .search: try container.encode(true, forKey: .search)
    }
  }
}
