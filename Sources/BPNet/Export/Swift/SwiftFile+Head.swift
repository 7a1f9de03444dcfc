extension SwiftFile {
  /// Adds the comment at the beginning of the file, and the beginning of the type.
  mutating func writeBeginning() {
    text.append(
      """
      // Written by bpnet \(libraryVersion).
      //
      // A network of \(program.sizeText) neurons in \(precision == .f32 ? "single" : "double") precision.
      // Its numbers are those of `bpnet predict`, bit for bit.
      //
      // It needs the standard library alone. Compile with -O. On x86-64, -Xcc -mfma lets the compiler use the
      // instruction for multiply-adds, without which it takes many times as long; where nothing else of a
      // program needs the C library's functions for numbers, Linux has to be told of them then (-lm).
      //
      // Any number of threads may call it.

      /// The network.
      public enum \(name) {

      """)
  }

  /// Adds names and labels, and what programs call.
  mutating func writePublicParts() {
    write("/// The numbers of a row.\npublic static let inputCount = \(program.inputCount)")
    write("/// The numbers of a prediction.\npublic static let outputCount = \(program.outputNames.count)")
    if program.window > 1 {
      write("/// The rows of a window, which are the inputs one after the other, the oldest first.")
      write("public static let window = \(program.window)")
    }
    write(
      texts: program.columns, name: "inputNames",
      comment: "The columns of the data, in the order of the inputs.")
    switch program.decision {
    case .largest(let labels): write(texts: labels, name: "labels", comment: "The labels of the classes.")
    case .values(let names):
      write(texts: names, name: "outputNames", comment: "What the numbers are, in the units of the data.")
    case .secondLabels(let pairs, let names, _):
      write(texts: names, name: "outputNames", comment: "The columns of labels.")
      write("/// The two labels of each column.\npublic static let labels: [[String]] = [")
      text.list(pairs.map { "[\($0.map(SwiftText.string).joined(separator: ", "))]" })
      write("]")
    }
    write(prediction)
    write(Self.functions)
    writeWords()
  }

  /// The type of a prediction.
  private var prediction: String {
    let (numbers, label) =
      switch program.decision {
      case .largest:
        (
          "The probability of each of `labels`.",
          """

            /// The label of the likeliest class.
            public let label: String

            fileprivate init(_ numbers: [Double]) {
              self.numbers = numbers
              label = labels[numbers.indices.reduce(0) { numbers[$1] > numbers[$0] ? $1 : $0 }]
            }
          """
        )
      case .secondLabels(_, _, let threshold):
        (
          "The probability of the second label of each column.",
          """

            /// The label of each column.
            public let labels: [String]

            fileprivate init(_ numbers: [Double]) {
              self.numbers = numbers
              labels = zip(numbers, \(name).labels).map { $0 > \(threshold) ? $1[1] : $1[0] }
            }
          """
        )
      case .values:
        (
          "A number for each of `outputNames`.",
          """

            fileprivate init(_ numbers: [Double]) { self.numbers = numbers }
          """
        )
      }
    return """

      /// What is predicted for a row.
      public struct Prediction: Sendable, Equatable {
        /// \(numbers)
        public let numbers: [Double]
      \(label)
      }

      /// An input that is missing and has no replacement, is infinite or too large, or a word that its column
      /// cannot have.
      public struct InvalidInput: Error, Sendable, Equatable {
        /// The row, from 0.
        public let row: Int
        /// The input, from 0; of a row of cells the column.
        public let input: Int
      }
      """
  }

  private static let functions = """

    /// Predicts from `inputCount` numbers in the units of the data; NaN is a missing value.
    public static func predict(_ inputs: [Double]) throws(InvalidInput) -> Prediction {
      try prediction(inputs, row: 0)
    }

    /// Predicts for each of many rows.
    public static func predict(rows: [[Double]]) throws(InvalidInput) -> [Prediction] {
      var predictions: [Prediction] = []
      predictions.reserveCapacity(rows.count)
      for (row, inputs) in rows.enumerated() { predictions.append(try prediction(inputs, row: row)) }
      return predictions
    }

    /// Predicts from `inputCount` numbers, and writes `outputCount` numbers; allocates nothing.
    ///
    /// - Returns: nil; or the first input that is missing, infinite or too large, in which case nothing is
    ///   written.
    public static func predict(
      _ inputs: UnsafePointer<Double>, into outputs: UnsafeMutablePointer<Double>
    ) -> Int? {
      withUnsafeTemporaryAllocation(of: REAL.self, capacity: 2 * width) { memory in
        guard let base = memory.baseAddress else { return 0 }
        return predict(inputs, outputs, base, base + width)
      }
    }

    private static func prediction(_ inputs: [Double], row: Int) throws(InvalidInput) -> Prediction {
      precondition(inputs.count == inputCount, "a row has \\(inputCount) numbers")
      var outputs = [Double](repeating: 0, count: outputCount)
      if let input = predict(inputs, into: &outputs) { throw InvalidInput(row: row, input: input) }
      return Prediction(outputs)
    }
    """
}
