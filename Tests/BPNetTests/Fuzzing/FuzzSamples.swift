@testable import BPNet
@testable import BPNetC

/// The data, the training and the inputs that fuzzing begins with.
enum FuzzSamples {
  private static let text = """
    width,kind,y
    1.5,a,yes
    2,b,no
    -3e2,a,yes
    0.25,,no
    7,b,no
    1,a,yes
    """

  static var recipe: TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([2])
    recipe.epochs = 2
    recipe.missing = .mean
    return recipe
  }

  // Made once: targets use them for every input.
  private static let tableOnce = Result { try CSVReader().read(text: text, source: "samples.csv") }

  static func table() throws -> Table { try tableOnce.get() }

  private static let preparedOnce = Result { try recipe.prepare(table(), as: Float.self) }

  static func prepared() throws -> PreparedTraining<Float> { try preparedOnce.get() }

  private static let trained = Result { try prepared().train().model }

  static func model() throws -> Model { try trained.get() }

  private static let encoded = Result { try Safetensors(decoding: model().encoded(), file: "samples") }

  /// The bytes of a model file.
  static let encodedModel = (try? model().encoded()) ?? []

  /// A model file as tensors and metadata.
  static func container() throws -> Safetensors { try encoded.get() }

  private static let checkpointOnce = Result { try checkpoint() }

  /// A checkpoint with another description; nil leaves its own, and takes the check of its content away.
  static func checkpointContainer(description: String? = nil) throws -> Safetensors {
    var container = try Safetensors(decoding: checkpointOnce.get(), file: "samples")
    container.metadata["bpnet_checkpoint_check"] = nil
    if let description { container.metadata["bpnet_checkpoint"] = description }
    return container
  }

  private static func checkpoint() throws -> [UInt8] {
    let prepared = try prepared()
    var last: Trainer<Float>.Checkpoint?
    try prepared.makeTrainer().run(checkpointEvery: .epochs(1), save: { last = last ?? $0 })
    guard let last else { return [] }
    let file = CheckpointFile(identity: prepared.checkpointIdentity, checkpoint: last)
    return Array(try file.encodedParts(path: "").joined())
  }

  private static func sequential() throws -> [UInt8] {
    var container = try container()
    container.metadata = [:]
    // Without the optimiser's states.
    container.tensors.removeAll { $0.name.split(separator: ".").count > 2 }
    return container.encoded()
  }

  /// Options of the C interface, nearly every one; behind a blank, of training that goes on from a model.
  private static let requests = [
    #"{"hidden": [4, 2], "activation": "tanh,relu", "class-weights": {"no": 2}, "missing": "mean"}"#,
    #"{"hidden": "auto", "batch_size": "full", "precision": "f64", "target": ["y"], "missing": "mean"}"#,
    #"{"lr": 0.1, "missing": "mean"}"#,
    #" {"learning-rate": 0.5, "momentum": 0.5, "epochs": 3, "missing": "mean", "freeze": "1"}"#,
    #" {"optimizer": "adam", "weight-decay": 1e-3, "missing": "mean", "optimizer-state": true}"#,
    #"{"preset": "sklearn", "ignore": "kind", "task": "regress", "target": "width", "validation": 0.4}"#,
    #"{"task": "forecast", "window": 2, "horizon": 1, "period": 2, "target": "1", "ignore": "2-3"}"#,
    #"{"one-hot": "kind", "unknown-category": "zero", "normalize": "minmax", "missing": "mean"}"#,
    #"{"test": 0.2, "split-seed": 2, "seed": 1, "patience": 3, "max-fail": 2, "missing": "drop"}"#,
    #"{"output": "sigmoid", "bias": "shared", "init": "he", "init-bias": "constant:0.1", "missing": "mean"}"#,
    #"{"label-smoothing": 0.1, "l1": 1e-4, "dropout": 0.2, "missing": "mean", "bias-learning-rate": 0.01}"#,
    #"{"optimizer": "lm", "mu": 0.01, "loss": "mse", "min-gradient": 1e-6, "threads": 1, "missing": "mean"}"#,
    #"{"schedule": "step:2,0.5", "warm-up": 1, "clip-norm": 1, "clip-value": 0.5, "missing": "mean"}"#,
    #"{"shuffle": false, "stream": true, "restarts": 2, "history": true, "missing": "mean", "goal": 0.1}"#,
    #"{"checkpoint": "c", "checkpoint-every": "2s", "keep": 3, "resume": true, "missing": "mean"}"#,
  ]

  /// Words that texts of choices are made of; libFuzzer does not find names by itself.
  static let words: [String] = {
    let names =
      Activation.registry.entries.map(\.name) + Initializer.registry.entries.map(\.name)
      + Loss.registry.entries.map(\.name) + Optimizer.registry.entries.map(\.name)
      + Schedule.registry.entries.map(\.name) + TrainingRecipe.Preset.allCases.map(\.rawValue)
    let options = RecipeOption.all.flatMap { [$0.name, $0.property] }
    return Set(names + options + ["auto", "true", "false", "null", "width", "kind", "yes"]).sorted()
  }()

  /// Whole inputs of a target.
  static func inputs(of target: FuzzTarget) throws -> [[UInt8]] {
    func bytes(_ texts: String...) -> [[UInt8]] { bytes(texts) }
    func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
    let numbers = FormatBytes.npy("<f4", shape: "(4, 3)", FormatBytes.raw((0..<12).map { Float($0) }))
    let counts = FormatBytes.npy("|u1", shape: "(3, 4)", Array(0..<12), order: "True", version: 2)
    switch target {
    case .csv:
      return bytes(
        text, "1;2,5;x\r\n3;4,5;y\r\n", "# note\n\"a\"\"b\",\"c\nd\"\n1,2\n", "1 2\t3\n4 5 6\n",
        "2020-01-01,12:30,€ 1.234,50\n2020-01-02,12:31,€ 7,10\n")
    case .tsv: return bytes("a\tb\n1\t2\n3\t\n", "x\ty\r\n1e400\t-0\r\n")
    case .npy: return [numbers, counts]
    case .npz:
      let labels = FormatBytes.npy("<i8", shape: "(4,)", FormatBytes.raw([0, 1, 0, 1] as [Int64]))
      let files = [(name: "x.npy", bytes: numbers), (name: "y.npy", bytes: labels)]
      let packed = files.map { (name: $0.name, bytes: FormatBytes.deflated($0.bytes)) }
      return [
        FormatBytes.zip(files), FormatBytes.zip(files, is64Bit: true), FormatBytes.zip(packed, method: 8),
      ]
    case .idx:
      return [
        FormatBytes.idx(8, sizes: [3, 2, 2], Array(0..<12)),
        FormatBytes.idx(13, sizes: [2, 2], FormatBytes.raw([1, 2, 3, 4] as [Float])),
      ]
    case .fannData: return bytes("2 3 1\n1 2.5 -3e2\n0\n4 5 6\n1\n", "1 1 2\r\n7\r\n8 9")
    case .libsvm: return bytes("1 1:0.5 3:2\n-1 2:1e-3 # note\n", "0 qid:4 0:1 9:1\n# note\n\n2 5:7")
    case .gzip:
      let part = FormatBytes.gzip(Array("1,2\n3,4\n".utf8))
      var packed: [UInt8] = []
      var packer = try GzipWriter(path: "")
      try packer.add(Array((text + String(repeating: "\n-0.5,b,yes", count: 200)).utf8)) { packed += $0 }
      try packer.finish { packed += $0 }
      return [part, part + part, packed]
    case .model: return [try container().encoded()]
    case .description: return bytes(try container().metadata[ModelDescription.key] ?? "")
    case .checkpoint: return [try checkpointOnce.get()]
    case .progress: return bytes(try checkpointContainer().metadata["bpnet_checkpoint"] ?? "")
    case .fann: return [try numericModel().exported(as: "fann", ExportOptions())]
    case .sequential: return [try sequential()]
    case .recipe: return bytes(try CheckpointJSON.encoded(recipe, path: ""))
    case .request: return bytes(requests)
    case .options:
      return bytes(
        "sgd:0.9", "leaky-relu:0.1", "uniform:-1,1", "cross-entropy", "step:10,0.5", "auto", "yes=2,no=0.5",
        "1-2,kind", "adam:0.9,0.999,1e-8", "huber:1")
    case .interface:
      // Any bytes say calls; these are no special ones.
      return (1...8).map { start in
        var state = UInt32(start)
        return (0..<300).map { _ in
          state = state &* 1_664_525 &+ 1_013_904_223
          return UInt8(state >> 24)
        }
      }
    }
  }

  /// Numbers alone, under the names that a network of FANN gets.
  static func numericTable() throws -> Table {
    try CSVReader().read(text: "x1,x2,y1\n1,2,3\n4,5,6\n7,9,8\n2,2,1\n", source: "numbers.csv")
  }

  /// A model of numbers alone, as FANN has them.
  private static func numericModel() throws -> Model {
    var recipe = recipe
    (recipe.task, recipe.missing) = (.regress, nil)
    return try recipe.prepare(numericTable(), as: Float.self).train().model
  }
}
