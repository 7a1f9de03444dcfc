import BPNet
internal import SystemLibrary

/// The error that the reader of standard output has closed it; the program ends without a message.
package struct OutputClosed: Error, Equatable, Sendable {
  package init() {}
}

/// A buffered writer of UTF-8 text that reports failed writes.
///
/// Text is only guaranteed to be written when `flush()` has returned; on a terminal each line is flushed.
package final class TextOutput {
  private static let capacity = 1 << 16

  private let descriptor: WritableDescriptor
  private let name: String
  private let flushesLines: Bool
  private var buffer: [UInt8] = []

  /// A writer to an open descriptor, called `name` in errors.
  package init(descriptor: Int32, name: String) {
    self.descriptor = WritableDescriptor(number: descriptor)
    self.name = name
    flushesLines = isatty(descriptor) == 1
    buffer.reserveCapacity(Self.capacity)
  }

  /// A writer to standard output.
  package static func standardOutput() -> TextOutput {
    TextOutput(descriptor: STDOUT_FILENO, name: "standard output")
  }

  /// A writer to standard error.
  package static func standardError() -> TextOutput {
    TextOutput(descriptor: STDERR_FILENO, name: "standard error")
  }

  /// Writes `text`.
  ///
  /// - Throws: `BPNetError.writeFailed`, or `OutputClosed` if the reader is gone.
  package func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes bytes that need not be text.
  ///
  /// - Throws: `BPNetError.writeFailed`, or `OutputClosed` if the reader is gone.
  package func write(bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes `line` and a line feed.
  ///
  /// - Throws: `BPNetError.writeFailed`, or `OutputClosed` if the reader is gone.
  package func writeLine(_ line: String = "") throws {
    try write(line)
    try write("\n")
    if flushesLines { try flush() }
  }

  /// Writes lines for people: control characters other than line feeds are escaped, since labels, names and
  /// paths may hold some.
  ///
  /// - Parameter isJSON: whether `text` is JSON instead, which is written unchanged.
  /// - Throws: `BPNetError.writeFailed`, or `OutputClosed` if the reader is gone.
  package func writeReport(_ text: String, isJSON: Bool = false) throws {
    try writeLine(isJSON ? text : Printable.lines(text))
  }

  /// Writes the buffer to the descriptor.
  ///
  /// - Throws: `BPNetError.writeFailed`, or `OutputClosed` if the reader is gone.
  package func flush() throws {
    defer { buffer.removeAll(keepingCapacity: true) }
    if let error = buffer.withUnsafeBytes(descriptor.write) {
      if error.code == EPIPE { throw OutputClosed() }
      throw BPNetError.writeFailed(path: name, reason: error.reason)
    }
  }

  /// Calls `body` with a writer to `path`, or to standard output if `path` is nil or "-", and flushes it.
  ///
  /// The file is replaced only when it is complete; if anything throws, an existing file is unchanged.
  ///
  /// - Throws: what `body` throws, `BPNetError.cannotCreate`, `BPNetError.writeFailed` or `OutputClosed`.
  package static func withDestination(_ path: String?, _ body: (TextOutput) throws -> Void) throws {
    guard let path, path != "-", path != "/dev/stdout" else {
      let output = standardOutput()
      try body(output)
      try output.flush()
      return
    }
    let file = try AtomicFile(creating: path)
    do {
      let output = TextOutput(descriptor: file.descriptor, name: path)
      try body(output)
      try output.flush()
      try file.commit()
    } catch {
      file.discard()
      throw error
    }
  }
}
