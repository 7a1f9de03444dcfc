import Synchronization
internal import SystemLibrary

/// A request to stop by SIGINT (Ctrl-C), SIGTERM, or SIGHUP (a terminal that is closed).
///
/// The first signal only sets a flag, which long-running work checks between its steps. Further ones within
/// half a second are ignored: `timeout` and programs that pass signals on send the same request twice. One
/// that comes later ends the program at once, as the first one does before `install()`.
package final class StopSignal: Sendable {
  /// The instance of this process.
  package static let shared = StopSignal()

  private static let names = [SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP"]
  /// The nanoseconds after the first signal in which others count as repetitions of it.
  private static let repetitionTime: Int64 = 500_000_000

  private let received = Atomic<Int32>(0)
  /// The time of the first signal on the monotonic clock, in nanoseconds; 0 before it.
  private let firstTime = Atomic<Int64>(0)

  private let isInstalled = Atomic<Bool>(false)

  private init() {}

  /// Whether the work is to stop because a file that it reads was made shorter, or its device failed: zeros
  /// stand for what is missing, so that the step under way can end.
  package var hasLostInput: Bool { received.load(ordering: .relaxed) == SIGBUS }

  /// Whether a signal has arrived since `install()`.
  package var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The name of the first signal that has arrived, such as "SIGINT"; nil if there was none.
  package var name: String? {
    hasLostInput ? "a file that was made shorter" : StopSignal.names[received.load(ordering: .relaxed)]
  }

  /// The exit status of work that was stopped.
  ///
  /// - Parameter isKept: whether some of it is done, and saved or printed.
  package func exitCode(isKept: Bool) -> ExitCode {
    if hasLostInput { return .inputOutput }
    if isKept { return .stopped }
    return switch received.load(ordering: .relaxed) {
    case SIGHUP: .hungUp
    case SIGTERM: .terminated
    default: .interrupted
    }
  }

  /// Installs the signal handlers, but for signals that the program was started to ignore (`nohup`).
  ///
  /// To be called just before the work that checks `isRequested`. Reading a file or a pipe does not check it,
  /// and should be ended by the first signal.
  package func install() {
    // Made here: the handler itself may not allocate.
    _ = (StopSignal.shared, LiveLine.shared)
    for signal in StopSignal.names.keys where !isIgnored(signal) {
      setHandler({ StopSignal.shared.receive($0) }, of: signal)
    }
    unblock()
    isInstalled.store(true, ordering: .relaxed)
  }

  /// Called by the handler of SIGBUS: puts a page of zeros where a page of a mapped file is missing, and
  /// requests a stop.
  ///
  /// - Returns: false if nothing would check the request, or there is no page to replace.
  fileprivate func replacePage(_ information: UnsafePointer<siginfo_t>) -> Bool {
    guard isInstalled.load(ordering: .relaxed), information.pointee.si_code > 0 else { return false }
    let pageSize = UInt(getpagesize())
    let address = UInt(bitPattern: faultAddress(information)) / pageSize * pageSize
    guard let page = UnsafeMutableRawPointer(bitPattern: address) else { return false }
    let mapping = mmap(page, Int(pageSize), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
    guard mapping == page else { return false }
    received.store(SIGBUS, ordering: .relaxed)
    return true
  }

  /// Called by the handler: nothing but atomic operations and calls that are safe there.
  private func receive(_ signal: Int32) {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    let (isFirst, first) = firstTime.compareExchange(expected: 0, desired: now, ordering: .relaxed)
    if isFirst {
      // A file that was lost before stays what the work is stopped by.
      _ = received.compareExchange(expected: 0, desired: signal, ordering: .relaxed)
    } else if now - first > StopSignal.repetitionTime {
      if LiveLine.shared.isOpen {
        let lineFeed: StaticString = "\n"
        _ = SystemLibrary.write(STDERR_FILENO, lineFeed.utf8Start, 1)
      }
      // Delivered with its usual effect as soon as the handler has returned.
      setHandler(SIG_DFL, of: signal)
      kill(getpid(), signal)
    }
  }

  /// Unblocks the signals: a program that starts this one from a worker thread may have left them blocked.
  private func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in StopSignal.names.keys { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

/// Makes writing to a closed pipe, or beyond the limit for the size of files, an error that `TextOutput` and
/// the writers of files handle, instead of a signal that ends the program.
func ignoreWriteSignals() {
  _ = signal(SIGPIPE, SIG_IGN)
  _ = signal(SIGXFSZ, SIG_IGN)
}

/// Gives SIGQUIT its usual effect, and makes SIGBUS a request to stop, or else one line and the exit code 74,
/// both in place of the runtime's report of a crash: it is what a mapped file gives that was made shorter
/// while it was in use.
func handleSystemSignals() {
  if !isIgnored(SIGQUIT) { setHandler(SIG_DFL, of: SIGQUIT) }
  setHandler(
    ofFaults: { _, information, _ in
      if let information, StopSignal.shared.replacePage(information) { return }
      // Nothing but calls that are safe in a handler.
      let message: StaticString =
        "error: a file that is being read was made shorter, or its device failed: reading failed\n"
      _ = SystemLibrary.write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
      _exit(74)
    }, of: SIGBUS)
}

/// The address whose access was the fault.
private func faultAddress(_ information: UnsafePointer<siginfo_t>) -> UnsafeMutableRawPointer? {
  #if canImport(Glibc)
    information.pointee._sifields._sigfault.si_addr
  #elseif canImport(Musl)
    information.pointee.__si_fields.__sigfault.si_addr
  #else
    information.pointee.si_addr
  #endif
}

private func isIgnored(_ signal: Int32) -> Bool {
  var action = sigaction()
  sigaction(signal, nil, &action)
  #if canImport(Glibc)
    let handler = action.__sigaction_handler.sa_handler
  #elseif canImport(Musl)
    let handler = action.__sa_handler.sa_handler
  #else
    let handler = action.__sigaction_u.__sa_handler
  #endif
  return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}

private func setHandler(_ handler: (@convention(c) (Int32) -> Void)?, of signal: Int32) {
  setAction(of: signal, flags: SA_RESTART) { action in
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #elseif canImport(Musl)
      action.__sa_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
  }
}

private func setHandler(
  ofFaults handler:
    @escaping @convention(c) (
      Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?
    ) -> Void, of signal: Int32
) {
  setAction(of: signal, flags: SA_SIGINFO) { action in
    #if canImport(Glibc)
      action.__sigaction_handler.sa_sigaction = handler
    #elseif canImport(Musl)
      action.__sa_handler.sa_sigaction = handler
    #else
      action.__sigaction_u.__sa_sigaction = handler
    #endif
  }
}

/// - Parameter setHandler: sets the handler, whose place has another name in each C library.
private func setAction(
  of signal: Int32, flags: some BinaryInteger, _ setHandler: (inout sigaction) -> Void
) {
  var action = sigaction()
  setHandler(&action)
  action.sa_flags = Int32(truncatingIfNeeded: flags)
  // A signal that arrives before a handler has returned waits: the first one is to be handled first.
  sigfillset(&action.sa_mask)
  sigaction(signal, &action, nil)
}
