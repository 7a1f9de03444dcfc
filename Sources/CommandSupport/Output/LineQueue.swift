import BPNet
internal import SystemLibrary

/// Lines that are put into words and written to a file some moments after they were handed over, by a thread
/// of its own, so that whoever hands them over waits neither for digits nor for the system.
///
/// Handing a line over takes some 0.1 µs. If lines come faster than they can be written, the one who hands
/// them over writes them from time to time. All methods are for one thread.
package final class LineQueue: Sendable {
  package typealias Line = @Sendable () -> String

  /// The microseconds that a line may wait.
  private static let patience: UInt32 = 10_000

  /// The lines that may wait.
  private static let capacity = 1 << 16

  private struct Waiting {
    var lines: [Line] = []
    var isFinished = false
  }

  private struct Output {
    let file: LineFile
    /// The lines that are being written, kept for its memory.
    var lines: [Line] = []
    var failure: BPNetError?
  }

  private let waiting = Monitor(Waiting())
  /// Who writes holds this, and takes the lines that wait meanwhile, so that they stay in order.
  private let output: Monitor<Output>

  /// Begins to write to the end of a file.
  package init(_ file: LineFile) {
    output = Monitor(Output(file: file))
    _ = SystemThread.start { [self] in
      while waiting.update({ !$0.isFinished }) {
        usleep(Self.patience)
        write()
      }
    }
  }

  /// Hands a line over; it is called once, on any thread.
  package func append(_ line: @escaping Line) {
    let count = waiting.update { waiting in
      waiting.lines.append(line)
      return waiting.lines.count
    }
    if count >= Self.capacity { write() }
  }

  /// Writes all lines that were handed over.
  ///
  /// - Throws: the first error of writing, after which nothing more has been written.
  package func flush() throws(BPNetError) {
    write()
    if let failure = output.update({ $0.failure }) { throw failure }
  }

  /// Writes all lines that were handed over, and ends the thread.
  package func finish() {
    waiting.update { $0.isFinished = true }
    write()
  }

  private func write() {
    output.update { output in
      waiting.update { swap(&$0.lines, &output.lines) }
      defer { output.lines.removeAll(keepingCapacity: true) }
      guard !output.lines.isEmpty, output.failure == nil else { return }
      do throws(BPNetError) {
        try output.file.append(output.lines.lazy.map { $0() }.joined(separator: "\n"))
      } catch {
        output.failure = error
      }
    }
  }
}
