import CommandSupport

/// The kind of file that a command writes, and the endings that would suggest another kind.
enum OutputContent {
  case model, table, objects
  /// A model in the format of another program, by its name and the endings of its files.
  case exported(name: String, endings: [String])

  /// The format in words.
  private var name: String {
    switch self {
    case .model: "a model in the safetensors format"
    case .table: "CSV"
    case .objects: "JSON, an object a line"
    case .exported(let name, _): name
    }
  }

  /// Endings that are right, besides those of no known format.
  private var endings: Set<String> {
    switch self {
    case .model: ["safetensors"]
    case .table: ["csv", "txt"]
    case .objects: ["json", "jsonl", "ndjson", "txt"]
    case .exported(_, let endings): Set(endings.map { String($0.dropFirst()) })
    }
  }

  /// What is written in place of what the ending says.
  private func hint(_ stem: String, ending: String) -> String {
    switch self {
    case .model: "-o \(stem).safetensors"
    case .table where ["json", "jsonl", "ndjson"].contains(ending): "--json writes an object a row"
    case .table: "-o \(stem).csv"
    case .objects where ending == "csv": "without --json it is CSV"
    case .objects: "-o \(stem).jsonl"
    case .exported(_, let endings): "-o \(stem)\(endings.first ?? "")"
    }
  }

  /// The formats that endings stand for.
  private static let formats: [String: String] = [
    "onnx": "ONNX", "pt": "PyTorch", "pth": "PyTorch", "ckpt": "checkpoints", "h5": "HDF5", "hdf5": "HDF5",
    "keras": "Keras", "tflite": "TensorFlow Lite", "pb": "TensorFlow", "pkl": "Python's pickle",
    "pickle": "Python's pickle", "joblib": "joblib", "npy": "NumPy", "npz": "NumPy", "mat": "MATLAB",
    "rds": "R", "rdata": "R", "csv": "CSV", "tsv": "values with tabs between",
    "tab": "values with tabs between",
    "json": "JSON", "jsonl": "JSON", "ndjson": "JSON", "txt": "text", "html": "HTML", "xml": "XML",
    "pmml": "PMML", "yaml": "YAML", "yml": "YAML", "xlsx": "Excel", "xls": "Excel", "ods": "spreadsheets",
    "parquet": "Parquet", "feather": "Feather", "arff": "Weka", "gguf": "GGUF", "net": "FANN",
    "svg": "SVG", "png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WebP",
    "safetensors": "models", "gz": "gzip", "zip": "ZIP", "bz2": "bzip2", "xz": "xz", "pdf": "PDF",
    "c": "C source", "h": "C source", "swift": "Swift source", "py": "Python source",
  ]

  /// A warning about a file whose ending says another format than what is written, with what to do.
  func warning(for path: String) -> (text: String, hint: String)? {
    let file = path.split(separator: "/").last ?? ""
    guard let point = file.lastIndex(of: "."), point > file.startIndex else { return nil }
    let ending = file[file.index(after: point)...].lowercased()
    guard !endings.contains(ending), let format = Self.formats[ending] else { return nil }
    return (
      "\(path): the ending .\(ending) stands for \(format), and this will be \(name)",
      hint(String(path.dropLast(ending.count + 1)), ending: ending)
    )
  }
}

extension Diagnostics {
  /// Warns of an output whose ending says another format than what is written.
  func checkEnding(of path: String?, content: OutputContent) {
    guard let path, path != "-", let warning = content.warning(for: path) else { return }
    warn(warning.text, hint: warning.hint)
  }
}
