internal import SystemLibrary

/// The bytes of an input: a regular file is mapped, anything else (a pipe, standard input) is read.
///
/// At least `padding` readable zero bytes follow the last byte, so that a scanner may load eight bytes
/// at once and may use the zero as the sentinel that stops every loop over digits or text.
///
/// - Note: A mapped file that another program shortens while it is read ends this program, as with every
///   program that maps files, unless it handles SIGBUS; less than a page is zeros, which `isWhole` tells.
final class InputBytes: Sendable {
  /// The number of readable zero bytes after the end.
  static let padding = 64
  /// Half of the descriptors that macOS gives a process.
  private static let mostDescriptors: Int32 = 128

  /// The input as the caller named it; "-" is standard input.
  let source: String
  // Invariant: `storage` points to `count + padding` initialised bytes that nobody writes to between the
  // end of `init` and `deinit`, which frees them once. That is what makes the class Sendable.
  nonisolated(unsafe) private let storage: UnsafeMutableRawPointer
  private let count: Int
  private let mappedLength: Int?
  /// The mapped file, to see whether it is still whole; nil if nobody else can make it shorter.
  private let watchedDescriptor: Int32?
  /// What gives the pages of the input back while it is read; nil if they may stay in memory.
  let trimmer: PageTrimmer?

  /// Opens `path`, or standard input for "-".
  ///
  /// - Parameter trimmer: what gives the pages of a mapped file back while it is read.
  /// - Throws: `cannotOpen` for a missing file, a folder or a lack of permission, `readFailed`, and
  ///   `invalidData` for an input without any byte.
  init(path: String, trimmer: PageTrimmer? = nil) throws(BPNetError) {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .cannotOpen(path: path, reason: Self.reason(errno))
    }
    defer {
      if descriptor != STDIN_FILENO { close(descriptor) }
    }
    var watched = Int32(-1)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .cannotOpen(path: path, reason: Self.reason(errno))
    }
    let type = status.st_mode & S_IFMT
    guard type != S_IFDIR else {
      throw .cannotOpen(path: path, reason: Self.reason(EISDIR))
    }
    source = path
    self.trimmer = trimmer
    let size = Int(status.st_size)
    // Files of /proc say that they are empty: they are read like a pipe. So is standard input that
    // something else has already read a part of.
    if type == S_IFREG, size > 0, lseek(descriptor, 0, SEEK_CUR) == 0,
      let mapping = Self.map(descriptor, size: size)
    {
      (storage, mappedLength, count) = (mapping.base, mapping.length, size)
      watched = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
      // A program with many mapped tables is not to run out of descriptors for other files.
      if watched >= Self.mostDescriptors {
        close(watched)
        watched = -1
      }
      trimmer?.add(storage, byteCount: count)
    } else {
      (storage, count) = try Self.readAll(descriptor, path: path)
      mappedLength = nil
    }
    watchedDescriptor = watched >= 0 ? watched : nil
    if count == 0 {
      // `deinit` runs, and frees, because every property is set.
      throw .invalidData(at: .init(file: path), found: "an empty file", expected: "data")
    }
  }

  /// The first bytes of an open file, mapped.
  ///
  /// - Throws: `readFailed` if the system does not map them.
  init(
    mapping descriptor: Int32, byteCount: Int, source: String, trimmer: PageTrimmer?
  ) throws(BPNetError) {
    guard let mapping = Self.map(descriptor, size: byteCount) else {
      throw .readFailed(path: source, reason: Self.reason(errno))
    }
    self.source = source
    self.trimmer = trimmer
    (storage, mappedLength, count) = (mapping.base, mapping.length, byteCount)
    watchedDescriptor = nil
    trimmer?.add(storage, byteCount: count)
  }

  /// A copy of `bytes` under the name `source`.
  ///
  /// - Throws: `invalidData` when there is no byte.
  init(
    copying bytes: UnsafeRawBufferPointer, source: String, trimmer: PageTrimmer? = nil
  ) throws(BPNetError) {
    guard let start = bytes.baseAddress, bytes.count > 0 else {
      throw .invalidData(at: .init(file: source), found: "an empty file", expected: "data")
    }
    self.source = source
    self.trimmer = trimmer
    count = bytes.count
    (mappedLength, watchedDescriptor) = (nil, nil)
    storage = .allocate(byteCount: bytes.count + Self.padding, alignment: 16)
    storage.copyMemory(from: start, byteCount: bytes.count)
    Self.clearPadding(storage, after: bytes.count)
  }

  /// Rows of numbers that lie here column by column, one after the other.
  ///
  /// - Throws: `readFailed` if there is no memory for them.
  func transposing(
    from offset: Int, rowCount: Int, columnCount: Int, cellByteCount: Int, source: String
  ) throws(BPNetError) -> InputBytes {
    let count = rowCount * columnCount * cellByteCount
    guard MemoryBudget.hasRoom(for: count) else {
      throw .readFailed(
        path: source, reason: "its \(count) bytes in Fortran order are too many to turn in memory")
    }
    let result = InputBytes(zeros: count, source: source)
    let (from, to) = (base + offset, result.storage)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        (to + (row * columnCount + column) * cellByteCount).copyMemory(
          from: from + (column * rowCount + row) * cellByteCount, byteCount: cellByteCount)
      }
    }
    return result
  }

  /// So many bytes, all of them 0.
  private init(zeros byteCount: Int, source: String) {
    self.source = source
    trimmer = nil
    count = byteCount
    (mappedLength, watchedDescriptor) = (nil, nil)
    storage = .allocate(byteCount: byteCount + Self.padding, alignment: 16)
    storage.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount + Self.padding)
  }

  /// Whether the bytes are those of a mapped file, which take no memory of their own.
  var isMapped: Bool { mappedLength != nil }

  /// Whether a mapped file has still all of its bytes.
  ///
  /// The part of its last page behind a new end reads as zeros, without a signal of the system.
  var isWhole: Bool {
    guard let watchedDescriptor else { return true }
    var status = stat()
    return fstat(watchedDescriptor, &status) != 0 || Int(status.st_size) >= count
  }

  deinit {
    if let watchedDescriptor { close(watchedDescriptor) }
    if let mappedLength {
      trimmer?.remove(storage)
      munmap(storage, mappedLength)
    } else {
      storage.deallocate()
    }
  }

  /// Calls `body` with the bytes, which stay valid and unchanged for as long as it runs.
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(BPNetError) -> Result
  ) throws(BPNetError) -> Result {
    let result = try body(bytes)
    withExtendedLifetime(self) {}
    return result
  }

  /// The first byte, valid for as long as this object lives.
  var base: UnsafeRawPointer { UnsafeRawPointer(storage) }

  /// The bytes, valid for as long as this object lives.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage, count: count) }

  /// How a mapped file will be read.
  enum AccessPattern {
    /// Once, from the first byte to the last.
    case once
    /// Again and again, in any order: the system is asked to read a file ahead that fits into memory.
    case repeatedly
  }

  /// Tells the system how a mapped file will be read; only speed depends on it.
  func advise(_ pattern: AccessPattern) {
    guard mappedLength != nil else { return }
    switch pattern {
    case .once: _ = madvise(storage, count, Int32(MADV_SEQUENTIAL))
    case .repeatedly:
      _ = madvise(storage, count, Int32(MADV_NORMAL))
      guard trimmer == nil, count < MemoryBudget.byteCount / 2 else { return }
      _ = madvise(storage, count, Int32(MADV_WILLNEED))
    }
  }

  /// Asks the system to read bytes of a mapped file that will be used soon; only speed depends on it.
  func readAhead(from start: UnsafePointer<UInt8>, byteCount: Int) {
    guard mappedLength != nil else { return }
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    let offset = UnsafeRawPointer(start) - UnsafeRawPointer(storage)
    let first = max(offset / pageSize * pageSize, 0)
    guard first < count else { return }
    _ = madvise(storage + first, min(offset + byteCount, count) - first, Int32(MADV_WILLNEED))
  }

  /// Maps the file over the front of a region of zeros that is a page longer: a file that ends with
  /// its page has readable bytes behind it too.
  private static func map(
    _ descriptor: Int32, size: Int
  ) -> (base: UnsafeMutableRawPointer, length: Int)? {
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    guard pageSize >= padding else { return nil }
    let length = (size + pageSize - 1) / pageSize * pageSize + pageSize
    guard let region = mmap(nil, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      region != MAP_FAILED
    else { return nil }
    guard mmap(region, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) == region else {
      munmap(region, length)
      return nil
    }
    return (region, length)
  }

  private static func readAll(
    _ descriptor: Int32, path: String
  ) throws(BPNetError) -> (UnsafeMutableRawPointer, Int) {
    var capacity = 1 << 16
    var buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity + padding, alignment: 16)
    var count = 0
    while true {
      if count == capacity {
        // The larger buffer and this one, and a table of what is in them.
        guard capacity < MemoryBudget.byteCount / 8, MemoryBudget.hasRoom(for: 2 * capacity) else {
          buffer.deallocate()
          throw .readFailed(path: path, reason: "more than \(capacity) bytes, too many to hold in memory")
        }
        let larger = UnsafeMutableRawPointer.allocate(byteCount: 2 * capacity + padding, alignment: 16)
        larger.copyMemory(from: buffer, byteCount: count)
        buffer.deallocate()
        (buffer, capacity) = (larger, 2 * capacity)
      }
      let received = read(descriptor, buffer + count, capacity - count)
      if received > 0 {
        count += received
      } else if received == 0 {
        break
      } else if errno != EINTR {
        let code = errno
        buffer.deallocate()
        throw .readFailed(path: path, reason: reason(code))
      }
    }
    clearPadding(buffer, after: count)
    return (buffer, count)
  }

  private static func clearPadding(_ base: UnsafeMutableRawPointer, after count: Int) {
    (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: padding)
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
