/// An error of the library with a cause outside of the program: bad input, bad options, a failing disk,
/// training that diverges.
///
/// Programming errors (an index out of range, a buffer of the wrong size) violate preconditions instead; no
/// file, option or model can cause one.
public enum BPNetError: Error, Equatable, Sendable {
  /// A place in an input, as far as it is known.
  public struct Place: Equatable, Sendable, CustomStringConvertible {
    /// The file as the caller named it; "-" is standard input.
    public var file: String
    /// The line, counted from 1.
    public var line: Int?
    /// The column's name, or its number counted from 1 where it has none.
    public var column: String?

    /// A place in `file`.
    public init(file: String, line: Int? = nil, column: String? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }

    /// `FILE`, `FILE:LINE`, `FILE:LINE:COLUMN` or `FILE::COLUMN`.
    public var description: String {
      switch (line, column) {
      case (let line?, let column?): "\(file):\(line):\(column.shortened(to: 100))"
      case (let line?, nil): "\(file):\(line)"
      case (nil, let column?): "\(file)::\(column.shortened(to: 100))"
      case (nil, nil): file
      }
    }
  }

  /// An argument, or a choice of a recipe or configuration, is not valid, alone or together with others.
  ///
  /// `name` is its name in Swift.
  case invalidArgument(name: String, found: String, expected: String)
  /// The content of a data file is not valid.
  case invalidData(at: Place, found: String, expected: String, hint: String? = nil)
  /// A model file is damaged, has another format, or cannot be used for this purpose.
  case invalidModel(at: Place, found: String, expected: String)
  /// An input does not exist or cannot be opened.
  case cannotOpen(path: String, reason: String)
  /// An output cannot be created.
  case cannotCreate(path: String, reason: String)
  /// Reading failed after the file was opened.
  case readFailed(path: String, reason: String)
  /// Writing failed after the file was created.
  case writeFailed(path: String, reason: String)
  /// The kernel set that a caller or an environment variable names does not exist or is not supported by this
  /// processor.
  case unsupportedKernelSet(name: String, supported: [String], variable: String? = nil)
  /// The loss became infinite or NaN.
  case diverged(epoch: Int, loss: Double)
  /// A model's output for a row, counted from 1, is infinite or NaN.
  case outputNotFinite(name: String, row: Int)
  /// A forecast became infinite or NaN, in a step counted from 1.
  case forecastDiverged(step: Int, series: String)
}

extension BPNetError: CustomStringConvertible {
  /// One line with the place, the value found and the value expected.
  public var description: String {
    switch self {
    case .invalidArgument(let name, let found, let expected):
      "\(name): \(BPNetError.text(found: found, expected: expected))"
    case .invalidData(let place, let found, let expected, _),
      .invalidModel(let place, let found, let expected):
      "\(place): \(BPNetError.text(found: found, expected: expected))"
    case .cannotOpen(let path, let reason):
      "\(path): cannot be opened: \(reason)"
    case .cannotCreate(let path, let reason):
      "\(path): cannot be created: \(reason)"
    case .readFailed(let path, let reason):
      "\(path): reading failed: \(reason)"
    case .writeFailed(let path, let reason):
      "\(path): writing failed: \(reason)"
    case .unsupportedKernelSet(let name, let supported, let variable):
      "\(variable ?? "kernel set"): found \"\(name)\", expected one of \(supported.joined(separator: ", "))"
    case .outputNotFinite(let name, let row):
      "the model's output for \(name.shortened(to: 100)) is not finite in row \(row)"
    case .forecastDiverged(let step, let series):
      "the forecast runs away: \(series) is not finite in step \(step)"
    case .diverged(let epoch, let loss):
      "training diverged in epoch \(epoch): "
        + (loss.isFinite
          ? "the loss after it is not finite (while it was trained: \(loss))"
          : "the loss is \(loss.isNaN ? "not a number" : "\(loss)")")
    }
  }

  /// What was found and expected, neither longer than fits a terminal's screen.
  private static func text(found: String, expected: String) -> String {
    "found \(found.shortened(to: 600)), expected \(expected.shortened(to: 600))"
  }

  /// A suggestion, if there is one.
  public var hint: String? {
    switch self {
    case .invalidData(_, _, _, let hint): hint
    case .outputNotFinite: "its weights, or the inputs, are too large; was its training about to diverge?"
    case .diverged: "try a smaller learning rate"
    case .unsupportedKernelSet(let name, let supported, _):
      NearestMatch.suggestion(for: name, among: supported).map { "did you mean \($0)?" }
    case .forecastDiverged(let step, _) where step > 1: "the model can be continued for \(step - 1) steps"
    default: nil
    }
  }
}
