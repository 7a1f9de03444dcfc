extension Safetensors {
  /// Decodes a file's bytes, and checks all requirements of the format.
  ///
  /// `file` is the file's name for messages. Throws `invalidModel` if the bytes are not a complete,
  /// consistent safetensors file.
  ///
  /// The header is checked before any tensor is copied.
  ///
  /// - Parameter checkMetadata: a check of the metadata, before tensors are copied.
  init(
    decoding bytes: UnsafeRawBufferPointer, file: String,
    checkMetadata: ([String: String]) throws(BPNetError) -> Void = { _ in }
  ) throws(BPNetError) {
    let headerLength = try Self.headerLength(bytes, file: file)
    // Positions in messages are those in the file.
    let header = Array(bytes[..<(8 + headerLength)])[8...]
    guard String(validating: header, as: UTF8.self) != nil else {
      throw .invalidModel(at: .init(file: file), found: "a header that is not UTF-8", expected: "UTF-8 text")
    }
    var parser = SafetensorsHeaderParser(header, file: file)
    let parsed = try parser.parse()
    try checkMetadata(parsed.metadata)
    let data = UnsafeRawBufferPointer(rebasing: bytes[(8 + headerLength)...])
    var tensors: [Tensor] = []
    var end = 0
    // The sort is stable, for tensors without elements at the same position.
    let entries = parsed.entries.enumerated().sorted {
      ($0.element.start, $0.element.end, $0.offset) < ($1.element.start, $1.element.end, $1.offset)
    }.map(\.element)
    for entry in entries {
      try Self.check(entry, follows: end, within: data.count, file: file)
      end = entry.end
    }
    if end != data.count {
      throw .invalidModel(
        at: .init(file: file), found: "\(data.count) bytes behind the header",
        expected: "\(end), the size of its tensors")
    }
    // The tensors, and what is made of them.
    guard MemoryBudget.hasRoom(for: 2 * end) else {
      throw .readFailed(
        path: file, reason: "its \(end) bytes of tensors are more than the memory that is left")
    }
    for entry in entries {
      tensors.append(
        .init(
          name: entry.name, elementType: entry.elementType, shape: entry.shape,
          bytes: Array(data[entry.start..<entry.end])))
    }
    self.init(metadata: parsed.metadata, tensors: tensors)
  }

  /// Decodes bytes, as above.
  init(decoding bytes: [UInt8], file: String) throws(BPNetError) {
    // A rethrowing closure would lose the type of the error.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(BPNetError) in try Safetensors(decoding: buffer, file: file) }
    }
    self = try result.get()
  }

  private static func headerLength(_ bytes: UnsafeRawBufferPointer, file: String) throws(BPNetError) -> Int {
    let place = BPNetError.Place(file: file)
    if bytes.count > 2, bytes[0] == 0x1F, bytes[1] == 0x8B {
      throw .invalidModel(
        at: place, found: "data packed by gzip", expected: "a safetensors file: gunzip unpacks it")
    }
    if bytes.count < 8 {
      throw .invalidModel(
        at: place, found: "\(bytes.count) bytes", expected: "a safetensors file, which has 8 at least")
    }
    let stored = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    if stored > UInt64(largestHeader) {
      throw .invalidModel(
        at: place, found: "a header of \(stored) bytes",
        expected: "a safetensors file, whose header has \(largestHeader) at most")
    }
    if Int(stored) > bytes.count - 8 {
      throw .invalidModel(
        at: place, found: "\(bytes.count - 8) bytes behind the header's length",
        expected: "a header of \(stored): is the file whole?")
    }
    return Int(stored)
  }

  /// Checks that a tensor begins where the last one ended, is inside of the file and has the size of its
  /// shape.
  private static func check(
    _ entry: SafetensorsHeaderParser.Entry, follows last: Int, within size: Int, file: String
  ) throws(BPNetError) {
    let tensor = "tensor \(JSONValue.string(entry.name))"
    func invalid(_ found: String, _ expected: String) -> BPNetError {
      .invalidModel(at: .init(file: file), found: "\(tensor) \(found)", expected: expected)
    }
    if entry.start != last {
      throw invalid("at byte \(entry.start)", "byte \(last), the end of the last one")
    }
    if entry.end < entry.start { throw invalid("ending before its start", "data_offsets in rising order") }
    if entry.end > size {
      throw invalid(
        "ending at byte \(entry.end)", "\(size) at most, the size of the data: is the file whole?")
    }
    guard let needed = entry.elementType.byteCount(shape: entry.shape) else {
      throw invalid("of shape \(entry.shape)", "a size in whole bytes that a file can have")
    }
    if entry.end - entry.start != needed {
      throw invalid(
        "with \(entry.end - entry.start) bytes",
        "\(needed) for \(entry.elementType.rawValue) of shape \(entry.shape)")
    }
  }
}
