extension Zlib {
  /// Unpacks `packed` into a larger and larger buffer.
  ///
  /// - Parameter source: the file, for errors and as the source of what comes of it.
  /// - Throws: `BPNetError.invalidData` for damaged data, `readFailed` for more than fits into memory.
  func unpack(
    _ packed: UnsafeRawBufferPointer, _ wrapping: Wrapping, source: String
  ) throws(BPNetError) -> InputBytes {
    guard let stream = makeUnpackingStream(wrapping) else {
      throw .readFailed(path: source, reason: "the system's zlib cannot unpack it")
    }
    let usual = 4 * packed.count
    let output = UnpackedBytes(capacity: MemoryBudget.hasRoom(for: usual) ? max(1 << 16, usual) : 1 << 16)
    var offset = 0
    var isDone = false
    while !isDone {
      guard output.makeRoom() else {
        throw .readFailed(path: source, reason: "unpacked it is too large to hold in memory")
      }
      let rest = UnsafeRawBufferPointer(rebasing: packed[offset...])
      let (outcome, taken, given) = stream.step(rest, to: output.room)
      offset += taken
      output.count += given
      switch outcome {
      case .open: break
      case .ended:
        let rest = UnsafeRawBufferPointer(rebasing: packed[offset...])
        isDone = wrapping == .gzip ? try !Self.holdsAnotherPart(rest, source: source) : true
        guard isDone || stream.reset() else {
          throw .readFailed(path: source, reason: "the system's zlib cannot unpack it")
        }
      case .failed:
        throw .invalidData(
          at: .init(file: source), found: "packed data that are damaged or cut off",
          expected: "data packed by gzip or zip")
      }
    }
    return try output.inputBytes(source: source)
  }

  /// Whether another packed part begins behind one that has ended; tapes fill the end of a file with zeros.
  ///
  /// - Throws: `BPNetError.invalidData` for anything else, which may be a part whose beginning is damaged.
  private static func holdsAnotherPart(
    _ rest: UnsafeRawBufferPointer, source: String
  ) throws(BPNetError) -> Bool {
    if rest.starts(with: [0x1F, 0x8B]) { return true }
    guard rest.allSatisfy({ $0 == 0 }) else {
      throw .invalidData(
        at: .init(file: source),
        found: "\(counted(rest.count, "byte")) behind the packed data that are not packed",
        expected: "data packed by gzip, and nothing else")
    }
    return false
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

  /// The part that has no bytes yet.
  var room: UnsafeMutableRawBufferPointer { .init(start: storage + count, count: capacity - count) }

  /// Doubles the buffer if it is full; false where memory does not allow that.
  func makeRoom() -> Bool {
    guard count == capacity else { return true }
    guard capacity < MemoryBudget.byteCount / 8, MemoryBudget.hasRoom(for: 2 * capacity) else { return false }
    let larger = UnsafeMutableRawPointer.allocate(byteCount: 2 * capacity + InputBytes.padding, alignment: 16)
    larger.copyMemory(from: storage, byteCount: count)
    storage.deallocate()
    (storage, capacity) = (larger, 2 * capacity)
    return true
  }

  func inputBytes(source: String) throws(BPNetError) -> InputBytes {
    guard MemoryBudget.hasRoom(for: count) else {
      throw .readFailed(path: source, reason: "unpacked it is too large to hold in memory")
    }
    return try InputBytes(copying: UnsafeRawBufferPointer(start: storage, count: count), source: source)
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
    guard !result.isPacked else {
      throw .invalidData(
        at: .init(file: source), found: "data that are packed by gzip twice", expected: expected,
        hint: "unpack the file once: gunzip FILE")
    }
    return result
  }
}
