extension SwiftFile {
  /// Adds what turns words into inputs, if the model has such columns.
  mutating func writeWords() {
    guard program.hasWords else { return }
    write("")
    write(
      texts: program.sources.map(\.name), name: "sourceNames",
      comment: "The columns of the data before words become inputs.")
    write(Self.cell)
    write("")
    write("/// How the cells of each column become inputs.\nprivate static let sources: [Source] = [")
    for source in program.sources {
      let inputs = "[\(source.inputs.map(String.init).joined(separator: ", "))]"
      switch source.content {
      case .number: write("  Source(inputs: \(inputs)),")
      case .truth: write("  Source(inputs: \(inputs), hasTruth: true),")
      case .words(let words):
        write("  Source(")
        write("    inputs: \(inputs),")
        write("    words: [")
        text.list(words.map(SwiftText.string))
        write("    ]),")
      }
    }
    write("]")
    write(Self.inputs)
    write(program.allowsUnknownWords ? "  return true\n}" : "  return words.contains(word)\n}")
  }

  private static let cell = """

    /// A value of a column.
    public enum Cell: Sendable, Equatable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
      ExpressibleByStringLiteral, ExpressibleByNilLiteral
    {
      case number(Double)
      case word(String)
      case missing

      public init(floatLiteral value: Double) { self = .number(value) }
      public init(integerLiteral value: Int) { self = .number(Double(value)) }
      public init(stringLiteral value: String) { self = .word(value) }
      public init(nilLiteral: ()) { self = .missing }
    }

    private struct Source: Sendable {
      let inputs: [Int]
      var hasTruth = false
      var words: [String] = []
    }

    /// Predicts from a value for each of `sourceNames`.
    public static func predict(cells: [Cell]) throws(InvalidInput) -> Prediction {
      try predict(inputs(of: cells))
    }

    /// The inputs that are made of a value for each of `sourceNames`.
    public static func inputs(of cells: [Cell]) throws(InvalidInput) -> [Double] {
      precondition(cells.count == sources.count, "a row has \\(sources.count) cells")
      var result = [Double](repeating: .nan, count: inputCount)
      for (index, (cell, source)) in zip(cells, sources).enumerated() {
        guard set(&result, source, cell) else { throw InvalidInput(row: 0, input: index) }
      }
      return result
    }
    """

  private static let inputs = """

    /// Sets the inputs of a column; returns whether it can have the cell.
    private static func set(_ inputs: inout [Double], _ source: Source, _ cell: Cell) -> Bool {
      let word: String
      switch cell {
      case .missing: return true
      case .number(let number):
        guard !source.words.isEmpty else {
          for input in source.inputs { inputs[input] = number }
          return true
        }
        word = Int(exactly: number).map { "\\($0)" } ?? "\\(number)"
      case .word(let text): word = text
      }
      if source.hasTruth {
        let truths = ["false", "true", "no", "yes", "f", "t", "n", "y", "off", "on", "0", "1"]
        guard let truth = truths.firstIndex(of: word.lowercased()) else { return false }
        for input in source.inputs { inputs[input] = Double(truth % 2) }
        return true
      }
      let words = source.words
      for (input, other) in zip(source.inputs, words) { inputs[input] = word == other ? 1 : 0 }
    """
}
