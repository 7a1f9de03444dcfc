import BPNet
internal import SystemLibrary

/// Entries that are put into words and written to a file, a line each, some moments after they were handed
/// over, by a thread of its own: whoever hands them over waits neither for digits nor for the system.
///
/// Handing an entry over takes some 0.1 µs. If they come faster than they can be written, the one who hands
/// them over writes them from time to time. `append` and `finish` are for one thread, the others for any.
package final class LineQueue<Entry: Sendable>: Sendable {
  /// Appends the words of an entry to a text, without the end of the line.
  package typealias Format = @Sendable (Entry, inout LineText) -> Void

  /// The microseconds that an entry may wait.
  private static var patience: UInt32 { 10_000 }

  /// The entries that may wait.
  private static var capacity: Int { 1 << 16 }

  private struct Waiting {
    var entries: [Entry] = []
    var isFinished = false
  }

  private struct Output {
    /// The entries that are being written, kept for its memory, as is their text.
    var entries: [Entry] = []
    var text = LineText()
    var failure: BPNetError?
  }

  private let file: LineFile
  private let format: Format
  private let waiting = Monitor(Waiting())
  /// Who writes holds this, and takes the entries that wait meanwhile, so that they stay in order.
  private let output = Monitor(Output())

  /// Begins to write to the end of a file.
  package init(_ file: LineFile, format: @escaping Format) {
    self.file = file
    self.format = format
    _ = SystemThread.start { [self] in
      while waiting.update({ !$0.isFinished }) {
        usleep(Self.patience)
        write()
      }
    }
  }

  /// Hands an entry over.
  package func append(_ entry: Entry) {
    let count = waiting.update { waiting in
      waiting.entries.append(entry)
      return waiting.entries.count
    }
    if count >= Self.capacity { write() }
  }

  /// Writes all entries that were handed over.
  ///
  /// - Throws: the first error of writing, after which nothing more has been written.
  package func flush() throws(BPNetError) {
    write()
    if let failure = output.update({ $0.failure }) { throw failure }
  }

  /// Writes all entries that were handed over, and waits until the storage device has them.
  ///
  /// An error is for `flush` to tell.
  package func sync() {
    write()
    do throws(BPNetError) {
      try file.sync()
    } catch {
      output.update { $0.failure = $0.failure ?? error }
    }
  }

  /// Writes all entries that were handed over, and ends the thread.
  package func finish() {
    waiting.update { $0.isFinished = true }
    write()
  }

  private func write() {
    output.update { output in
      waiting.update { swap(&$0.entries, &output.entries) }
      defer {
        output.entries.removeAll(keepingCapacity: true)
        output.text.removeAll()
      }
      guard !output.entries.isEmpty, output.failure == nil else { return }
      for entry in output.entries {
        format(entry, &output.text)
        output.text.append("\n")
      }
      do throws(BPNetError) { try file.append(output.text) } catch { output.failure = error }
    }
  }
}
