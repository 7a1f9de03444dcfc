import BPNet

/// How a program ended, for the shell: the numbers of `sysexits.h` where it has one.
package enum ExitCode: Int32, Equatable, Sendable {
  /// Done.
  case success = 0
  /// A check ran and failed.
  case checkFailed = 1
  /// Training, or a forecast, diverged.
  case diverged = 3
  /// The command line is wrong.
  case usage = 64
  /// A data or model file is wrong.
  case invalidData = 65
  /// An input cannot be opened.
  case noInput = 66
  /// A defect of the program.
  case internalError = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Stopped by a signal, after saving.
  case stopped = 75
  /// The reader of standard output has gone; what a shell reports of tools that SIGPIPE ends.
  case outputClosed = 141

  /// How a program ends because of `error`.
  package init(_ error: any Error) {
    switch error {
    case is UsageError: self = .usage
    case is OutputClosed: self = .outputClosed
    case let error as BPNetError: self.init(error)
    default: self = .internalError
    }
  }

  private init(_ error: BPNetError) {
    switch error {
    case .invalidArgument, .unsupportedKernelSet: self = .usage
    case .invalidData, .invalidModel: self = .invalidData
    case .cannotOpen: self = .noInput
    case .cannotCreate: self = .cannotCreate
    case .readFailed, .writeFailed: self = .inputOutput
    case .diverged, .forecastDiverged: self = .diverged
    }
  }
}
