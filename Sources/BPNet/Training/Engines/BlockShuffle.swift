/// An order of samples in which those that follow each other soon are near each other in a file, for data
/// larger than the memory.
///
/// The samples are divided into blocks of neighbours, the last of which may be smaller. The blocks are
/// shuffled; then the samples of each 64 blocks that follow each other are. So an epoch reads the file in
/// blocks, and needs 64 of them at a time.
struct BlockShuffle {
  /// The number of blocks whose samples are mixed.
  static let mixedBlockCount = 64
  /// The bytes of a block that is read from a file at once.
  private static let byteCount = 1 << 20

  /// The number of samples of a block.
  let block: Int

  /// - Precondition: `block` is at least 1.
  init(block: Int) { self.block = block }

  /// Blocks for rows of so many bytes.
  init(rowByteCount: Int) { block = max(BlockShuffle.byteCount / max(rowByteCount, 1), 1) }

  /// Writes the shuffled numbers of all samples, from 0.
  func shuffle(_ rows: UnsafeMutableBufferPointer<Int32>, with generator: inout RandomGenerator) {
    var starts = Array(stride(from: 0, to: rows.count, by: block))
    generator.shuffle(&starts)
    var position = 0
    for group in stride(from: 0, to: starts.count, by: BlockShuffle.mixedBlockCount) {
      let first = position
      for start in starts[group..<min(group + BlockShuffle.mixedBlockCount, starts.count)] {
        for row in start..<min(start + block, rows.count) {
          rows[position] = Int32(row)
          position += 1
        }
      }
      generator.shuffle(UnsafeMutableBufferPointer(rebasing: rows[first..<position]))
    }
  }
}
