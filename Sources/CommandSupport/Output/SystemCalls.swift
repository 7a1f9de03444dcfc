internal import SystemLibrary

/// A failed system call.
struct SystemCallError {
  /// The value of `errno`.
  let code: Int32

  /// The error that `errno` holds now.
  static var last: SystemCallError { SystemCallError(code: errno) }

  /// The system's words for it.
  var reason: String { String(cString: strerror(code)) }
}

/// A file descriptor that is written to whole.
struct WritableDescriptor {
  let number: Int32

  /// Writes all of `bytes`, however many calls that takes.
  ///
  /// Returns the error that kept it from that, or nil.
  func write(_ bytes: UnsafeRawBufferPointer) -> SystemCallError? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = SystemLibrary.write(number, part.baseAddress, part.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        waitUntilWritable()
      } else if errno != EINTR {
        return .last
      }
    }
    return nil
  }

  /// Writes `text` in one piece and forgets failures: for messages about which nothing can be done.
  func writeIgnoringErrors(_ text: String) {
    var text = text
    _ = text.withUTF8 { bytes in write(UnsafeRawBufferPointer(bytes)) }
  }

  /// Waits for room in a pipe or terminal that another program has made non-blocking.
  private func waitUntilWritable() {
    var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    poll(&request, 1, -1)
  }
}

/// The value of an environment variable; nil when it is unset.
func environmentVariable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
