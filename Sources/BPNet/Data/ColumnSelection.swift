/// Columns named by a user: names or numbers counted from 1, with commas between them, and ranges with
/// `-`, such as `species`, `1,3-5`, `p00-p07,digit`.
///
/// A name counts before a number, and the longest name before anything that commas and hyphens in it
/// could mean: a column called `a-b` or `a,b` is chosen by its name.
package struct ColumnSelection: Sendable, Equatable {
  /// The columns as the user wrote them.
  package let text: String
  /// What the user gave them as, for errors, such as `target`.
  package let argument: String

  /// The selection `text`, given as `argument`.
  package init(_ text: String, argument: String = "target") {
    self.text = text
    self.argument = argument
  }

  /// The selected columns' indices, in the order of the selection, each once.
  ///
  /// - Throws: `invalidArgument` for a name or number that the table lacks, a name of several columns, a
  ///   range that runs backwards, and an empty selection.
  package func indices(in table: Table) throws(BPNetError) -> [Int] {
    try indices(in: table.columns.prefix(table.sourceColumnCount).map(\.name), source: table.source)
  }

  /// The selected columns' indices among columns called `names` of `source`.
  func indices(in names: [String], source: String) throws(BPNetError) -> [Int] {
    let resolver = Resolver(names)
    var selected: [Int] = []
    var isSelected = [Bool](repeating: false, count: names.count)
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    var position = 0
    while position < parts.count {
      let (range, partCount) = try item(parts[position...], resolver, source: source)
      position += partCount
      for index in range where !isSelected[index] {
        isSelected[index] = true
        selected.append(index)
      }
    }
    return selected
  }

  /// The columns of the first item of `parts`, and how many parts it takes.
  private func item(
    _ parts: ArraySlice<Substring>, _ resolver: Resolver, source: String
  ) throws(BPNetError) -> (ClosedRange<Int>, partCount: Int) {
    for count in stride(from: min(parts.count, resolver.maximumPartCount), through: 1, by: -1) {
      let name = parts.prefix(count).joined(separator: ",")
      if let index = resolver.index(ofName: name) {
        if resolver.isAmbiguous(name) {
          throw .invalidArgument(
            name: argument, found: "'\(name)', the name of several columns of \(source)",
            expected: "the number of one")
        }
        return (index...index, count)
      }
    }
    let item = String(trimmed(parts[parts.startIndex]))
    guard !item.isEmpty else {
      throw .invalidArgument(name: argument, found: "'\(text)'", expected: "column names or numbers")
    }
    if let index = resolver.index(ofNumber: item) { return (index...index, 1) }
    for hyphen in item.indices where item[hyphen] == "-" {
      let (lower, upper) = (String(item[..<hyphen]), String(item[item.index(after: hyphen)...]))
      guard let first = resolver.index(of: lower), let last = resolver.index(of: upper) else { continue }
      guard first <= last else {
        throw .invalidArgument(
          name: argument, found: "the range '\(item)'", expected: "its first column before its last")
      }
      return (first...last, 1)
    }
    throw unknown(item, resolver, source: source)
  }

  private func unknown(_ item: String, _ resolver: Resolver, source: String) -> BPNetError {
    let ends = item.split(separator: "-", omittingEmptySubsequences: false)
    if !ends.isEmpty, ends.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "0"..."9" ~= $0 } }) {
      let count = resolver.names.count
      return .invalidArgument(
        name: argument, found: "column \(item)", expected: "1 to \(count), the columns of \(source)")
    }
    let nearest = NearestMatch.closest(to: item, among: resolver.names)
    return .invalidArgument(
      name: argument, found: "'\(item)'",
      expected: "a column of \(source), such as \(nearest.joined(separator: ", "))")
  }
}

extension ColumnSelection {
  private struct Resolver {
    let names: [String]
    /// One more than the commas of the name that has most.
    let maximumPartCount: Int
    private let indexOfName: [String: Int]
    private let ambiguousNames: Set<String>

    init(_ names: [String]) {
      self.names = names
      var (indices, ambiguous) = ([String: Int](), Set<String>())
      for (index, name) in names.enumerated() {
        if indices[name] == nil { indices[name] = index } else { ambiguous.insert(name) }
      }
      (indexOfName, ambiguousNames) = (indices, ambiguous)
      maximumPartCount = 1 + (names.map { name in name.count { $0 == "," } }.max() ?? 0)
    }

    func isAmbiguous(_ name: String) -> Bool {
      ambiguousNames.contains(indexOfName[name] == nil ? String(trimmed(name[...])) : name)
    }

    func index(ofName name: String) -> Int? {
      indexOfName[name] ?? indexOfName[String(trimmed(name[...]))]
    }

    func index(ofNumber text: String) -> Int? {
      guard text.allSatisfy({ "0"..."9" ~= $0 }), let number = Int(text), number >= 1, number <= names.count
      else { return nil }
      return number - 1
    }

    func index(of end: String) -> Int? {
      index(ofName: end) ?? index(ofNumber: String(trimmed(end[...])))
    }
  }
}

private func trimmed(_ text: Substring) -> Substring {
  let front = text.drop { $0 == " " || $0 == "\t" }
  guard let last = front.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return front }
  return front[...last]
}

extension Table {
  /// Columns in the notation of a selection: by name where it says which one is meant, and can be typed.
  func selection(of indices: [Int]) -> String {
    let names = Dictionary(grouping: columns.prefix(sourceColumnCount)) { $0.name }
    return indices.map { index in
      let name = columns[index].name
      let isPlain = names[name]?.count == 1 && name.isPlainInSelections && !name.contains("-")
      return isPlain ? name : "\(index + 1)"
    }.joined(separator: ",")
  }
}

extension String {
  /// Whether a selection, also one between backquotes, can have this name as it stands.
  var isPlainInSelections: Bool {
    let isTyped = !unicodeScalars.contains { scalar in
      ",`".unicodeScalars.contains(scalar) || scalar.properties.generalCategory == .control
    }
    return isTyped && first.map { !$0.isWhitespace && $0 != "-" } == true && last?.isWhitespace == false
  }
}
