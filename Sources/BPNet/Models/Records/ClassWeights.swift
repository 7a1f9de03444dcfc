extension TrainingRecipe {
  /// The weights of the classes in training, which multiply the weights of their samples.
  public enum ClassWeights: Sendable, Hashable {
    /// Weights by which all classes count alike: n / (K · n_class) for K classes and n samples, counted on
    /// the training samples.
    ///
    /// A class without training samples has weight 1.
    case balanced
    /// The given weights, and 1 for each class that is not named.
    case labels([Weight])

    /// The weight of one class.
    public struct Weight: Codable, Hashable, Sendable {
      /// The label of the class.
      public let label: String
      /// The weight of each of its samples, finite and at least 0.
      public let value: Double

      /// The weight of the class with a label.
      public init(label: String, value: Double) {
        self.label = label
        self.value = value
      }
    }

    /// The text of `balanced`.
    private static let balancedText = "auto"

    private static let expectation =
      "auto, or LABEL=WEIGHT with commas between, each weight a number of at least 0"

    /// Parses `auto`, or entries `LABEL=WEIGHT` separated by commas.
    ///
    /// - Throws: `BPNetError.invalidArgument` under the name `classWeights`.
    public init(parsing text: String) throws(BPNetError) {
      guard text != TrainingRecipe.ClassWeights.balancedText else {
        self = .balanced
        return
      }
      var weights: [Weight] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let sign = part.lastIndex(of: "="), let value = Double(part[part.index(after: sign)...]),
          SampleWeights.isAllowed(value), sign != part.startIndex
        else {
          throw .invalidArgument(
            name: "classWeights", found: "\"\(part)\"", expected: TrainingRecipe.ClassWeights.expectation)
        }
        weights.append(Weight(label: String(part[..<sign]), value: value))
      }
      self = .labels(weights)
    }

    /// The weight of each class.
    ///
    /// - Parameters:
    ///   - labels: the labels of the classes.
    ///   - counts: the number of training samples of each class.
    /// - Throws: `BPNetError.invalidArgument` under the name `classWeights` if a label is not one of the
    ///   classes, or occurs twice.
    func values(labels: [String], counts: [Int]) throws(BPNetError) -> [Double] {
      switch self {
      case .balanced:
        let total = Double(counts.reduce(0, +))
        return counts.map { $0 == 0 ? 1 : total / (Double(labels.count) * Double($0)) }
      case .labels(let weights):
        var values = [Double](repeating: 1, count: labels.count)
        var isNamed = [Bool](repeating: false, count: labels.count)
        for weight in weights {
          let number = try TrainingRecipe.ClassWeights.number(of: weight.label, among: labels)
          guard !isNamed[number] else {
            throw .invalidArgument(
              name: "classWeights", found: "the class \(labels[number]) a second time",
              expected: "each class at most once")
          }
          isNamed[number] = true
          values[number] = weight.value
        }
        return values
      }
    }

    /// The index of a label among all labels; a numeric label may be written in any way.
    private static func number(of label: String, among labels: [String]) throws(BPNetError) -> Int {
      if let number = ClassCoding(labels: labels).number(of: label) { return number }
      let known = labels.prefix(10).joined(separator: ", ") + (labels.count > 10 ? ", …" : "")
      throw .invalidArgument(
        name: "classWeights", found: "the class \"\(label)\"", expected: "one of the classes \(known)")
    }
  }
}

extension TrainingRecipe.ClassWeights: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let weights = try? container.decode([Weight].self) {
      self = .labels(weights)
    } else {
      guard try container.decode(String.self) == TrainingRecipe.ClassWeights.balancedText else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "weights of classes are a list or \(TrainingRecipe.ClassWeights.balancedText)")
      }
      self = .balanced
    }
  }

  /// Writes a list of labels with their weights, or `auto`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .balanced: try container.encode(TrainingRecipe.ClassWeights.balancedText)
    case .labels(let weights): try container.encode(weights)
    }
  }
}

extension TrainingRecipe.ClassWeights: CustomStringConvertible {
  /// The text that `init(parsing:)` reads.
  public var description: String {
    switch self {
    case .balanced: TrainingRecipe.ClassWeights.balancedText
    case .labels(let weights): weights.map { "\($0.label)=\($0.value)" }.joined(separator: ",")
    }
  }
}
