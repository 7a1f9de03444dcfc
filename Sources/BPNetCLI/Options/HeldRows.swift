import BPNet
import CommandSupport

/// What an option says of rows to hold back: a fraction of the training rows, or a file.
enum HeldRows {
  case fraction(Double)
  case file(String)

  /// What the option says; nil if it is not given.
  ///
  /// - Throws: `UsageError` for a number that is no fraction of a whole.
  init?(_ option: Option<String?>, _ arguments: ParsedArguments) throws(UsageError) {
    guard let text = arguments[option] else { return nil }
    let isPercentage = text.hasSuffix("%") && Double(text.dropLast()) != nil
    guard let number = Double(text), !isPercentage else {
      guard !isPercentage else { throw HeldRows.error(option, text) }
      self = .file(text)
      return
    }
    guard number > 0, number < 1 else { throw HeldRows.error(option, text) }
    self = .fraction(number)
  }

  private static func error(_ option: Option<String?>, _ text: String) -> UsageError {
    UsageError(
      name: option.spelling, found: text, expected: "a fraction above 0 and below 1, such as 0.2, or a file")
  }

  var fraction: Double? { if case .fraction(let fraction) = self { fraction } else { nil } }
  var path: String? { if case .file(let path) = self { path } else { nil } }
}

/// A file of rows to hold back, with the labels that belong to it.
struct HeldFile {
  let path: String
  let labelsPath: String?

  /// The file of an option, if it is one.
  ///
  /// - Throws: `UsageError` for labels without a file.
  init?(
    _ option: Option<String?>, labels: Option<String?>, _ arguments: ParsedArguments
  ) throws(UsageError) {
    labelsPath = arguments[labels]
    guard let path = try HeldRows(option, arguments)?.path else {
      guard labelsPath == nil else {
        throw UsageError(
          name: labels.spelling, found: "no \(option.spelling.dropFirst(2)) file",
          expected: "\(option.spelling) FILE beside it")
      }
      return nil
    }
    self.path = path
  }

  var paths: [String] { [path, labelsPath].compactMap { $0 } }

  func read(_ arguments: ParsedArguments, for model: Model?) throws -> Table {
    // Training says the remarks on its parts.
    try DataOptions.readTable(
      path, labelsPath: labelsPath, arguments, for: model, saysRemarks: false)
  }
}

/// The meaning of `--test` together with folds.
enum TestOption {
  /// Checks that there will be a model to be measured on a test file: folds have none.
  ///
  /// A fraction of the rows may be set aside all the same, so that the folds are the same with a model and
  /// without.
  static func check(_ arguments: ParsedArguments, modelPath: String?) throws(UsageError) {
    guard modelPath == nil, let path = try HeldRows(TrainOptions.test, arguments)?.path else { return }
    throw UsageError(
      name: TrainOptions.test.spelling, found: "\(Printable.quoted(path)) and no model",
      expected: "-o MODEL, which is trained on all rows and measured on the file")
  }
}
