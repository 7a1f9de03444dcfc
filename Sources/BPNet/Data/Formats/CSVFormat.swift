/// Delimited text.
struct CSVFormat: DataFormat {
  let name = "csv"
  let endings = [".csv"]
  let isText = true

  func read(_ input: InputBytes, options: TextOptions) throws(BPNetError) -> Table {
    try CSVReader(delimiter: options.delimiter, header: options.header).read(input)
  }
}

/// Text with tabs between fields.
struct TSVFormat: DataFormat {
  let name = "tsv"
  let endings = [".tsv", ".tab"]
  let isText = true

  func read(_ input: InputBytes, options: TextOptions) throws(BPNetError) -> Table {
    try CSVReader(delimiter: options.delimiter ?? UInt8(ascii: "\t"), header: options.header).read(input)
  }
}
