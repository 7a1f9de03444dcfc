/// Reads data files of every format into tables.
///
/// Files that are packed by gzip are unpacked by the system's zlib. Text is parsed, long CSV by several
/// threads; files of numbers (NPY, NPZ, IDX) are mapped and stay as they are, in the file's own types, until
/// a batch needs them: they may be larger than the memory.
public struct TableReader: Sendable {
  /// The names of the library's formats, for `init(format:formats:text:streams:threads:)`.
  public static var formatNames: [String] { DataFormats.registry.map(\.name) }

  /// One line a format: its name and the endings by which it is known.
  public static var formatSummary: [(name: String, endings: [String])] {
    DataFormats.registry.map { ($0.name, $0.endings) }
  }

  private let format: (any DataFormat)?
  /// The formats that endings are looked up in, the program's own first.
  private let formats: [any DataFormat]
  private var text: TableReader.TextOptions
  private let streams: Bool

  /// A reader of one format, or of whichever a file's ending names; text with commas or the like where the
  /// ending says nothing.
  ///
  /// - Parameters:
  ///   - name: one of `formatNames` or of the names of `formats`, or nil.
  ///   - formats: formats that the program defines itself; their endings count before the library's.
  ///   - text: what is known of files of text.
  ///   - streams: whether the data may be larger than the memory: numbers of text are kept in a temporary
  ///     file (`TMPDIR`, else `/var/tmp`), and parts of files that were read are given back to the system.
  ///     Training should shuffle such data in blocks (`TrainingRecipe.streams`).
  ///   - threads: the most threads that parse text, at least 1; nil means one for each available processor.
  ///     The table does not depend on it.
  /// - Throws: `BPNetError.invalidArgument` for an unknown name, two formats of the same name, or no thread.
  public init(
    format name: String? = nil, formats: [any CustomDataFormat] = [],
    text: TableReader.TextOptions = TableReader.TextOptions(),
    streams: Bool = false, threads: Int? = nil
  ) throws(BPNetError) {
    if let threads, threads < 1 {
      throw .invalidArgument(name: "threads", found: "\(threads)", expected: "at least 1")
    }
    self.text = text
    self.text.threads = threads
    self.streams = streams
    self.formats = formats.map { OwnDataFormat(custom: $0) } + DataFormats.registry
    let names = self.formats.map(\.name)
    if let index = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw .invalidArgument(
        name: "formats", found: "two formats with the name \(names[index])", expected: "a name for each")
    }
    format = self.formats.first { $0.name == name }
    if let name, format == nil {
      throw .invalidArgument(
        name: "format", found: "'\(name)'", expected: "one of \(names.joined(separator: ", "))")
    }
  }

  /// Reads the file `path`, or standard input for "-".
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - labelsPath: a second file of as many rows, whose columns become the last ones; of the format that
  ///     its own ending names, else of the first file's.
  /// - Throws: `cannotOpen` and `readFailed`; `invalidArgument` for a delimiter or header where the file is
  ///   not text; `invalidData` for anything that is no table of the format.
  /// - Complexity: O(n) in the bytes of text; for integers in mapped files O(columns).
  public func read(path: String, labelsPath: String? = nil) throws(BPNetError) -> Table {
    let trimmer = streams ? PageTrimmer() : nil
    let format = format ?? DataFormats.format(ofPath: path, among: formats) ?? CSVFormat()
    var table = try read(path, as: format, trimmer)
    table.trimmer = trimmer
    guard let labelsPath else { return table }
    let labels = try read(
      labelsPath, as: DataFormats.format(ofPath: labelsPath, among: formats) ?? format, trimmer)
    return try table.appending(labels)
  }

  private func read(
    _ path: String, as named: any DataFormat, _ trimmer: PageTrimmer?
  ) throws(BPNetError) -> Table {
    let input = try InputBytes(path: path, trimmer: trimmer).unpacked(expected: "\(named.name) data")
    let isNamedByPath = format == nil || format?.name != named.name
    let format: any DataFormat = isNamedByPath && !named.accepts(input) ? CSVFormat() : named
    if !format.isText, let name = text.firstGiven {
      throw .invalidArgument(
        name: name,
        found: "an option of text for \(format.name) data", expected: "it beside csv and tsv alone")
    }
    return try format.read(input, options: text)
  }
}

extension InputBytes {
  /// Checks that the input is not packed by gzip.
  func checkUnpacked(expected: String) throws(BPNetError) {
    guard bytes.starts(with: [0x1F, 0x8B]) else { return }
    let command = source == "-" ? "gunzip -c FILE | …" : "gunzip -k \(source)"
    throw .invalidData(
      at: .init(file: source), found: "gzip data", expected: expected, hint: "unpack it: \(command)")
  }
}

extension Table {
  /// What is said of a file of labels that has several columns.
  fileprivate func noteOnLabels(behind count: Int, hasNames: Bool) -> [String] {
    guard columns.count > 1 else { return [] }
    let last = columns[columns.count - 1].name
    let example = hasNames && last.isPlainInSelections ? last : "\(count + columns.count)"
    let names = hasHeader ? " (\(columns.prefix(5).map(\.name).joined(separator: ", ")))" : ""
    return [
      "all \(columns.count) columns of \(source)\(names) are targets; `target: \(example)` takes the last one"
    ]
  }

  /// This table with the columns of `other` behind its own.
  ///
  /// - Throws: `BPNetError.invalidData` if the numbers of rows differ, or a column of each has the same name.
  func appending(_ other: Table) throws(BPNetError) -> Table {
    guard other.rowCount == rowCount else {
      throw .invalidData(
        at: .init(file: other.source), found: counted(other.rowCount, "row"),
        expected: "\(rowCount), as many as \(source) has")
    }
    let hasNames = hasHeader && other.hasHeader
    let joined = columns + other.columns
    var table = Table(
      columns: joined.enumerated().map { index, column in
        var result = Column(
          name: hasNames ? column.name : "\(index + 1)", kind: column.kind,
          isNamed: hasNames && column.isNamed, firstText: column.firstText, fault: column.fault)
        let block = index < columns.count ? nil : other.blocks[other.places[index - columns.count].block]
        let isText = if case .text = column.kind { true } else { false }
        let isLabel = isText || block?.type.bounds != nil || other.delimiter != nil
        result.isLabel = column.isLabel || block != nil && isLabel
        result.isByteLabel = column.isByteLabel || block?.type == .uint8
        return result
      },
      blocks: blocks + other.blocks, hasHeader: hasNames, source: source,
      notes: notes + other.notes + other.noteOnLabels(behind: columns.count, hasNames: hasNames))
    if other.columns.count > 1 { table.targetsFrom = columns.count }
    (table.delimiter, table.missingValues) = (delimiter, missingValues ?? other.missingValues)
    table.trimmer = trimmer
    return table
  }
}
