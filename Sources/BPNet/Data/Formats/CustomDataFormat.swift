/// A format of data files that a program defines itself, by what makes a table of a file's bytes.
///
/// ```swift
/// /// A byte for each row: a measurement, and behind the last one nothing.
/// struct GaugeFormat: CustomDataFormat {
///   let name = "gauge"
///   let endings = [".gauge"]
///   func read(_ bytes: Span<UInt8>, source: String) throws -> Table {
///     try Table(columns: [.numbers(bytes.indices.map { Double(bytes[$0]) / 10, name: "level")])
///   }
/// }
/// let table = try TableReader(formats: [GaugeFormat()]).read(path: "march.gauge.gz")
/// ```
///
/// A reader knows the formats that it is given and no others; nothing is registered globally.
public protocol CustomDataFormat: Sendable {
  /// The name in messages and for `TableReader.init(format:formats:text:streams:threads:)`, different from
  /// the other formats' names.
  var name: String { get }

  /// How the names of its files end, such as `.gauge`, in any case of letters; a further `.gz` says that a
  /// file is packed.
  var endings: [String] { get }

  /// The table of a file.
  ///
  /// - Parameters:
  ///   - bytes: the content of the file, unpacked if it was packed by gzip, at least one byte.
  ///   - source: the file as the caller named it; "-" is standard input.
  /// - Throws: any error for content that is no table of the format: a `BPNetError` reaches the reader's
  ///   caller as it is, but for the name of a table without one, which becomes the file's; any other as
  ///   `BPNetError.invalidData` with the file's name.
  func read(_ bytes: Span<UInt8>, source: String) throws -> Table
}

/// A format of the program's own among those of the library.
struct OwnDataFormat: DataFormat {
  let custom: any CustomDataFormat

  var name: String { custom.name }
  var endings: [String] { custom.endings.map { $0.lowercased() } }

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    defer { withExtendedLifetime(input) {} }
    let bytes = input.bytes.bindMemory(to: UInt8.self)
    do {
      return try custom.read(bytes.span, source: input.source).named(input.source)
    } catch BPNetError.invalidData(let place, let found, let expected, let hint)
      where place.file == Table.defaultSource
    {
      let place = BPNetError.Place(file: input.source, line: place.line, column: place.column)
      throw .invalidData(at: place, found: found, expected: expected, hint: hint)
    } catch let error as BPNetError {
      throw error
    } catch {
      throw .invalidData(
        at: .init(file: input.source), found: "the error \(error)", expected: "\(name) data")
    }
  }
}

extension Table {
  /// The table under the name of its file, if it has none of its own.
  fileprivate func named(_ file: String) -> Table {
    guard source == Table.defaultSource else { return self }
    let blocks = blocks.map { block in
      var block = block
      if block.source == source { block.source = file }
      return block
    }
    var table = Table(
      columns: columns, blocks: blocks, hasHeader: hasHeader, source: file, notes: notes, derived: derived)
    table.copyFacts(from: self)
    return table
  }
}
