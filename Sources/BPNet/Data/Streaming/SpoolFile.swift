internal import SystemLibrary

/// A file without a name that takes numbers which would not fit into memory, one after the other; it is gone
/// when it is closed, even if the program is killed.
///
/// It is in the folder that the environment names as `TMPDIR`, else in `/var/tmp`.
///
/// Invariant that makes it `Sendable`: the descriptor is closed in `deinit` alone.
final class SpoolFile: Sendable {
  private let descriptor: Int32
  private let folder: String

  /// - Parameter folder: the file's folder; nil means the one that the environment names.
  /// - Throws: `BPNetError.cannotOpen` if the folder takes no file.
  init(folder: String? = nil) throws(BPNetError) {
    let folder = folder ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    var path = Array("\(folder)/.bpnet-spool-XXXXXX".utf8CString)
    let opened = mkstemp(&path)
    guard opened >= 0 else { throw .cannotOpen(path: folder, reason: String(cString: strerror(errno))) }
    unlink(path)
    descriptor = opened
    self.folder = folder
  }

  deinit { close(descriptor) }

  /// Writes bytes behind those that are there.
  ///
  /// - Throws: `BPNetError.writeFailed`, for example on a full disk.
  func append(_ bytes: UnsafeRawBufferPointer) throws(BPNetError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        throw .writeFailed(path: folder, reason: String(cString: strerror(errno)))
      }
    }
  }

  /// Reads bytes from a place of the file; false if they are not there.
  func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
    pread(descriptor, bytes.baseAddress, bytes.count, off_t(offset)) == bytes.count
  }

  /// The content, mapped.
  ///
  /// - Parameter byteCount: the bytes that were written, at least 1.
  /// - Throws: `BPNetError.readFailed` if the system does not map it.
  func mapped(byteCount: Int, source: String, trimmer: PageTrimmer?) throws(BPNetError) -> InputBytes {
    try InputBytes(mapping: descriptor, byteCount: byteCount, source: source, trimmer: trimmer)
  }
}
