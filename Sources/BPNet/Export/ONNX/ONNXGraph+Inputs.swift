extension ONNXGraph {
  /// Adds the graph's inputs and the scaling of samples.
  ///
  /// Without words the only input is X, a row for each sample. With words there is an input for each column
  /// of the data, as scikit-learn's converters make of a table of mixed columns.
  ///
  /// - Returns: the scaled samples in double precision.
  mutating func addInputs(of program: InferenceProgram) -> String {
    let isPlain = program.sources.allSatisfy { $0.content == .number }
    let values = isPlain ? plainInput(of: program) : inputsOfColumns(program)
    guard case .scale(let offsets, let scales, let replacements) = program.operations.first else {
      return values
    }
    let shape = [1, offsets.count]
    var x = values
    if replacements.contains(where: { $0 != nil }) {
      let numbers = tensor("input_replacements", replacements.map { $0 ?? .nan }, .double, shape: shape)
      x = add("Where", [add("IsNaN", [x]), numbers, x])
    }
    if offsets.contains(where: { $0 != 0 }) {
      x = add("Sub", [x, tensor("input_offsets", offsets, .double, shape: shape)])
    }
    if scales.contains(where: { $0 != 1 }) {
      x = add("Div", [x, tensor("input_scales", scales, .double, shape: shape)])
    }
    return x
  }

  private mutating func plainInput(of program: InferenceProgram) -> String {
    let name = reserve("X")
    let names = program.columns.joined(separator: ", ")
    inputs = [
      Value(
        name: name, type: .double, width: program.inputCount,
        description: program.window > 1 ? "\(program.window) rows of \(names), the oldest first" : names)
    ]
    return name
  }

  private mutating func inputsOfColumns(_ program: InferenceProgram) -> String {
    var parts = [String](repeating: "", count: program.columns.count)
    for source in program.sources {
      let name = reserve(source.name)
      switch source.content {
      case .number:
        inputs.append(Value(name: name, type: .double, width: 1))
        for input in source.inputs { parts[input] = name }
      case .truth:
        let words = Self.truthWords
        inputs.append(Value(name: name, type: .string, width: 1, description: "true or false, yes or no"))
        let number = encode(name, words.map(\.word), codes: words.map(\.value), unknown: .infinity)
        for input in source.inputs { parts[input] = number }
      case .words(let words):
        inputs.append(
          Value(name: name, type: .string, width: 1, description: words.joined(separator: ", ")))
        let unknown: Float = program.allowsUnknownWords ? -1 : .infinity
        let code = encode(name, words, codes: words.indices.map { Float($0) }, unknown: unknown)
        for (index, input) in source.inputs.enumerated() {
          parts[input] = isCode(code, Double(index))
        }
      }
    }
    return add("Concat", parts, [("axis", .int(1))])
  }

  /// The code of each text: NaN for an empty one, which is a missing value.
  private mutating func encode(
    _ texts: String, _ words: [String], codes: [Float], unknown: Float
  ) -> String {
    let code = add(
      "LabelEncoder", [texts],
      [
        ("keys_strings", .strings(words + [""])), ("values_floats", .floats(codes + [.nan])),
        ("default_float", .float(unknown)),
      ], domain: "ai.onnx.ml")
    return add("Cast", [code], [("to", .int(ONNXType.double.rawValue))])
  }

  /// 1 for a code, 0 for others; NaN and infinite codes stay so.
  private mutating func isCode(_ code: String, _ number: Double) -> String {
    let equal = add(
      "Cast", [add("Equal", [code, scalar(number, .double)])], [("to", .int(ONNXType.double.rawValue))])
    let isKnown = add("Less", [code, scalar(.infinity, .double)])
    return add("Where", [isKnown, equal, code])
  }

  /// The words of truth values with their numbers, with and without capitals.
  private static var truthWords: [(word: String, value: Float)] {
    let pairs = [
      ("false", "true"), ("no", "yes"), ("f", "t"), ("n", "y"), ("off", "on"), ("0", "1"),
    ]
    return pairs.flatMap { pair in
      spellings(of: pair.0).map { (word: $0, value: 0) } + spellings(of: pair.1).map { (word: $0, value: 1) }
    }
  }

  /// A word of small letters with any of them as capitals.
  private static func spellings(of word: String) -> [String] {
    word.reduce([""]) { beginnings, letter in
      let forms = letter.isLetter ? ["\(letter)", letter.uppercased()] : ["\(letter)"]
      return beginnings.flatMap { beginning in forms.map { beginning + $0 } }
    }
  }
}
