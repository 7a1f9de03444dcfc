import Testing

/// A small training whose results are kept as digests: data, and the arguments of the program.
///
/// The command line is a contract, so a case outlives changes of the library's interfaces.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  /// The key in the file of digests.
  let name: String
  /// The file of `GoldenTables` that it trains on.
  let table: String
  /// The options of `bpnet train`, separated by blanks.
  let options: String
  /// The options of a training before it, from whose model this one goes on.
  let earlierOptions: String?
  /// The commands whose output is a part of the digest; MODEL and DATA stand for the files.
  let commands: [String]
  /// Whether its steps are large enough to be shared among threads.
  let isShared: Bool

  /// A case whose model predicts its own training data unless `commands` say something else.
  init(
    _ name: String, on table: String, _ options: String, after earlierOptions: String? = nil,
    then commands: [String] = ["predict MODEL DATA"], isShared: Bool = false
  ) {
    self.name = name
    self.table = table
    self.options = options
    self.earlierOptions = earlierOptions
    self.commands = commands
    self.isShared = isShared
  }

  var testDescription: String { name }

  /// Every case, group by group.
  static let all =
    optimizers + fullBatchMethods + activations + losses + schedules + gradientOptions + layerOptions
    + initializers + dataOptions + tasks + stopping + runs + batches + panels + wide

  /// The names that the options called `option` have in all cases: `sigmoid` and `tanh` of `sigmoid:2,tanh`.
  static func names(of option: String) -> Set<String> {
    let texts = all.flatMap { [$0.options, $0.earlierOptions ?? ""] }
    return Set(texts.flatMap { values(of: option, in: $0.split(separator: " ")) })
  }

  private static func values(of option: String, in arguments: [Substring]) -> [String] {
    zip(arguments, arguments.dropFirst()).filter { $0.0 == "--\(option)" }
      .flatMap { $0.1.split(separator: ",") }
      .compactMap { $0.split(separator: ":").first.map(String.init) }
  }
}
