/// Packs the bytes of one file by gzip, part by part, through the system's zlib.
///
/// Neither a name nor a time is written, so the same bytes and the same zlib give the same file.
package struct GzipWriter {
  private let stream: ZlibStream
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// A writer of a file; it takes about 256 KB until it is gone.
  ///
  /// - Parameters:
  ///   - path: the file, for errors.
  ///   - names: the names of zlib.
  /// - Throws: `BPNetError.cannotCreate` where the system has no zlib.
  package init(path: String, names: [String]? = nil) throws(BPNetError) {
    guard let stream = Zlib(names: names ?? Zlib.names)?.makePackingStream(.gzip) else {
      throw .cannotCreate(path: path, reason: "the system has no zlib, which packs .gz")
    }
    self.stream = stream
  }

  /// Whether the ending of a path asks for it.
  package static func packs(path: String) -> Bool { path.lowercased().hasSuffix(ending) }

  /// The ending of packed files, which stands behind that of their format.
  static let ending = ".gz"

  /// Packs bytes, and hands out what is packed so far in parts.
  ///
  /// - Throws: what `body` throws.
  mutating func add(_ bytes: [UInt8], to body: ([UInt8]) throws -> Void) throws {
    try pack(bytes, isLast: false, body)
  }

  /// Hands out the rest; nothing can be added after it.
  ///
  /// - Throws: what `body` throws.
  mutating func finish(_ body: ([UInt8]) throws -> Void) throws { try pack([], isLast: true, body) }

  private mutating func pack(
    _ bytes: [UInt8], isLast: Bool, _ body: ([UInt8]) throws -> Void
  ) throws {
    try bytes.withUnsafeBytes { input in
      var offset = 0
      var isDone = !isLast && input.isEmpty
      while !isDone {
        let rest = UnsafeRawBufferPointer(rebasing: input[offset...])
        let (outcome, taken, given) = buffer.withUnsafeMutableBytes {
          stream.step(rest, to: $0, isLast: isLast)
        }
        offset += taken
        if given > 0 { try body(Array(buffer[..<given])) }
        precondition(outcome != .failed, "bytes that are packed cannot be damaged")
        // What the stream still holds comes with later bytes.
        isDone = isLast ? outcome == .ended : offset == input.count
      }
    }
  }
}
