internal import SystemLibrary

/// A failed system call.
struct SystemCallError {
  /// The value of `errno`.
  let code: Int32

  /// The error of the last system call, from `errno`.
  static var last: SystemCallError { SystemCallError(code: errno) }

  /// The system's description of the error.
  var reason: String { String(cString: strerror(code)) }
}

/// A file descriptor with writes that are never partial.
struct WritableDescriptor {
  let number: Int32

  /// Writes all of `bytes`, with as many system calls as necessary.
  ///
  /// Returns the error if that fails, else nil.
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

  /// Writes `text` in one piece and ignores errors, for messages whose loss cannot be handled.
  func writeIgnoringErrors(_ text: String) {
    var text = text
    _ = text.withUTF8 { bytes in write(UnsafeRawBufferPointer(bytes)) }
  }

  /// Takes the numbers of standard streams that are closed, which the next files would get: what is printed
  /// would be written into them.
  ///
  /// To use such a stream stays an error, as it is for a closed one.
  static func reserveStandardOnes() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The system gives the least number that is free.
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Waits until a non-blocking pipe or terminal accepts more bytes.
  private func waitUntilWritable() {
    var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    poll(&request, 1, -1)
  }
}

/// The value of an environment variable; nil if it is not set.
func environmentVariable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
