/// What the reader knows of a file once it has looked at the first records.
struct CSVLayout {
  /// The names of the columns, and whether the file has one for each.
  let names: [(text: String, isGiven: Bool)]
  /// Whether they come from the file.
  let hasHeader: Bool
  /// The columns that hold text somewhere in the sample.
  let textColumns: [Bool]
  /// The cursor at the first row.
  let body: CSVScanner
  /// How cells are read.
  let cells: CSVCellReader
  /// How bytes are characters, if that is known.
  let encoding: TableReader.TextOptions.Encoding?
  /// About how many rows follow.
  let estimatedRowCount: Int
  /// What is wrong with columns of numbers, by their places.
  let faults: [Int: Table.Fault]
  /// Remarks about what was detected.
  let notes: [String]
  /// Whether a name is not UTF-8.
  let hasLatin1Names: Bool
}
