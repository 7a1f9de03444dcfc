/// Whole numbers in place of floating point, with units that suit the numbers in some data.
package struct Quantization: Sendable {
  /// The bits of a weight.
  package enum Weights: String, CaseIterable, Sendable {
    case int8, int16
  }

  /// 8 or 16.
  let weightBits: Int
  let calibration: Calibration
  /// The rows from which ranges are taken, and on which predictions are compared.
  private let rows: [[Double]]
  /// The rows whose targets are known: not the last ones of a forecast, nor those of unknown classes.
  private let knownRows: [[Double]]
  /// The samples with their targets; nil if the data have none.
  private let targets: Dataset<Double>?
  /// The number of rows without part in the figures because the model does not know their classes.
  private let unknownRowCount: Int

  /// The number of rows from which ranges are taken.
  package var rowCount: Int { rows.count }

  /// The fewest rows that say enough of the numbers to come; ranges of fewer are often exceeded, and what
  /// exceeds them is cut off.
  package static let recommendedRowCount = 100

  /// - Throws: `BPNetError.invalidData` if the table has not the model's columns, a number that the model
  ///   cannot take, or no row that can be predicted.
  package init(
    _ weights: Weights, of model: Model, on table: Table, use: Model.TableUse = Model.TableUse()
  ) throws(BPNetError) {
    weightBits = weights == .int8 ? 8 : 16
    let preprocessing = model.preprocessing
    let samples = try model.usableSamples(of: table, withTargets: false, use: use)
    switch model.precision {
    case .f32: try preprocessing.checkInputs(of: samples.table, samples: samples.rows, as: Float.self)
    case .f64: try preprocessing.checkInputs(of: samples.table, samples: samples.rows, as: Double.self)
    }
    rows = try preprocessing.rawInputs(of: samples.table, samples: samples.rows)
    // Data without targets have no figures; targets that are there have to be valid.
    if (try? preprocessing.locateTargets(in: table)) != nil {
      let known = try model.samplesWithTargets(of: table, use: use)
      knownRows = try preprocessing.rawInputs(of: known.table, samples: known.rows)
      targets = known.data
      unknownRowCount = known.unknownCount
    } else {
      (knownRows, targets, unknownRowCount) = ([], nil, 0)
    }
    guard !rows.isEmpty else {
      throw .invalidData(
        at: .init(file: table.source), found: "no row that can be predicted",
        expected: "rows that the ranges of numbers are taken from")
    }
    calibration = try Calibration(model.network(as: Double.self), model.program, rows: rows)
  }
}

extension Quantization {
  /// What is lost.
  package struct Loss: Sendable {
    /// The differences of all predicted numbers.
    package let differences: PredictionComparison
    /// Figures of the model and of whole numbers; none if the data have no targets.
    package let figures: [(name: String, model: Double, quantized: Double)]
    /// The number of rows without part in the figures because the model does not know their classes.
    package let unknownRowCount: Int
    /// The bytes of weights, biases and tables.
    package let byteCount: Int
  }

  /// Compares the model's predictions for the data with those in whole numbers.
  ///
  /// - Throws: `BPNetError.invalidModel` for what whole numbers cannot hold.
  package func loss(of model: Model, _ options: ExportOptions) throws(BPNetError) -> Loss {
    let network = try QuantizedNetwork(model.program, calibration, weightBits: weightBits, options)
    let reading = model.preprocessing.definition.reading(by: model.preprocessing)
    let exact = try model.makePredictor().numbers(ofRows: rows)
    let whole = rows.flatMap { network.numbers(of: $0) }
    return Loss(
      differences: PredictionComparison(
        reading.predictions(ofNumbers: exact), with: reading.predictions(ofNumbers: whole)),
      figures: try figures(of: model, and: network, reading), unknownRowCount: unknownRowCount,
      byteCount: network.byteCount)
  }

  private func figures(
    of model: Model, and network: QuantizedNetwork, _ reading: OutputReading
  ) throws(BPNetError) -> [(name: String, model: Double, quantized: Double)] {
    guard let targets else { return [] }
    let preprocessing = model.preprocessing
    let exact = try model.makePredictor().numbers(ofRows: knownRows)
    let metrics = [exact, knownRows.flatMap { network.numbers(of: $0) }].map {
      preprocessing.definition.metrics(
        of: reading.outputs(ofNumbers: $0), for: targets, by: preprocessing, topK: nil
      ).mainFigures
    }
    return zip(metrics[0], metrics[1]).map { ($0.name, $0.value, $1.value) }
  }
}

extension Model {
  /// The samples of a table that can be used.
  fileprivate func usableSamples(
    of table: Table, withTargets: Bool, use: Model.TableUse
  ) throws(BPNetError) -> UsableSamples {
    let hasMeans = preprocessing.inputs.contains { $0.replacement != nil }
    return try preprocessing.usableSamples(
      of: table, withTargets: withTargets,
      missing: use.missing ?? record.recipe.missing ?? (hasMeans ? .mean : .error),
      unknown: use.unknownCategory)
  }

  /// The samples of a table whose targets the model knows.
  fileprivate func samplesWithTargets(
    of table: Table, use: Model.TableUse
  ) throws(BPNetError) -> (table: Table, rows: [Int], data: Dataset<Double>, unknownCount: Int) {
    let samples = try usableSamples(of: table, withTargets: true, use: use)
    var rows = samples.rows
    let unknown = try preprocessing.removeUnknownClasses(from: &rows, of: samples.table)
    let data = try preprocessing.encode(samples.table, rows: rows, as: Double.self)
    return (samples.table, rows, data, unknown.rows.count)
  }
}

extension Preprocessing {
  /// Checks that a network of some precision can take the inputs of samples.
  ///
  /// - Throws: `BPNetError.invalidData` with the place of a number that is beyond its range.
  fileprivate func checkInputs<Element: Scalar>(
    of table: Table, samples: [Int], as _: Element.Type
  ) throws(BPNetError) {
    let _: Dataset<Element> = try encodeInputsAlone(of: table, samples: samples)
  }

  /// The inputs of samples in the units of the data; missing ones are NaN.
  fileprivate func rawInputs(of table: Table, samples: [Int]) throws(BPNetError) -> [[Double]] {
    // Encoding takes finite replacements alone, and no data have this number.
    let missing = -Double.greatestFiniteMagnitude
    func raw(_ columns: [Column]) -> [Column] {
      columns.map {
        Column(
          name: $0.name, position: $0.position, scaling: .identity,
          replacement: $0.replacement.map { _ in missing },
          coding: $0.coding, source: $0.source)
      }
    }
    let other = Preprocessing(
      inputs: raw(inputs), targets: targets == inputs ? raw(targets) : targets, labels: labels,
      hasHeader: hasHeader, columnCount: columnCount, details: details, unknownCategory: unknownCategory,
      missingValues: missingValues, weights: weights)
    let data: Dataset<Double> = try other.encodeInputsAlone(of: table, samples: samples)
    let buffer = AlignedBuffer<Double>(count: inputCount)
    return samples.indices.map { index in
      withUnsafePointer(to: Int32(index)) { row in
        data.gatherInputs(
          UnsafeBufferPointer(start: row, count: 1),
          into: Matrix(base: buffer.base, rows: 1, columns: inputCount, stride: inputCount))
      }
      return UnsafeBufferPointer(start: buffer.base, count: inputCount).map { $0 == missing ? .nan : $0 }
    }
  }
}

extension OutputReading {
  /// A network's outputs that have these predicted numbers.
  fileprivate func outputs(ofNumbers numbers: [Double]) -> [Double] {
    switch self {
    case .classes, .labels: numbers
    case .binary: stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
    case .values(let scalings, _):
      numbers.indices.map { index in
        let scaling = scalings[index % scalings.count]
        return (numbers[index] - scaling.offset) / scaling.scale
      }
    }
  }
}
