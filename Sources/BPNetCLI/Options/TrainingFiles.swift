import BPNet
import CommandSupport

/// The files that a training writes: none is one that it reads, that standard output goes to, or one of its
/// checkpoints, and no two are the same.
enum TrainingFiles {
  /// Checks the model's path, and those of `--log` and `--report`.
  ///
  /// - Parameter inputs: what is read, without the model of `--from`, which the new one may replace.
  /// - Throws: `UsageError`.
  static func check(_ arguments: ParsedArguments, inputs: [String], modelPath: String?) throws(UsageError) {
    try checkInputsAreSafe(inputs, output: modelPath)
    try checkStandardOutput(arguments, modelPath: modelPath)
    var others = modelPath.map { [(name: "the model", path: $0)] } ?? []
    for option in [TrainOptions.log, TrainOptions.report] {
      guard let path = arguments.texts(of: option).first else { continue }
      let start = arguments.texts(of: TrainOptions.from).first
      for other in others where isSameOutput(other.path, path) {
        throw UsageError(
          name: option.spelling, found: Printable.quoted(path), expected: "another file than \(other.name)")
      }
      try checkInputsAreSafe(inputs + [start].compactMap { $0 }, output: path, option: option.spelling)
      others.append((name: "that of \(option.spelling)", path: path))
    }
  }

  /// Checks that no file is the one that standard output goes to: it would be mixed with the results that are
  /// printed there, or replaced by them.
  ///
  /// They leave standard output to a model that is written to it, and lines of a log may stand before them.
  private static func checkStandardOutput(
    _ arguments: ParsedArguments, modelPath: String?
  ) throws(UsageError) {
    func check(_ option: any CommandOption, _ path: String?, isAllowed: Bool, _ expected: String)
      throws(UsageError)
    {
      guard let path, !isAllowed, isSameOutput(path, "-") else { return }
      throw UsageError(name: option.spelling, found: Printable.quoted(path), expected: expected)
    }
    let log = arguments.texts(of: TrainOptions.log).first
    try check(
      TrainOptions.optionalModelPath, modelPath, isAllowed: isStandardOutput(modelPath),
      "- for standard output, or another file")
    try check(
      TrainOptions.log, log, isAllowed: log.flatMap(AtomicFile.openDescriptor) != nil,
      "- for standard output, or another file")
    try check(
      TrainOptions.report, arguments.texts(of: TrainOptions.report).first, isAllowed: false,
      "a file, beside the results on standard output")
  }

  /// Checks that no file has the name of one that checkpoints are kept in, and that the model of `--from`
  /// stays: a run that is resumed is compared with it.
  ///
  /// - Parameter folder: the folder of the checkpoints.
  /// - Throws: `UsageError`.
  static func check(_ arguments: ParsedArguments, checkpointFolder folder: String) throws(UsageError) {
    if let start = arguments.texts(of: TrainOptions.from).first,
      let output = arguments.texts(of: TrainOptions.optionalModelPath).first,
      (try? checkInputsAreSafe([start], output: output)) == nil
    {
      throw UsageError(
        name: TrainOptions.optionalModelPath.spelling, found: Printable.quoted(output),
        expected: "another file than that of \(TrainOptions.from.spelling), from which a run that is "
          + "resumed starts")
    }
    for option in [TrainOptions.optionalModelPath, TrainOptions.log, TrainOptions.report] {
      guard let path = arguments.texts(of: option).first,
        !CheckpointFolder.isFree(path, inFolder: folder)
      else { continue }
      throw UsageError(
        name: option.spelling, found: Printable.quoted(path),
        expected: "another file than those of --checkpoint")
    }
  }
}
