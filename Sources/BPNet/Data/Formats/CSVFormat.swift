/// Delimited text.
struct CSVFormat: DataFormat {
  let name = "csv"
  let endings = [".csv"]
  let isText = true

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    try CSVReader(options).read(input)
  }
}

/// Text with tabs between fields.
struct TSVFormat: DataFormat {
  let name = "tsv"
  let endings = [".tsv", ".tab"]
  let isText = true

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    var options = options
    options.delimiter = options.delimiter ?? UInt8(ascii: "\t")
    return try CSVReader(options).read(input)
  }
}
