import BPNet
import CommandSupport

private let input = Positional<String>(
  "IN",
  help:
    "the data (.csv, .tsv, .npy, .npz, IDX, .data, .train, .test, .svm, also as .gz; - is standard input)",
  parse: .path)
private let output = Positional<String>(
  "OUT", help: "the file to write (.gz behind its ending packs it; - is standard output)", parse: .path)
private let to = Option<TableWriter.Format?>(
  "to", placeholder: "NAME",
  help: TableWriter.Format.allCases.map { "\($0.rawValue) (\($0.endings.joined(separator: ", ")))" }
    .joined(separator: ", "),
  defaultText: "by the ending of OUT", parse: .caseName)

let convertCommand = Command(
  name: "convert", summary: "Write a data file in another format", synopsis: "IN OUT [options]",
  positionals: [input, output],
  sections: [OptionSection("Options", [to, CommonOptions.quiet]), DataOptions.section],
  examples: [
    "bpnet convert iris.csv iris.npz",
    "bpnet convert digits.csv digits.libsvm.gz",
  ],
  notes: """
    Numbers keep all the digits of double precision (whole numbers of text beyond 2^53 are rounded to it), \
    and in .npy, .npz and .idx their type where all columns of an array have the same. csv and tsv hold \
    everything; npy and idx hold numbers and missing values, npz texts as targets, too, fann and libsvm \
    numbers alone: anything else is an error. The last column, or those of an array of targets, is y beside \
    x in npz, the output in fann, the last one in libsvm the label. idx is one array of all columns: numbers \
    of text, and types that it lacks, become the first of u1, i1, i2, i4, f4 and f8 that has them all.
    """
) { arguments in
  let (source, path) = (arguments[input], arguments[output])
  try checkInputsAreSafe(DataOptions.paths(source, arguments), output: path, option: "OUT")
  guard let format = arguments[to] ?? TableWriter.format(ofPath: path) else {
    throw UsageError(
      name: "--to", found: "nothing, and no format by the ending of \(path)",
      expected: "one of \(TableWriter.Format.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  // Made before the data are read, since it may be impossible.
  let packer = GzipWriter.packs(path: path) ? try GzipWriter(path: path) : nil
  let table = try DataOptions.readTable(source, arguments)
  try TextOutput.withDestination(path) { output in
    try TableWriter(table).write(as: format, packedBy: packer) { try output.write(bytes: $0) }
  }
  let rounded = table.columnsOfRoundedNumbers
  if !rounded.isEmpty {
    Diagnostics().warn("\(listed(rounded)): numbers beyond 9007199254740992 are rounded to 53 bits")
  }
  Diagnostics(isQuiet: arguments[CommonOptions.quiet]).note(
    "\(counted(table.rowCount, "row")) written to \(path)")
  return .success
}
