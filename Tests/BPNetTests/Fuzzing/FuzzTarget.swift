@testable import BPNet
@testable import BPNetC

/// What reads bytes or texts that come from outside, each to be tried with any bytes at all, and the C
/// interface, whose calls bytes say.
///
/// The right end is a value or a `BPNetError`. A trap, a hang or memory far beyond the size of the input is a
/// fault.
enum FuzzTarget: String, CaseIterable, Sendable {
  case csv, tsv, npy, npz, idx, gzip, fannData, libsvm
  /// A model file; it is used for predictions, too.
  case model
  /// The JSON of a model file, so that lengths in front of it need not fit.
  case description
  /// A checkpoint, with which training goes on.
  case checkpoint
  /// The JSON of a checkpoint, without the check of its content.
  case progress
  case fann
  /// A safetensors file of PyTorch.
  case sequential
  /// A recipe as JSON, resolved for some data.
  case recipe
  /// The options of the C interface, a JSON object, resolved for some data.
  case request
  /// The texts of options: choices with numbers, class weights, columns.
  case options
  /// Calls of the C interface.
  case interface
}

extension FuzzTarget {
  /// Reads the bytes; any error of the library is a right end.
  func run(_ bytes: [UInt8]) {
    do {
      try read(bytes)
    } catch is BPNetError {
    } catch {
      preconditionFailure("an error of another kind: \(error)")
    }
  }

  /// Reads the bytes.
  ///
  /// - Throws: `BPNetError` for what is refused.
  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .csv: try readTable(bytes, as: CSVFormat())
    case .tsv: try readTable(bytes, as: TSVFormat())
    case .npy: try readTable(bytes, as: NPYFormat())
    case .npz: try readTable(bytes, as: NPZFormat())
    case .idx: try readTable(bytes, as: IDXFormat())
    case .fannData: try readTable(bytes, as: FANNDataFormat())
    case .libsvm: try readTable(bytes, as: LIBSVMFormat())
    case .gzip: try readTable([0x1F, 0x8B] + bytes.dropFirst(2), as: CSVFormat())
    case .model: try use(Model(decoding: bytes, file: "f"))
    case .description:
      var container = try FuzzSamples.container()
      container.metadata[ModelDescription.key] = String(decoding: bytes, as: UTF8.self)
      try use(Model(decoding: container.encoded(), file: "f"))
    case .checkpoint: try resume(bytes)
    case .progress:
      let container = try FuzzSamples.checkpointContainer(description: String(decoding: bytes, as: UTF8.self))
      try resume(container.encoded())
    case .fann:
      try use(FANNImporter().model(of: bytes, file: "f", like: nil), on: FuzzSamples.numericTable())
    case .sequential:
      try use(SequentialImporter().model(of: bytes, file: "f", like: FuzzSamples.model()))
    case .recipe:
      try resolve(
        CheckpointJSON.decoded(
          TrainingRecipe.self, from: String(decoding: bytes, as: UTF8.self), file: "f"))
    case .request:
      let start = bytes.first == UInt8(ascii: " ") ? try FuzzSamples.model() : nil
      try resolve(TrainingRequest(json: String(decoding: bytes, as: UTF8.self), start: start).recipe)
    case .options: try parse(String(decoding: bytes, as: UTF8.self))
    case .interface:
      var calls = InterfaceCalls(bytes)
      calls.run(model: FuzzSamples.encodedModel)
    }
  }

  private func input(_ bytes: [UInt8]) throws -> InputBytes {
    try bytes.withUnsafeBytes { try InputBytes(copying: $0, source: "f") }
  }

  /// Reads a table, and looks at it as training does.
  private func readTable(_ bytes: [UInt8], as format: any DataFormat) throws {
    let input = try input(bytes).unpacked(expected: "data")
    let table = try format.read(input, options: TableReader.TextOptions())
    let description = TrainingRecipe().description(of: table)
    guard case .success = description.plan else { return }
    let recipe = FuzzSamples.recipe
    _ =
      try recipe.prepareData(
        table, samples: recipe.chooseSamples(of: table), validationTable: nil, testTable: nil)
      as PreparedData<Float>
  }

  private func use(_ model: Model, on given: Table? = nil) throws {
    let table = try given ?? FuzzSamples.table()
    _ = model.weightsSHA256
    _ = try model.evaluate(table, threads: 1)
    try model.forEachPrediction(for: table, threads: 1) { _ in }
  }

  private func resume(_ bytes: [UInt8]) throws {
    let prepared = try FuzzSamples.prepared()
    let file = try CheckpointFile<Float>(input(bytes), for: prepared.checkpointIdentity)
    let trainer = try prepared.makeTrainer()
    try trainer.resume(from: file.checkpoint)
    var steps = 0
    trainer.run(shouldStop: {
      steps += 1
      return steps > 3
    })
  }

  private func resolve(_ recipe: TrainingRecipe) throws {
    let table = try FuzzSamples.table()
    let data: PreparedData<Float> = try recipe.prepareData(
      table, samples: recipe.chooseSamples(of: table), validationTable: nil, testTable: nil)
    try PreparedTraining(recipe, on: data).check()
  }

  private func parse(_ text: String) throws {
    let table = try FuzzSamples.table()
    let readers: [() throws -> Void] = [
      { _ = try Activation(parsing: text) }, { _ = try Initializer(parsing: text) },
      { _ = try Loss(parsing: text) }, { _ = try Optimizer(parsing: text) },
      { _ = try Schedule(parsing: text) }, { _ = try TrainingRecipe.ClassWeights(parsing: text) },
      { _ = try ColumnSelection(text).indices(in: table) },
    ]
    for reader in readers { do { try reader() } catch is BPNetError {} }
  }
}
