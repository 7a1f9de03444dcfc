import BPNet

/// The exit status of a program; numbers from 64 to 78 are those of `sysexits.h`.
package enum ExitCode: Int32, Equatable, Sendable {
  /// Success.
  case success = 0
  /// A check ran and failed.
  case checkFailed = 1
  /// Training, or a forecast, diverged, or a model's outputs are not finite.
  case diverged = 3
  /// The command line is wrong.
  case usage = 64
  /// A data or model file is wrong.
  case invalidData = 65
  /// An input cannot be opened.
  case noInput = 66
  /// The program has a bug.
  case internalError = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Stopped by a signal, after saving what is to be saved and printing what is done.
  case stopped = 75
  /// Stopped by SIGHUP before there was anything to save or to print, with the status that shells report
  /// then; so are the next ones.
  case hungUp = 129
  /// Stopped by SIGINT before there was anything.
  case interrupted = 130
  /// Stopped by SIGTERM before there was anything.
  case terminated = 143
  /// The reader of standard output has closed it; the status that shells report for SIGPIPE.
  case outputClosed = 141

  /// The exit status for `error`.
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
    case .diverged, .forecastDiverged, .outputNotFinite: self = .diverged
    }
  }
}
