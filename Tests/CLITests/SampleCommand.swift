import CommandSupport

/// A command with every kind of option and argument, for the tests of the parser.
enum SampleCommand {
  static let data = Positional<String>("DATA", help: "the data file", parse: .path)
  static let kind = Positional<String?>(
    optional: "KIND", help: "what to do", parse: .oneOf(["fast", "slow"]))

  static let epochs = Option<Int>(
    "epochs", placeholder: "N", help: "how many epochs to train for", default: 100,
    parse: .integer(in: 0...))
  static let folds = Option<Int>(
    "folds", placeholder: "K", help: "folds", default: 5, parse: .integer(in: 2...10))
  static let seed = Option<UInt64>(
    "seed", placeholder: "N", help: "the seed", default: 0, parse: .integer(in: 0...))
  static let rate = Option<Double?>(
    "learning-rate", placeholder: "X", help: "the learning rate", defaultText: "auto",
    parse: .real(above: 0))
  static let momentum = Option<Double>(
    "momentum", placeholder: "X", help: "the momentum", default: 0.9, parse: .real(in: 0..<1))
  static let dropout = Option<Double>(
    "dropout", placeholder: "P", help: "the share of outputs dropped", default: 0, parse: .real(in: 0...1))
  static let hidden = Option<[Int]?>(
    "hidden", placeholder: "SIZES", help: "sizes of the hidden layers", default: nil,
    parse: ValueParser<Int>.integer(in: 1...).list().orKeyword("auto"))
  static let progress = Option<ProgressMode>(
    "progress", placeholder: "MODE", help: "how progress is shown", default: .auto, parse: .caseName)
  static let ignore = Option<[String]>(
    repeatable: "ignore", placeholder: "COL", help: "a column to ignore", parse: .text)
  static let normalize = Option<String>(
    "normalize", aliases: ["normalise"], placeholder: "NAME", help: "the normalisation", default: "zscore",
    parse: .oneOf(["none", "minmax", "minmax11", "zscore"]))
  static let output = Option<String?>("o", placeholder: "FILE", help: "where to write", parse: .path)
  static let shuffles = Option(flag: "no-shuffle", aliases: ["n"], help: "keep the order of the rows")

  static let command = Command(
    name: "train", summary: "Train a network", synopsis: "DATA [KIND] [options]",
    positionals: [data, kind],
    sections: [
      OptionSection(
        "Training", [epochs, folds, seed, rate, momentum, dropout, hidden, ignore, normalize, shuffles]),
      OptionSection("Output", [output, progress, CommonOptions.json, CommonOptions.quiet]),
    ],
    notes: "Examples:\n  bpnet train iris.csv\n  bpnet train iris.csv --epochs 10"
  ) { _ in .success }

  static func parse(_ arguments: [String]) throws(UsageError) -> ParsedArguments {
    try command.parse(arguments, program: "bpnet")
  }
}
