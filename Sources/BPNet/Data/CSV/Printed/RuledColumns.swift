/// Columns below a line of dashes that says where each of them is, as Oracle, SQL Server, SQLite and
/// reStructuredText write them.
struct RuledColumns {
  private let rule: [UInt8]
  /// The first place of each column, and the one behind it.
  private let columns: [Range<Int>]

  /// Nil unless the first or second of some lines is such a line, and names stand in the other.
  init?(_ heads: [TextLines.Line]) {
    guard let rule = heads.prefix(2).first(where: Self.isRule), !heads.prefix(2).allSatisfy(Self.isRule)
    else {
      return nil
    }
    self.rule = Array(rule)
    // The line starts where its first dash is: so do the others.
    var (columns, place) = ([Range<Int>](), 0)
    while place < rule.count {
      let start = place
      while place < rule.count, self.rule[place] != UInt8(ascii: " ") { place += 1 }
      columns.append(start..<place)
      while place < rule.count, self.rule[place] == UInt8(ascii: " ") { place += 1 }
    }
    guard columns.count > 1 else { return nil }
    self.columns = columns
  }

  private static func isRule(_ line: TextLines.Line) -> Bool {
    guard let first = line.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "=") else {
      return false
    }
    return line.allSatisfy { $0 == first || $0 == UInt8(ascii: " ") } && line.count > 2
  }

  /// The cells with tabs between them, each row in its line; nil if a row does not stand below the dashes.
  func text(of all: TextLines) -> [UInt8]? {
    guard let indent = indent(in: all) else { return nil }
    let cuts = columns.dropFirst().map { $0.lowerBound + indent }
    var (result, names) = ([UInt8](), nil as [UInt8]?)
    for (index, line) in all.lines.enumerated() {
      let row = TextLines.trimmed(line)
      let isRule = row.elementsEqual(rule)
      // Names that are repeated on each page.
      let isRepeated =
        names.map { $0.elementsEqual(row) } ?? false && index + 1 < all.lines.count
        && TextLines.trimmed(all.lines[index + 1]).elementsEqual(rule)
      if !row.isEmpty, !isRule, !isRepeated, !TextLines.countsRows(row) {
        if names == nil { names = Array(row) }
        guard let cells = PlacedCells(line, cuts: cuts) else { return nil }
        result += cells.joined
      }
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }

  /// The blanks before the line of dashes.
  private func indent(in all: TextLines) -> Int? {
    all.lines.first { TextLines.trimmed($0).elementsEqual(rule) }.map { line in
      line.prefix { $0 == UInt8(ascii: " ") }.count
    }
  }
}
