internal import SystemLibrary

/// Threads of the operating system.
package enum SystemThread {
  /// What a new thread is told: it takes the reference over.
  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// The address space of a thread's stack, in bytes, where its limit is the usual one.
  static let stackByteCount = 8 << 20

  /// Starts a thread that ends when `body` returns.
  ///
  /// - Returns: whether the system had a thread to give.
  package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let start = Unmanaged.passRetained(Start(body))
    // A number with glibc, a pointer elsewhere.
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    guard pthread_create(&thread, nil, { SystemThread.run($0) }, start.toOpaque()) == 0 else {
      start.release()
      return false
    }
    #if canImport(Glibc)
      pthread_detach(thread)
    #else
      if let thread { pthread_detach(thread) }
    #endif
    return true
  }

  /// The life of a thread. (The system's headers differ in whether the context may be null.)
  private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
    return nil
  }
}
