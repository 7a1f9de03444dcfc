import BPNet
import CommandSupport

/// The page of `--report`, before there is something to say.
enum ReportOption {
  /// Checks that the page can be written when all is done, and would replace neither data nor model.
  ///
  /// - Throws: `UsageError`, `BPNetError.cannotCreate`.
  static func check(_ arguments: ParsedArguments, modelPath: String?, dataPath: String) throws {
    guard let path = arguments[TrainOptions.report] else { return }
    let name = TrainOptions.report.spelling
    if path == "-" {
      throw UsageError(name: name, found: "-", expected: "a file, beside the results on standard output")
    }
    if path == modelPath {
      throw UsageError(name: name, found: Printable.quoted(path), expected: "another file than the model")
    }
    try checkInputsAreSafe(DataOptions.paths(dataPath, arguments), output: path, option: name)
    try Model.checkWritable(path)
    Diagnostics().checkEnding(of: path, content: .exported(name: "HTML", endings: [".html", ".htm"]))
  }
}
