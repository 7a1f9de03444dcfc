import BPNet
import BPNetPictures
import CommandSupport

private let kindNames = PictureKind.all.map(\.name)

private let kindName = Positional<String?>(
  optional: "KIND", help: "what to draw; without it the kinds are listed", parse: .oneOf(kindNames))
private let file = Positional<String?>(
  optional: "MODEL",
  help: "the model file; for loss also the file of `train --log`, for search the output of `search --json`",
  parse: .path)
private let data = Positional<String?>(
  optional: "DATA", help: "labelled data (.csv, .tsv, .npy, .npz, IDX; - is standard input)", parse: .path)

private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE",
  help: "where the picture of a kind goes (.svg; - is standard output)",
  parse: .path)
private let inputs = Option<[String]>(
  "inputs", placeholder: "NAMES",
  help: "the inputs that vary in fit (one) and boundary (two), with a comma between; others stay at their "
    + "means", default: [],
  parse: ValueParser(expected: "names with commas between", render: { $0.isEmpty ? "all" : "\($0)" }) {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  })
private let target = Option<String?>(
  "target", placeholder: "NAME", help: "the target or class to draw, where there are several",
  defaultText: "the first, or all", parse: .text)
private let steps = Option<Int?>(
  "steps", placeholder: "N", help: "rows by which forecast continues the series",
  defaultText: "as many as a forecast is made from", parse: .integer(in: 0...100_000))
private let shape = Option<String?>(
  "shape", placeholder: "WIDTHxHEIGHT", help: "of inputs that are an image, in weights",
  defaultText: "a square, if they can be one", parse: .text)
private let activations = Option<[Activation]>(
  "activation", placeholder: "NAMES", help: "what activations draws, with commas between", default: [],
  parse: ValueParser(
    expected: "activations: \(Activation.names.joined(separator: ", "))",
    render: { $0.isEmpty ? "the model's, or all" : "\($0)" }
  ) { (text) throws(ValueMismatch) in
    try text.split(separator: ",", omittingEmptySubsequences: false).map { (name) throws(ValueMismatch) in
      guard let activation = try? Activation(parsing: String(name)) else {
        throw ValueMismatch(
          found: Printable.quoted(String(name)),
          expected: "one of \(Activation.names.joined(separator: ", "))")
      }
      return activation
    }
  })

let plotCommand = Command(
  name: "plot", summary: "Draw a picture of a model and its data, as SVG",
  synopsis: "KIND [MODEL] [DATA] -o FILE.svg", positionals: [kindName, file, data],
  sections: [
    OptionSection(
      "Options",
      [outputPath, inputs, target, steps, shape, activations, CommonOptions.quiet]),
    OptionSection("Using the model", DataOptions.usage, isFurther: true), DataOptions.section,
  ],
  examples: [
    "bpnet plot confusion iris.safetensors iris.csv -o confusion.svg",
    "bpnet plot loss iris.safetensors -o loss.svg",
  ],
  notes: """
    `bpnet plot` alone lists the kinds. Pictures are for light and dark surroundings, and describe \
    themselves to those who cannot see them. For loss the model is to be trained with --history.
    """
) { arguments in
  guard let name = arguments[kindName], let kind = PictureKind.all.first(where: { $0.name == name }) else {
    try list()
    return .success
  }
  guard let path = arguments[outputPath] else {
    throw UsageError(
      name: outputPath.spelling, found: "nothing",
      expected: "a file for the picture, or - for standard output")
  }
  let paths = try kind.source.check([arguments[file], arguments[data]], kind: name)
  let others = arguments[data].map { DataOptions.paths($0, arguments).dropFirst() } ?? []
  try checkInputsAreSafe(paths + others, output: path)
  Diagnostics().checkEnding(of: path, content: .exported(name: "SVG", endings: [".svg"]))
  var request = PictureRequest()
  request.inputs = arguments[inputs]
  request.target = arguments[target]
  request.use = DataOptions.use(arguments)
  request.steps = arguments[steps]
  request.activations = arguments[activations]
  request.shape = try arguments[shape].map(parseShape)
  try request.read(kind.source, paths, arguments)
  let picture = try kind.picture(of: request)
  try TextOutput.withDestination(path) { try $0.write(picture.svg) }
  return .success
}

/// A width and a height.
private func parseShape(_ text: String) throws(UsageError) -> (width: Int, height: Int) {
  let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
  guard numbers.count == 2, numbers.allSatisfy({ 1...100_000 ~= $0 }) else {
    throw UsageError(
      name: shape.spelling, found: Printable.quoted(text), expected: "two numbers, as in 28x28")
  }
  return (numbers[0], numbers[1])
}

/// Prints the kinds.
private func list() throws {
  var table = TextTable([("kind", .left), ("of", .left), ("shows", .left)])
  for kind in PictureKind.all { table.add([kind.name, kind.source.usage, kind.summary]) }
  let output = TextOutput.standardOutput()
  try output.writeLine(table.shownText)
  try output.flush()
}

extension PictureKind.Source {
  /// The arguments that it is read from.
  fileprivate var usage: String {
    switch self {
    case .model: "MODEL"
    case .modelAndData: "MODEL DATA"
    case .losses: "MODEL or LOG"
    case .trials: "RESULTS"
    case .optionalModel: "[MODEL]"
    }
  }

  private var counts: ClosedRange<Int> {
    switch self {
    case .model, .losses, .trials: 1...1
    case .modelAndData: 2...2
    case .optionalModel: 0...1
    }
  }

  /// The given files, if there are as many as this needs.
  ///
  /// - Throws: `UsageError`.
  fileprivate func check(_ given: [String?], kind: String) throws(UsageError) -> [String] {
    let paths = given.compactMap { $0 }
    guard !counts.contains(paths.count) else { return paths }
    let found = paths.isEmpty ? "nothing" : paths.map(Printable.quoted).joined(separator: " ")
    throw UsageError(
      name: paths.count < counts.lowerBound && paths.count == 1 ? "DATA" : "MODEL",
      found: paths.count == 1 && counts.lowerBound == 2 ? "nothing" : found,
      expected: "\(usage) for \(kind)")
  }
}

extension PictureRequest {
  /// Reads what a picture is made of.
  fileprivate mutating func read(
    _ source: PictureKind.Source, _ paths: [String], _ arguments: ParsedArguments
  ) throws {
    switch source {
    case .model: model = try Model(contentsOf: paths[0])
    case .modelAndData:
      let read = try readModel(paths[0], data: paths[1])
      table = try DataOptions.readTable(paths[1], arguments, for: read)
      model = read
    case .losses:
      do {
        model = try Model(contentsOf: paths[0])
      } catch {
        // What is no model may be the lines of a log.
        guard case .invalidModel = error, let text = try? inputText(path: paths[0]), text.hasPrefix("{")
        else { throw error }
        (lines, self.source) = (text, paths[0])
      }
    case .trials:
      (lines, self.source) = (try inputText(path: paths[0]), paths[0])
    case .optionalModel: model = try paths.first.map { try Model(contentsOf: $0) }
    }
  }
}
