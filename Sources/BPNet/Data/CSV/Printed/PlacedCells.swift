/// The cells of a line that is cut at some places, which are characters, not bytes.
struct PlacedCells {
  /// The cells with tabs between them.
  let joined: [UInt8]

  /// Nil if a cell would be cut in two, or the line has a tab.
  ///
  /// - Parameter cuts: the first place of each cell but the first, in ascending order.
  init?(_ line: TextLines.Line, cuts: [Int]) {
    var (cells, cell, place, next) = ([UInt8](), [UInt8](), 0, 0)
    func trimmed(_ cell: [UInt8]) -> ArraySlice<UInt8> {
      var cell = cell.drop { $0 == UInt8(ascii: " ") }
      while cell.last == UInt8(ascii: " ") { cell = cell.dropLast() }
      return cell
    }
    for byte in line {
      guard byte != UInt8(ascii: "\t") else { return nil }
      // Bytes of a character in UTF-8 behind its first one take no place.
      if byte & 0xC0 != 0x80 {
        if next < cuts.count, place == cuts[next] {
          if let last = cell.last, last != UInt8(ascii: " "), byte != UInt8(ascii: " ") { return nil }
          cells += trimmed(cell) + [UInt8(ascii: "\t")]
          (cell, next) = ([], next + 1)
        }
        place += 1
      }
      cell.append(byte)
    }
    cells += trimmed(cell)
    // Cells behind the end of the line are blank.
    cells += [UInt8](repeating: UInt8(ascii: "\t"), count: cuts.count - next)
    joined = cells
  }
}
