/// A format of data files.
///
/// To add one: a file with a conforming type, and its line in `DataFormats.registry`. A program defines its
/// own with `CustomDataFormat`.
protocol DataFormat: Sendable {
  /// The name that options give it.
  var name: String { get }
  /// How its file names end, for help texts.
  var endings: [String] { get }
  /// Whether it is text, to which `TableReader.TextOptions` apply.
  var isText: Bool { get }

  /// Whether a file is of this format by its name.
  ///
  /// - Parameter fileName: the last part of the path, in lower case.
  func matches(fileName: String) -> Bool

  /// Whether a file that has such a name is of this format by what it begins with; if not, it is CSV.
  func accepts(_ input: InputBytes) -> Bool

  /// The table of a file.
  ///
  /// - Throws: `BPNetError.invalidData` for anything that is no table of this format.
  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table
}

extension DataFormat {
  var isText: Bool { false }

  func accepts(_ input: InputBytes) -> Bool { true }

  func matches(fileName: String) -> Bool {
    endings.contains { fileName.hasSuffix($0) }
  }
}

/// The formats of data files.
enum DataFormats {
  /// One line a format.
  static let registry: [any DataFormat] = [
    CSVFormat(),
    TSVFormat(),
    NPYFormat(),
    NPZFormat(),
    IDXFormat(),
    FANNDataFormat(),
    LIBSVMFormat(),
  ]

  /// The format of a file by its name, the first of some; nil if they do not know the ending.
  static func format(ofPath path: String, among formats: [any DataFormat] = registry) -> (any DataFormat)? {
    let fileName = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let isPacked = fileName.hasSuffix(".gz")
    return formats.first { $0.matches(fileName: isPacked ? String(fileName.dropLast(3)) : fileName) }
  }
}
