/// NumPy's archives of arrays, not compressed, read in place: one array, or the inputs `x` and the targets
/// `y`.
struct NPZFormat: DataFormat {
  let name = "npz"
  let endings = [".npz"]

  func read(_ input: InputBytes, options: TextOptions) throws(BPNetError) -> Table {
    let entries = try ZIPArchive(input).entries
    let arrays = entries.filter { $0.name.hasSuffix(".npy") }
    let chosen = try choose(among: arrays, source: input.source)
    var blocks: [CellBlock] = []
    for entry in chosen {
      let source = "\(input.source)/\(entry.name)"
      guard let range = entry.storedRange else {
        throw .invalidData(
          at: .init(file: source), found: "a compressed array", expected: "one that is stored as it is",
          hint: "save it with numpy.savez, not numpy.savez_compressed")
      }
      blocks.append(try NPYFormat.block(in: input, range: range, source: source))
    }
    if let first = blocks.first, let other = blocks.first(where: { $0.rowCount != first.rowCount }) {
      throw .invalidData(
        at: .init(file: other.source), found: "\(other.rowCount) rows",
        expected: "\(first.rowCount), as many as \(first.source) has")
    }
    return Table(blocks: blocks, source: input.source)
  }

  private func choose(
    among arrays: [ZIPArchive.Entry], source: String
  ) throws(BPNetError) -> [ZIPArchive.Entry] {
    if arrays.count == 1 { return arrays }
    let (x, y) = (arrays.filter { $0.name == "x.npy" }, arrays.filter { $0.name == "y.npy" })
    guard arrays.count == 2, x.count == 1, y.count == 1 else {
      let names = arrays.prefix(10).map { "'\($0.name.dropLast(4))'" }.joined(separator: ", ")
      throw .invalidData(
        at: .init(file: source), found: arrays.isEmpty ? "no array" : "the arrays \(names)",
        expected: "one array, or 'x' and 'y'", hint: "save it as numpy.savez(path, x=inputs, y=targets)")
    }
    return x + y
  }
}
