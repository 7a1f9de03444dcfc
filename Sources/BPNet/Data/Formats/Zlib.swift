internal import SystemLibrary

/// The system's zlib, opened when packed data are read: a machine without it reads all others.
///
/// Source: zlib's manual, `zlib.h` 1.2 (the layout of `z_stream`), and RFC 1951 and 1952.
struct Zlib {
  /// What stands around deflated bytes.
  enum Wrapping: Int32 {
    /// Nothing, as in a ZIP archive.
    case none = -15
    /// The header and the check of gzip.
    case gzip = 31
  }

  private typealias InitFunction =
    @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32) -> Int32
  private typealias InflateFunction = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
  private typealias EndFunction = @convention(c) (UnsafeMutableRawPointer) -> Int32

  #if os(macOS)
    private static let names = ["/usr/lib/libz.1.dylib", "libz.dylib"]
  #else
    private static let names = ["libz.so.1", "libz.so"]
  #endif

  private let start: InitFunction
  private let inflate: InflateFunction
  private let reset: EndFunction
  private let end: EndFunction

  /// The library; nil where the system has none.
  init?() {
    var handle: UnsafeMutableRawPointer?
    for name in Zlib.names where handle == nil { handle = dlopen(name, RTLD_NOW) }
    guard let handle, let start = dlsym(handle, "inflateInit2_"), let inflate = dlsym(handle, "inflate"),
      let reset = dlsym(handle, "inflateReset"), let end = dlsym(handle, "inflateEnd")
    else { return nil }
    self.start = unsafeBitCast(start, to: InitFunction.self)
    self.inflate = unsafeBitCast(inflate, to: InflateFunction.self)
    self.reset = unsafeBitCast(reset, to: EndFunction.self)
    self.end = unsafeBitCast(end, to: EndFunction.self)
  }

  /// Offsets of `z_stream`'s members, and its size, where pointers and `long` have 64 bits.
  private enum Stream {
    static let (nextIn, availableIn, nextOut, availableOut, size) = (0, 8, 24, 32, 112)
  }

  /// The most bytes that are handed over at once.
  private static let chunk = 1 << 30
  private static let (streamEnd, bufferError) = (Int32(1), Int32(-5))

  /// Unpacks `packed` into a larger and larger buffer.
  ///
  /// - Parameter source: the file, for errors and as the source of what comes of it.
  /// - Throws: `BPNetError.invalidData` for damaged data, `readFailed` for more than fits into memory.
  func unpack(
    _ packed: UnsafeRawBufferPointer, _ wrapping: Wrapping, source: String
  ) throws(BPNetError) -> InputBytes {
    let stream = UnsafeMutableRawPointer.allocate(byteCount: Stream.size, alignment: 16)
    defer { stream.deallocate() }
    stream.initializeMemory(as: UInt8.self, repeating: 0, count: Stream.size)
    guard start(stream, wrapping.rawValue, "1.2.11", Int32(Stream.size)) == 0 else {
      throw .readFailed(path: source, reason: "the system's zlib cannot unpack it")
    }
    defer { _ = end(stream) }
    let output = UnpackedBytes(capacity: max(1 << 16, 4 * packed.count))
    var offset = 0
    var isDone = false
    while !isDone {
      guard output.makeRoom() else {
        throw .readFailed(path: source, reason: "unpacked it is too large to hold in memory")
      }
      let (given, room) = (min(packed.count - offset, Zlib.chunk), min(output.room, Zlib.chunk))
      stream.storeBytes(
        of: packed.baseAddress.map { $0 + offset }, toByteOffset: Stream.nextIn, as: UnsafeRawPointer?.self)
      stream.storeBytes(of: UInt32(given), toByteOffset: Stream.availableIn, as: UInt32.self)
      stream.storeBytes(of: output.next, toByteOffset: Stream.nextOut, as: UnsafeMutableRawPointer.self)
      stream.storeBytes(of: UInt32(room), toByteOffset: Stream.availableOut, as: UInt32.self)
      let code = inflate(stream, 0)
      let restIn = Int(stream.load(fromByteOffset: Stream.availableIn, as: UInt32.self))
      let restOut = Int(stream.load(fromByteOffset: Stream.availableOut, as: UInt32.self))
      offset += given - restIn
      output.count += room - restOut
      if code == Zlib.streamEnd {
        // Files may hold several packed parts, one after the other.
        let isGzip = wrapping == .gzip && offset + 2 <= packed.count && packed[offset] == 0x1F
        isDone = !isGzip || reset(stream) != 0
      } else if code != 0 && code != Zlib.bufferError || given == restIn && room == restOut {
        throw .invalidData(
          at: .init(file: source), found: "packed data that are damaged or cut off",
          expected: "data packed by gzip or zip")
      }
    }
    return try output.inputBytes(source: source)
  }
}

/// Bytes that grow; they are freed with the object, whatever unpacking ends with.
private final class UnpackedBytes {
  private(set) var storage: UnsafeMutableRawPointer
  private var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    storage = .allocate(byteCount: capacity + InputBytes.padding, alignment: 16)
  }

  deinit { storage.deallocate() }

  var room: Int { capacity - count }
  var next: UnsafeMutableRawPointer { storage + count }

  /// Doubles the buffer if it is full; false where memory does not allow that.
  func makeRoom() -> Bool {
    guard room == 0 else { return true }
    guard capacity < MemoryBudget.byteCount / 8, MemoryBudget.hasRoom(for: 2 * capacity) else { return false }
    let larger = UnsafeMutableRawPointer.allocate(byteCount: 2 * capacity + InputBytes.padding, alignment: 16)
    larger.copyMemory(from: storage, byteCount: count)
    storage.deallocate()
    (storage, capacity) = (larger, 2 * capacity)
    return true
  }

  func inputBytes(source: String) throws(BPNetError) -> InputBytes {
    try InputBytes(copying: UnsafeRawBufferPointer(start: storage, count: count), source: source)
  }
}

extension InputBytes {
  /// Whether the input is packed by gzip.
  var isPacked: Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// What is in an input that may be packed by gzip.
  ///
  /// - Throws: `BPNetError.invalidData` for damaged data, and where the system has no zlib.
  func unpacked(expected: String) throws(BPNetError) -> InputBytes {
    guard isPacked else { return self }
    guard let zlib = Zlib() else {
      try checkUnpacked(expected: expected)
      return self
    }
    let result = try zlib.unpack(bytes, .gzip, source: source)
    withExtendedLifetime(self) {}
    return result
  }
}
