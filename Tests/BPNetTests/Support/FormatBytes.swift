@testable import BPNet

/// Bytes of data files, made as NumPy and the writers of IDX make them.
enum FormatBytes {
  /// An NPY file: a header padded to 64 bytes, then the numbers.
  static func npy(
    _ type: String, shape: String, _ data: [UInt8], order: String = "False", version: UInt8 = 1
  ) -> [UInt8] {
    let text = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
    return npy(header: text, data, version: version)
  }

  /// An NPY file with this text as its header.
  static func npy(header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let sizeBytes = version == 1 ? 2 : 4
    var text = Array(header.utf8)
    while (8 + sizeBytes + text.count + 1) % 64 != 0 { text.append(0x20) }
    text.append(0x0A)
    let size = (0..<sizeBytes).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + text + data
  }

  /// A ZIP archive of stored files; with another `method`, one that says that they are compressed.
  static func zip(_ files: [(name: String, bytes: [UInt8])], method: Int = 0, is64Bit: Bool = false)
    -> [UInt8]
  {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
      let (name, size, offset) = (Array(file.name.utf8), file.bytes.count, archive.count)
      archive += little(0x0403_4B50, 4) + little(20, 2) + little(0, 2) + little(method, 2) + little(0, 8)
      // The file's own header may say more than the directory, as NumPy's does.
      archive += little(size, 4) + little(size, 4) + little(name.count, 2) + little(20, 2) + name
      archive += little(1, 2) + little(16, 2) + little(size, 8) + little(size, 8) + file.bytes
      let extra =
        is64Bit ? little(1, 2) + little(24, 2) + little(size, 8) + little(size, 8) + little(offset, 8) : []
      let content = method == 8 ? Array(file.bytes.dropFirst(5)) : file.bytes
      var checksum = CRC32()
      content.withUnsafeBytes { checksum.update($0) }
      let narrow = { (value: Int) in little(is64Bit ? 0xFFFF_FFFF : value, 4) }
      directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + little(0, 2) + little(method, 2)
      directory += little(0, 4) + little(Int(checksum.value), 4) + narrow(size)
      directory += narrow(content.count) + little(name.count, 2) + little(extra.count, 2)
      directory += little(0, 10) + narrow(offset) + name + extra
    }
    let start = archive.count
    archive += directory
    if is64Bit {
      let record = archive.count
      archive += little(0x0606_4B50, 4) + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8)
      archive +=
        little(files.count, 8) + little(files.count, 8) + little(directory.count, 8) + little(start, 8)
      archive += little(0x0706_4B50, 4) + little(0, 4) + little(record, 8) + little(1, 4)
    }
    archive += little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2) + little(files.count, 2)
    return archive + little(directory.count, 4) + little(is64Bit ? 0xFFFF_FFFF : start, 4) + little(0, 2)
  }

  /// Bytes as one block of deflate that is stored, without compression.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    [1] + little(bytes.count, 2) + little(~bytes.count, 2) + bytes
  }

  /// A gzip file.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var checksum = CRC32()
    bytes.withUnsafeBytes { checksum.update($0) }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflated(bytes) + little(Int(checksum.value), 4)
      + little(bytes.count, 4)
  }

  /// An IDX file.
  static func idx(_ type: UInt8, sizes: [Int], _ data: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(sizes.count)] + sizes.flatMap { little($0, 4).reversed() } + data
  }

  /// The lowest `count` bytes of a number, the lowest first.
  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  /// The bytes of numbers as they lie in memory.
  static func raw<Number>(_ numbers: [Number]) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
  }
}
