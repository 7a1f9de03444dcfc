import BPNet
import CommandSupport

/// What `bpnet describe` says.
struct DataReport {
  private let description: DataDescription
  private let path: String

  init(_ description: DataDescription, path: String) {
    (self.description, self.path) = (description, path)
  }

  /// The delimiter as `--delimiter` takes it.
  private var delimiter: String? {
    description.delimiter.map { byte in
      switch byte {
      case TableReader.TextOptions.blank: "blank"
      case UInt8(ascii: "\t"): "tab"
      default: String(UnicodeScalar(byte))
      }
    }
  }

  private static func name(_ kind: ColumnProfile.Kind) -> String {
    switch kind {
    case .numbers: "numbers"
    case .codes: "codes"
    case .truth: "true or false"
    case .categories: "categories"
    case .numbersAndWords: "numbers and words"
    case .writtenNumbers: "numbers with signs"
    case .dates: "dates"
    case .texts: "texts"
    case .empty: "empty"
    }
  }

  private func values(_ column: ColumnProfile) -> String {
    if let range = column.range, column.wordCount == 0 {
      return "\(NumberText.significant(range.lowerBound, digits: 5)) to "
        + NumberText.significant(range.upperBound, digits: 5)
    }
    let words = column.words.prefix(4).joined(separator: ", ")
    return words.count > 60 ? words.prefix(60) + "…" : words + (column.words.count > 4 ? ", …" : "")
  }

  /// Lines for people.
  var text: String {
    var parts = [
      "\(path): \(NumberText.grouped(description.rowCount, "row")) of "
        + "\(NumberText.grouped(description.columns.count, "column")), "
        + (description.hasHeader ? "with a header" : "without a header")
        + (delimiter.map { ", delimiter \($0)" } ?? "")
    ]
    parts[0] += description.notes.map { "\n\($0.withOptions())" }.joined()
    var table = TextTable([
      ("column", .left), ("type", .left), ("missing", .right), ("different", .right), ("values", .left),
    ])
    for column in description.columns {
      table.add([
        column.name.shortened(to: 100),
        Self.name(column.kind) + (column.countsRows ? ", counts the rows" : ""),
        NumberText.grouped(column.missingCount), NumberText.grouped(column.distinctCount), values(column),
      ])
    }
    parts.append(table.shownText)
    let remarks = description.remarks.map { remark in
      (remark.isWarning ? "warning: " : "") + remark.text.withOptions()
        + (remark.hint.map { " (\($0.withOptions()))" } ?? "")
    }
    if !remarks.isEmpty { parts.append(remarks.joined(separator: "\n")) }
    switch description.plan {
    case .success(let plan):
      let reason = plan.reason.map { " (\($0.withOptions()))" } ?? ""
      let classes =
        plan.labels.map { labels in
          ", \(counted(labels.count, "class", "classes")) ("
            + labels.prefix(10).map { $0.shortened(to: 60) }.joined(separator: ", ")
            + (labels.count > 10 ? ", …)" : ")")
        } ?? ""
      parts.append(
        "train would \(plan.task.rawValue): \(NumberText.grouped(plan.rowCount, "row")), "
          + "\(counted(plan.inputs.count, "input")), target \(plan.targets.prefix(8).joined(separator: ", "))"
          + "\(classes)\(reason)")
    case .failure(let error):
      parts.append(
        "train would stop: \(error.description)" + (error.hint.map { "\nhint: \($0.withOptions())" } ?? ""))
    }
    return parts.joined(separator: "\n\n")
  }

  /// One object.
  var json: JSONValue {
    let columns = description.columns.map { column -> JSONValue in
      .object([
        ("name", .string(column.name)), ("type", .string(Self.name(column.kind))),
        ("counts_rows", .bool(column.countsRows)), ("missing", .int(column.missingCount)),
        ("numbers", .int(column.numberCount)), ("words", .int(column.wordCount)),
        ("different", .int(column.distinctCount)),
        ("minimum", column.range.map { .double($0.lowerBound) } ?? .null),
        ("maximum", column.range.map { .double($0.upperBound) } ?? .null),
      ])
    }
    var members: [(key: String, value: JSONValue)] = [
      ("rows", .int(description.rowCount)), ("header", .bool(description.hasHeader)),
      ("delimiter", delimiter.map(JSONValue.string) ?? .null),
      ("notes", .array(description.notes.map { .string($0.withOptions()) })), ("columns", .array(columns)),
      (
        "warnings",
        .array(description.remarks.filter(\.isWarning).map { .string($0.text.withOptions()) })
      ),
    ]
    switch description.plan {
    case .success(let plan):
      members += [
        ("task", .string(plan.task.rawValue)), ("used_rows", .int(plan.rowCount)),
        ("inputs", .array(plan.inputs.map(JSONValue.string))),
        ("targets", .array(plan.targets.map(JSONValue.string))),
        ("labels", plan.labels.map { .array($0.map(JSONValue.string)) } ?? .null), ("error", .null),
      ]
    case .failure(let error):
      members += [("task", .null), ("error", .string(error.description))]
    }
    return .object(members)
  }
}
