import Synchronization
internal import SystemLibrary

/// The wish to stop: SIGINT (Ctrl-C) or SIGTERM has arrived.
///
/// The first signal of a kind only sets a flag, which long work looks at between its steps. A second one
/// of that kind ends the program at once, as it does before `install()`.
package final class StopSignal: Sendable {
  /// The one of this process.
  package static let shared = StopSignal()

  private let received = Atomic<Int32>(0)

  private init() {}

  /// Whether a signal has arrived since `install()`.
  package var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The name of the signal that has arrived last, "SIGINT" or "SIGTERM"; nil when none has.
  package var name: String? {
    switch received.load(ordering: .relaxed) {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    default: nil
    }
  }

  /// Begins to listen.
  ///
  /// To be called just before the work that looks at `isRequested`; reading a file or a
  /// pipe does not, and should be ended by the first signal.
  package func install() {
    for signal in [SIGINT, SIGTERM] {
      var action = sigaction()
      // `shared` is made by now, so that the handler does no more than an atomic store.
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

  /// Lets the signals through, which a program that starts others from a worker thread leaves blocked.
  private func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// Makes writing to a closed pipe an error that `TextOutput` sees, where it would end the program in the
/// middle of its work.
func ignoreBrokenPipes() {
  _ = signal(SIGPIPE, SIG_IGN)
}
