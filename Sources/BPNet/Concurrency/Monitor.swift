internal import SystemLibrary

/// A value that threads share under a lock, and whose changes they can wait for.
///
/// The lock is the system's: ThreadSanitizer does not see those of `Synchronization.Mutex` on Linux.
///
/// Invariant that makes it `Sendable`, and checks of exclusive access needless: `value` is read and written
/// by whoever holds `mutex` alone.
package final class Monitor<Value>: @unchecked Sendable {
  @exclusivity(unchecked) private var value: Value
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let change = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init(_ value: sending Value) {
    self.value = value
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(change, nil)
  }

  deinit {
    pthread_cond_destroy(change)
    pthread_mutex_destroy(mutex)
    change.deallocate()
    mutex.deallocate()
  }

  /// Reads or changes the value, and wakes those who wait for a change.
  package func update<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(change)
      pthread_mutex_unlock(mutex)
    }
    return body(&value)
  }

  /// Asks `body` now and after each change, until it has a result.
  package func wait<Result>(until body: (inout Value) -> Result?) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&value) { return result }
      pthread_cond_wait(change, mutex)
    }
  }

  /// Asks `body` now and after each change, until it has a result or the time is up.
  ///
  /// - Returns: nil if the time was up first.
  package func wait<Result>(seconds: Double, until body: (inout Value) -> Result?) -> Result? {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let nanoseconds = end.tv_nsec + Int((seconds * 1e9).rounded())
    end.tv_sec += nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&value) { return result }
      guard pthread_cond_timedwait(change, mutex, &end) == 0 else { return body(&value) }
    }
  }
}
