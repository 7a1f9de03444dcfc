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
  /// The columns of the targets: one column of classes, or one a network output; for a network that gives its
  /// inputs again, and for series, the input columns once more.
  public let targets: [Column]
  /// For classification the labels of the classes, in the order of the network's outputs: numbers by
  /// value, text by its bytes.
  ///
  /// Nil where the target is no column of classes.
  public let labels: [String]?
  /// Whether the training data named its columns.
  public let hasHeader: Bool
  /// The number of columns of the training data.
  public let columnCount: Int
  /// What the task has to know beside; nil for classes with an output each, and for numbers.
  public internal(set) var details: TaskDetails?

  /// The number of inputs that a network needs.
  public var inputCount: Int { inputs.count * (details?.window ?? 1) }

  /// The column of the samples' weights in the training data, if there was one; other tables need not have
  /// it.
  public internal(set) var weights: Column?
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
      let names = ColumnNames(of: table, expecting: inputs.count)
      for column in inputs {
        guard let index = try names.index(of: column.name) else {
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
    let names = ColumnNames(of: table, expecting: targets.count)
    for column in targets {
      let index =
        hasHeader && table.hasHeader
        ? try names.index(of: column.name) : place(of: column, in: table)
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
