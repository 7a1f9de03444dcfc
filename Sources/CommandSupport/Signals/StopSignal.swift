import Synchronization
internal import SystemLibrary

/// A request to stop by SIGINT (Ctrl-C) or SIGTERM.
///
/// The first signal of a kind only sets a flag, which long-running work checks between its steps. A second
/// signal of that kind ends the program at once, as the first one does before `install()`.
package final class StopSignal: Sendable {
  /// The instance of this process.
  package static let shared = StopSignal()

  private let received = Atomic<Int32>(0)

  private init() {}

  /// Whether a signal has arrived since `install()`.
  package var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The name of the last signal that has arrived, "SIGINT" or "SIGTERM"; nil if there was none.
  package var name: String? {
    switch received.load(ordering: .relaxed) {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    default: nil
    }
  }

  /// Installs the signal handlers.
  ///
  /// To be called just before the work that checks `isRequested`. Reading a file or a pipe does not check it,
  /// and should be ended by the first signal.
  package func install() {
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      // `shared` is already initialised, so the handler only does an atomic store.
      let handler: @convention(c) (Int32) -> Void = { signal in
        StopSignal.shared.received.store(signal, ordering: .relaxed)
      }
      #if canImport(Glibc)
        action.__sigaction_handler.sa_handler = handler
      #elseif canImport(Musl)
        action.__sa_handler.sa_handler = handler
      #else
        action.__sigaction_u.__sa_handler = handler
      #endif
      action.sa_flags = Int32(truncatingIfNeeded: SA_RESTART) | Int32(truncatingIfNeeded: SA_RESETHAND)
      sigemptyset(&action.sa_mask)
      sigaction(signal, &action, nil)
    }
    unblock()
  }

  /// Unblocks the signals: a program that starts this one from a worker thread may have left them blocked.
  private func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// Makes writing to a closed pipe an error that `TextOutput` handles, instead of a signal that ends the
/// program.
func ignoreBrokenPipes() {
  _ = signal(SIGPIPE, SIG_IGN)
}
