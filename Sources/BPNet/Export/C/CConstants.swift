extension KernelConstant {
  /// The declaration in C, with `@` for the prefix.
  func declaration(_ precision: Precision) -> String {
    let numbers = numbers(precision)
    let texts = numbers.map { CText.number($0, precision) }
    switch form {
    case .number: return "static const REAL @\(name) = \(texts[0]);"
    case .degree: return "enum { @\(name) = \(Int(numbers[0])) };"
    case .words:
      return "static const BITS @\(name)[] = {\n    "
        + numbers.map { "0x\(String(UInt32($0), radix: 16))u" }.joined(separator: ", ") + ",\n};"
    case .array:
      let lines = stride(from: 0, to: texts.count, by: 4).map {
        "    " + texts[$0..<min($0 + 4, texts.count)].joined(separator: ", ") + ","
      }
      return "static const REAL @\(name)[] = {\n\(lines.joined(separator: "\n"))\n};"
    }
  }
}
