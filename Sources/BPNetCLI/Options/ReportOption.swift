import BPNet
import CommandSupport

/// The page of `--report`, before there is something to say.
enum ReportOption {
  /// Checks that the page can be written when all is done; `TrainingFiles` that it replaces nothing.
  ///
  /// - Throws: `UsageError`, `BPNetError.cannotCreate`.
  static func check(_ arguments: ParsedArguments) throws {
    guard let path = arguments[TrainOptions.report] else { return }
    try Model.checkWritable(path)
    Diagnostics().checkEnding(of: path, content: .exported(name: "HTML", endings: [".html", ".htm"]))
  }
}
