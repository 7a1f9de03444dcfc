import BPNet
import CommandSupport
import Foundation

private let file = Positional<String>("FILE", help: "the data file (.csv, .tsv)", parse: .path)

let loadCommand = Command(
  name: "load", summary: "Measure the reader of a data file", synopsis: "FILE [--json]", positionals: [file],
  options: [CommonOptions.json],
  notes: "The file is read again and again: the figures are those of a cached file."
) { arguments in
  let path = arguments[file]
  guard path != "-" else {
    throw UsageError(name: "FILE", found: "-", expected: "a file, which can be read more than once")
  }
  let rowCount = try CSVReader().read(path: path).rowCount
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  let byteCount = (attributes[.size] as? NSNumber)?.intValue ?? 0
  let measurement = try MeasurementPlan().measure { (calls) throws(BPNetError) in
    for _ in 0..<calls { _ = try CSVReader().read(path: path) }
  }
  let megabytes = measurement.rate(of: Double(byteCount) / 1e6)
  let rows = measurement.rate(of: Double(rowCount))
  let printer = ResultPrinter(
    [.number("rows"), .number("bytes", width: 12), .number("rows/s", width: 12)]
      + ResultPrinter.Column.rate("MB/s"), asJSON: arguments[CommonOptions.json])
  try printer.print(
    [("rows", .int(rowCount)), ("bytes", .int(byteCount)), ("rows_per_s", .double(rows.best))]
      + megabytes.members("mb_per_s"),
    cells: ["\(rowCount)", "\(byteCount)", NumberText.grouped(rows.best)] + megabytes.cells)
  return .success
}
