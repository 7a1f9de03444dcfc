import BPNet
import CommandSupport
import Foundation

private let file = Positional<String>(
  "FILE", help: "the data file (.csv, .tsv, .npy, .npz, IDX)", parse: .path)
private let format = Option<String?>(
  "format", placeholder: "NAME", help: TableReader.formatNames.joined(separator: ", "),
  defaultText: "by the file's ending, else csv", parse: .oneOf(TableReader.formatNames))
private let labels = Option<String?>(
  "labels", placeholder: "FILE", help: "a second file whose columns become the last ones", parse: .path)
private let sums = Option(flag: "sums", help: "with --json, the sum of each column too, for comparisons")

let loadCommand = Command(
  measuring: "load", summary: "Measure the reader of a data file", synopsis: "FILE [--json]",
  positionals: [file], options: [format, labels, BenchOptions.threads, sums],
  notes: """
    The file is read again and again: the figures are those of a cached file. Integers of NPY, NPZ and IDX \
    files are not read at all until they are used.
    """
) { arguments in
  var byteCount = try byteCountOfFile(arguments[file], name: file.name)
  if let path = arguments[labels] { byteCount += try byteCountOfFile(path, name: labels.spelling) }
  let reader = try TableReader(
    format: arguments[format], threads: arguments[BenchOptions.threads])
  func read() throws(BPNetError) -> Table {
    try reader.read(path: arguments[file], labelsPath: arguments[labels])
  }
  let table = try read()
  let rowCount = table.rowCount
  // After the first reading, which may take long and should be ended by the first signal.
  StopSignal.shared.install()
  let measurement = try MeasurementPlan().measure { calls in
    for _ in 0..<calls { _ = try read() }
  }
  let megabytes = measurement.rate(of: Double(byteCount) / 1e6)
  let rows = measurement.rate(of: Double(rowCount))
  let printer = ResultPrinter(
    [.number("rows"), .number("bytes", width: 12), .number("rows/s", width: 12)]
      + ResultPrinter.Column.rate("MB/s"), asJSON: arguments[CommonOptions.json])
  let columnSums: [(String, JSONValue)] =
    arguments[sums] ? [("column_sums", .array(sumsOfColumns(table)))] : []
  try printer.print(
    [("rows", .int(rowCount)), ("bytes", .int(byteCount)), ("rows_per_s", .double(rows.best))]
      + megabytes.members("mb_per_s") + columnSums,
    cells: ["\(rowCount)", "\(byteCount)", NumberText.grouped(rows.best)] + megabytes.cells)
}

/// The size of the file at `path`; 0 if it cannot be read, which the reader then reports.
///
/// - Throws: `UsageError` under `name` for a pipe or a device.
private func byteCountOfFile(_ path: String, name: String) throws(UsageError) -> Int {
  var status = stat()
  let isThere = stat(path, &status) == 0
  let isReadOnce = isThere && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  guard path != "-", !isReadOnce else {
    throw UsageError(
      name: name, found: Printable.quoted(path), expected: "a file, which can be read more than once")
  }
  return isThere ? Int(status.st_size) : 0
}

private func sumsOfColumns(_ table: Table) -> [JSONValue] {
  table.columns.indices.map { column in
    .double((0..<table.rowCount).reduce(0) { $0 + table[$1, column] })
  }
}
