import CommandSupport

/// Layers by their numbers from 1: `1,3-4`.
let layersParser = ValueParser<[ClosedRange<Int>]>(
  expected: "numbers of layers from 1, commas, ranges with -",
  render: { ranges in
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(
      separator: ",")
  }
) { (text) throws(ValueMismatch) in
  var ranges: [ClosedRange<Int>] = []
  for part in text.split(separator: ",", omittingEmptySubsequences: false) {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard 1...2 ~= ends.count, ends.allSatisfy({ 1...1_000_000 ~= $0 }), ends[0] <= ends[ends.count - 1]
    else {
      throw ValueMismatch(
        found: String(part.isEmpty ? text[...] : part),
        expected: "numbers of layers from 1, commas, ranges with -")
    }
    ranges.append(ends[0]...ends[ends.count - 1])
  }
  return ranges
}
