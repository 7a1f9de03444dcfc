/// How rows of a table become inputs and targets of a network, and its outputs become predictions in the
/// table's own units and labels.
///
/// Fitted on training rows, kept in the model.
public struct Preprocessing: Sendable, Equatable, Codable {
  /// A column that the network takes in or gives out.
  public struct Column: Sendable, Equatable, Codable {
    /// The column's name in the training data.
    public let name: String
    /// Its place in the training data, counted from 0.
    public let position: Int
    /// The change of units between the data and the network.
    public let scaling: ColumnScaling
    /// What stands in for a missing cell; nil if a missing cell is an error.
    public let replacement: Double?
  }

  /// The columns of the network's inputs, in their order.
  public let inputs: [Column]
  /// The columns of the targets: one column of classes, or one a network output.
  public let targets: [Column]
  /// For classification the labels of the classes, in the order of the network's outputs: numbers by
  /// value, text by its bytes.
  ///
  /// Nil for regression.
  public let labels: [String]?
  /// Whether the training data named its columns.
  public let hasHeader: Bool
  /// The number of columns of the training data.
  public let columnCount: Int

  /// The column of the samples' weights in the training data, if there was one; other tables need not have it.
  public internal(set) var weights: Column?

  /// The number of outputs that a network needs.
  public var outputCount: Int { labels?.count ?? targets.count }
}

extension Preprocessing {
  /// Finds this preprocessing's columns in a table, by name where both have names, else by place.
  ///
  /// Without names, a table is expected to have the columns of the training data, all of them or all but that
  /// of the weights, or the input columns alone.
  ///
  /// - Throws: `BPNetError.invalidData` if an input column is not there or is text.
  func locateInputs(in table: Table) throws(BPNetError) -> [Int] {
    var found: [Int] = []
    if hasHeader && table.hasHeader {
      for column in inputs {
        guard let index = table.columns.firstIndex(where: { $0.name == column.name }) else {
          throw .invalidData(
            at: .init(file: table.source), found: "no column \"\(column.name)\"",
            expected: "the input columns that the model was trained on")
        }
        found.append(index)
      }
    } else if inputs.allSatisfy({ place(of: $0, in: table) != nil }) {
      found = inputs.compactMap { place(of: $0, in: table) }
    } else if table.columns.count == inputs.count {
      found = Array(inputs.indices)
    } else {
      let expected =
        columnCount == inputs.count ? "\(columnCount)" : "\(columnCount), or \(inputs.count) inputs"
      throw .invalidData(
        at: .init(file: table.source), found: "\(table.columns.count) columns", expected: expected)
    }
    for index in found {
      if let error = table.numberExpected(inColumn: index) { throw error }
    }
    return found
  }

  /// Finds the target columns in a table, as `locateInputs(in:)` does.
  ///
  /// - Throws: `BPNetError.invalidData` if one is not there.
  func locateTargets(in table: Table) throws(BPNetError) -> [Int] {
    var found: [Int] = []
    for column in targets {
      let index =
        hasHeader && table.hasHeader
        ? table.columns.firstIndex { $0.name == column.name }
        : place(of: column, in: table)
      guard let index else {
        throw .invalidData(
          at: .init(file: table.source), found: "no target column \"\(column.name)\"",
          expected: "the target columns that the model was trained on")
      }
      found.append(index)
    }
    return found
  }
}

extension BPNetError {
  /// A cell without a value, where one is needed.
  static func missingCell(
    of table: Table, row: Int, column: Int, expected: String = "a number", hint: String? = nil
  ) -> BPNetError {
    .invalidData(
      at: table.place(ofRow: row, column: column), found: "a missing value", expected: expected, hint: hint)
  }
}

extension Preprocessing {
  /// One sample's inputs, given in the data's own units, as the network takes them.
  ///
  /// - Throws: `BPNetError.invalidArgument` if there are not as many as the network has inputs.
  public func encode(input: [Double]) throws(BPNetError) -> [Double] {
    guard input.count == inputs.count else {
      throw .invalidArgument(name: "input", found: "\(input.count) numbers", expected: "\(inputs.count)")
    }
    return zip(inputs, input).map { $0.scaling.apply($1) }
  }

  /// One sample's targets as the network's outputs should be: a class label, or one number a target in the
  /// data's own units, with commas between.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the label or a number is not one, or there are not as many as
  ///   targets.
  public func encode(target text: String) throws(BPNetError) -> [Double] {
    if let labels {
      let known = Double(text).map { ClassCoding.label(ofNumber: $0) } ?? text
      func number(of label: String) -> Int? { labels.firstIndex { $0.utf8.elementsEqual(label.utf8) } }
      guard let number = number(of: text) ?? number(of: known) else {
        throw .invalidArgument(
          name: "target", found: "\"\(text)\"", expected: "one of \(labels.joined(separator: ", "))")
      }
      return labels.indices.map { $0 == number ? 1 : 0 }
    }
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = fields.compactMap { Double($0) }.filter(\.isFinite)
    guard values.count == fields.count, values.count == targets.count else {
      throw .invalidArgument(
        name: "target", found: "\"\(text)\"", expected: "\(targets.count) numbers with commas between")
    }
    return zip(targets, values).map { $0.scaling.apply($1) }
  }
}
