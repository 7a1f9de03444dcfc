/// NumPy's archives of arrays: one array, or inputs and targets.
///
/// Those that are not compressed are read in place.
struct NPZFormat: DataFormat {
  let name = "npz"
  let endings = [".npz"]

  /// The names of inputs and targets, the first pair that an archive has.
  private static let pairs = [
    ("x", "y"), ("X", "y"), ("X", "Y"), ("x_train", "y_train"), ("X_train", "y_train"),
    ("train_x", "train_y"), ("train_X", "train_y"), ("train_images", "train_labels"), ("data", "target"),
    ("data", "labels"), ("features", "labels"), ("features", "target"), ("images", "labels"),
    ("inputs", "targets"), ("arr_0", "arr_1"),
  ]

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    let entries = try ZIPArchive(input).entries
    let arrays = entries.filter { $0.name.hasSuffix(".npy") }
    let chosen = try choose(among: arrays, source: input.source)
    var read: [NPYArray] = []
    for entry in chosen {
      let source = "\(input.source)/\(entry.name)"
      let (bytes, range) = try content(of: entry, in: input, source: source)
      read.append(try NPYFormat.array(in: bytes, range: range, source: source, flattens: chosen.count > 1))
    }
    let blocks = read.map(\.block)
    if let first = blocks.first, let other = blocks.first(where: { $0.rowCount != first.rowCount }) {
      throw .invalidData(
        at: .init(file: other.source), found: counted(other.rowCount, "row"),
        expected: "\(first.rowCount), as many as \(first.source) has")
    }
    let others = arrays.filter { array in !chosen.contains { $0.name == array.name } }
    let isPair = chosen.count > 1
    let names = chosen.map { String($0.name.dropLast(4)) }
    let isKnown = !isPair || names[0].lowercased().hasPrefix("x")
    var notes = isKnown ? [] : ["the inputs are \(names[0]), the targets \(names[1])"]
    if !others.isEmpty { notes.append(NPZFormat.note(leftOut: others)) }
    if isPair, blocks[1].isOneHot {
      notes.append("each row of \(names[1]) has a 1: classes are \(names[1]).argmax(1) in one column")
    }
    return Table(
      arrays: read, source: input.source, labelsFrom: isPair ? blocks[0].columnCount : nil, notes: notes)
  }

  /// The notes about arrays that are not read, and about how those of a test set can be used.
  private static func note(leftOut others: [ZIPArchive.Entry]) -> String {
    let names = others.map { String($0.name.dropLast(4)) }
    let text = "the arrays \(names.joined(separator: ", ")) are left out"
    for word in ["test", "val", "valid", "validation"] {
      for (x, y) in [
        ("x_\(word)", "y_\(word)"), ("X_\(word)", "y_\(word)"), ("\(word)_x", "\(word)_y"),
        ("\(word)_X", "\(word)_y"), ("\(word)_images", "\(word)_labels"),
      ] where names.contains(x) && names.contains(y) {
        return "\(text); numpy.savez('\(word).npz', x=\(x), y=\(y)) makes a file of \(x) and \(y)"
      }
    }
    return text
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
    let checksum = zlib.checksum(of: bytes.bytes)
    guard bytes.bytes.count == entry.byteCount, checksum ?? entry.checksum == entry.checksum else {
      throw .invalidData(
        at: .init(file: source), found: "packed data that are damaged", expected: "those of its checksum")
    }
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

extension CellBlock {
  /// Whether there are several columns, and in each row one cell is 1 and the others are 0.
  fileprivate var isOneHot: Bool {
    guard columnCount > 1 else { return false }
    return (0..<rowCount).allSatisfy { row in
      var ones = 0
      for column in 0..<columnCount {
        let cell = self[row, column]
        if cell == 1 { ones += 1 } else if cell != 0 { return false }
      }
      return ones == 1
    }
  }
}
