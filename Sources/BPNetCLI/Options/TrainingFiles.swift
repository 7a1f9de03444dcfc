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
    for option in [TrainOptions.optionalModelPath, TrainOptions.log] {
      guard let path = arguments.texts(of: option).first, AtomicFile.openDescriptor(path) == nil,
        isSameOutput(path, "-")
      else { continue }
      throw UsageError(
        name: option.spelling, found: Printable.quoted(path),
        expected: "another file than that of standard output, whose name is -")
    }
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
