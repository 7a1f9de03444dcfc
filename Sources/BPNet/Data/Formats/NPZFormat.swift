/// NumPy's archives of arrays: one array, or inputs and targets.
///
/// Those that are not compressed are read in place.
struct NPZFormat: DataFormat {
  let name = "npz"
  let endings = [".npz"]

  /// The names of inputs and targets, the first pair that an archive has.
  private static let pairs = [
    ("x", "y"), ("X", "y"), ("X", "Y"), ("x_train", "y_train"), ("X_train", "y_train"),
  ]

  func read(_ input: InputBytes, options: TextOptions) throws(BPNetError) -> Table {
    let entries = try ZIPArchive(input).entries
    let arrays = entries.filter { $0.name.hasSuffix(".npy") }
    let chosen = try choose(among: arrays, source: input.source)
    var blocks: [CellBlock] = []
    for entry in chosen {
      let source = "\(input.source)/\(entry.name)"
      let (bytes, range) = try content(of: entry, in: input, source: source)
      blocks.append(try NPYFormat.block(in: bytes, range: range, source: source, flattens: chosen.count > 1))
    }
    if let first = blocks.first, let other = blocks.first(where: { $0.rowCount != first.rowCount }) {
      throw .invalidData(
        at: .init(file: other.source), found: "\(other.rowCount) rows",
        expected: "\(first.rowCount), as many as \(first.source) has")
    }
    let others = arrays.filter { array in !chosen.contains { $0.name == array.name } }
    let names = others.map { String($0.name.dropLast(4)) }.joined(separator: ", ")
    return Table(
      blocks: blocks, source: input.source, labelsFrom: chosen.count > 1 ? blocks[0].columnCount : nil,
      notes: others.isEmpty ? [] : ["the arrays \(names) are left out"])
  }

  private func content(
    of entry: ZIPArchive.Entry, in input: InputBytes, source: String
  ) throws(BPNetError) -> (InputBytes, Range<Int>) {
    if let range = entry.range, !entry.isPacked { return (input, range) }
    guard let range = entry.range, let zlib = Zlib() else {
      throw .invalidData(
        at: .init(file: source), found: "a compressed array", expected: "one that is stored as it is",
        hint: "save it with numpy.savez, not numpy.savez_compressed")
    }
    let bytes = try zlib.unpack(
      UnsafeRawBufferPointer(rebasing: input.bytes[range]), .none, source: source)
    return (bytes, 0..<bytes.bytes.count)
  }

  private func choose(
    among arrays: [ZIPArchive.Entry], source: String
  ) throws(BPNetError) -> [ZIPArchive.Entry] {
    if arrays.count == 1 { return arrays }
    for (x, y) in NPZFormat.pairs {
      let pair = ["\(x).npy", "\(y).npy"].compactMap { name in arrays.first { $0.name == name } }
      // Other arrays beside x and y may be anything; those of a test are known.
      let isWhole = arrays.count == 2 || arrays.allSatisfy { $0.name.contains("_") }
      if pair.count == 2, isWhole { return pair }
    }
    let names = arrays.prefix(10).map { "'\($0.name.dropLast(4))'" }.joined(separator: ", ")
    throw .invalidData(
      at: .init(file: source), found: arrays.isEmpty ? "no array" : "the arrays \(names)",
      expected: "one array, 'x' and 'y', or 'x_train' and 'y_train'",
      hint: "save it as numpy.savez(path, x=inputs, y=targets)")
  }
}
