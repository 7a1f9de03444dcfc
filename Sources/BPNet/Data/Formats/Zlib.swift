internal import SystemLibrary

/// The system's zlib, opened when data are packed or unpacked: a machine without it reads and writes all
/// others.
///
/// Source: zlib's manual, and RFC 1951 and 1952.
struct Zlib {
  /// What stands around deflated bytes.
  enum Wrapping: Int32 {
    /// Nothing, as in a ZIP archive.
    case none = -15
    /// The header and the check of gzip.
    case gzip = 31
  }

  #if os(macOS)
    static let names = ["/usr/lib/libz.1.dylib", "libz.dylib"]
  #else
    static let names = ["libz.so.1", "libz.so"]
  #endif

  private let library: UnsafeMutableRawPointer

  /// The first library of these names; nil where the system has none.
  init?(names: [String] = Zlib.names) {
    for name in names {
      guard let library = dlopen(name, RTLD_NOW) else { continue }
      self.library = library
      return
    }
    return nil
  }

  /// A stream that unpacks; nil where the library cannot.
  func makeUnpackingStream(_ wrapping: Wrapping) -> ZlibStream? {
    guard let start = function("inflateInit2_", as: StartOfUnpacking.self),
      let step = function("inflate", as: ZlibStream.Step.self),
      let reset = function("inflateReset", as: ZlibStream.Action.self),
      let end = function("inflateEnd", as: ZlibStream.Action.self)
    else { return nil }
    return ZlibStream(step: step, reset: reset, end: end) { start($0, wrapping.rawValue, $1, $2) }
  }

  /// A stream that packs, as the program gzip does where nothing is said; nil where the library cannot.
  func makePackingStream(_ wrapping: Wrapping) -> ZlibStream? {
    guard let start = function("deflateInit2_", as: StartOfPacking.self),
      let step = function("deflate", as: ZlibStream.Step.self),
      let reset = function("deflateReset", as: ZlibStream.Action.self),
      let end = function("deflateEnd", as: ZlibStream.Action.self)
    else { return nil }
    let (level, deflated, memoryLevel, strategy): (Int32, Int32, Int32, Int32) = (6, 8, 8, 0)
    return ZlibStream(step: step, reset: reset, end: end) {
      start($0, level, deflated, wrapping.rawValue, memoryLevel, strategy, $1, $2)
    }
  }

  /// The CRC-32 of bytes; nil where the library has none.
  func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32? {
    guard let add = function("crc32", as: Checksum.self) else { return nil }
    var (checksum, rest) = (UInt(0), bytes[...])
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      checksum = add(checksum, part.baseAddress, UInt32(part.count))
      rest = rest.dropFirst(part.count)
    }
    return UInt32(truncatingIfNeeded: checksum)
  }

  private typealias Checksum = @convention(c) (UInt, UnsafeRawPointer?, UInt32) -> UInt
  private typealias StartOfUnpacking =
    @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32) -> Int32
  private typealias StartOfPacking =
    @convention(c) (
      UnsafeMutableRawPointer, Int32, Int32, Int32, Int32, Int32, UnsafePointer<CChar>, Int32
    ) -> Int32

  private func function<Function>(_ name: String, as type: Function.Type) -> Function? {
    dlsym(library, name).map { unsafeBitCast($0, to: type) }
  }
}

/// Packing or unpacking under way.
///
/// Source: `zlib.h` 1.2, the layout of `z_stream` where pointers and `long` have 64 bits.
final class ZlibStream {
  typealias Step = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
  typealias Action = @convention(c) (UnsafeMutableRawPointer) -> Int32

  /// What a step says.
  enum Outcome {
    /// There may be more.
    case open
    /// The end was reached.
    case ended
    /// The input is damaged.
    case failed
  }

  private enum Offset {
    static let (nextIn, availableIn, nextOut, availableOut, size) = (0, 8, 24, 32, 112)
  }

  /// The most bytes that are handed over at once: their number is a field of 32 bits.
  private static let chunk = 1 << 30
  private static let (finish, streamEnd, bufferError) = (Int32(4), Int32(1), Int32(-5))

  // Invariant: allocated in `init`, freed in `deinit`; the library keeps the address.
  private let state = UnsafeMutableRawPointer.allocate(byteCount: Offset.size, alignment: 16)
  private let step: Step
  private let resetState: Action
  private let end: Action
  private let isStarted: Bool

  /// - Parameter start: starts a stream in the memory for it, with a version and the size of that memory, and
  ///   answers 0.
  /// - Returns: nil if it does not start.
  fileprivate init?(
    step: @escaping Step, reset: @escaping Action, end: @escaping Action,
    start: (UnsafeMutableRawPointer, UnsafePointer<CChar>, Int32) -> Int32
  ) {
    (self.step, resetState, self.end) = (step, reset, end)
    state.initializeMemory(as: UInt8.self, repeating: 0, count: Offset.size)
    isStarted = start(state, "1.2.11", Int32(Offset.size)) == 0
    guard isStarted else { return nil }
  }

  deinit {
    if isStarted { _ = end(state) }
    state.deallocate()
  }

  /// Takes bytes of the input and puts bytes into the output, as many as it can.
  ///
  /// - Parameter isLast: whether the input is the last of what is packed.
  /// - Returns: how many it took and put.
  func step(
    _ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer, isLast: Bool = false
  ) -> (outcome: Outcome, taken: Int, given: Int) {
    let (available, room) = (min(input.count, Self.chunk), min(output.count, Self.chunk))
    state.storeBytes(of: input.baseAddress, toByteOffset: Offset.nextIn, as: UnsafeRawPointer?.self)
    state.storeBytes(of: UInt32(available), toByteOffset: Offset.availableIn, as: UInt32.self)
    state.storeBytes(of: output.baseAddress, toByteOffset: Offset.nextOut, as: UnsafeMutableRawPointer?.self)
    state.storeBytes(of: UInt32(room), toByteOffset: Offset.availableOut, as: UInt32.self)
    let code = step(state, isLast && available == input.count ? Self.finish : 0)
    let taken = available - Int(state.load(fromByteOffset: Offset.availableIn, as: UInt32.self))
    let given = room - Int(state.load(fromByteOffset: Offset.availableOut, as: UInt32.self))
    if code == Self.streamEnd { return (.ended, taken, given) }
    let isStuck = taken == 0 && given == 0
    return (code != 0 && code != Self.bufferError || isStuck ? .failed : .open, taken, given)
  }

  /// Makes the stream ready for other bytes; false if it cannot be.
  func reset() -> Bool { resetState(state) == 0 }
}
