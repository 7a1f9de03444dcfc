import BPNet
import CommandSupport

/// The options of `bpnet train`.
enum TrainOptions {
  static let target = Option<String?>(
    "target", placeholder: "COLUMNS", help: "target columns: names or numbers from 1, commas, ranges with -",
    defaultText: "the last column", parse: .text)
  static let ignore = Option<String?>(
    "ignore", placeholder: "COLUMNS", help: "columns to leave out, in the same notation", parse: .text
  ).setting("ignoredColumns")
  static let weightColumn = Option<String?>(
    "weight-column", placeholder: "COLUMN",
    help: "name or number of a column that says how much each row counts in the loss, neither input nor "
      + "target; a row of weight 0 is as good as absent, figures count each other row once",
    parse: .text)
  static let task = Option<LearningTask?>(
    "task", placeholder: "NAME",
    help: "classify (several targets: two labels each), regress, autoencode (inputs are targets) or forecast "
      + "(targets are series in the order of the rows); auto is classify or regress by the target",
    default: nil, parse: ValueParser<LearningTask>.caseName.orKeyword("auto").hinting(taskHint))
  static let window = Option<Int?>(
    "window", placeholder: "W", help: "rows that a forecast is made from", defaultText: "8",
    parse: .integer(in: 1...Int(Int32.max)))
  static let horizon = Option<Int?>(
    "horizon", placeholder: "H", help: "rows that are forecast at once", defaultText: "1",
    parse: .integer(in: 1...Int(Int32.max)))
  static let period = Option<Int?>(
    "period", placeholder: "N",
    help: "rows after which series repeat: forecasts are compared with the values of one period ago",
    defaultText: "none; a clear one is told of", parse: .integer(in: 2...Int(Int32.max)))
  static let missing = Option<Table.MissingPolicy>(
    "missing", placeholder: "POLICY",
    help: "missing cells: error, mean (in their place; rows without a target are left out) or drop",
    default: .error, parse: .caseName)
  static let oneHot = Option<Table.OneHotChoice?>(
    "one-hot", placeholder: "COLUMNS",
    help: "columns of words of which each word is an input: auto, none, or columns beside those of "
      + "auto, which have up to \(ColumnProfile.maximumCategoryCount) words, fewer than half of the rows",
    defaultText: "auto",
    parse: ValueParser(expected: "auto, none or columns") { text in Table.OneHotChoice(text) })
  static let unknownCategory = Option<Table.UnknownCategoryPolicy?>(
    "unknown-category", placeholder: "POLICY",
    help: "words that are no known category when the model is used: error or zero", defaultText: "error",
    parse: .caseName)
  static let missingInUse = Option<Table.MissingPolicy?>(
    "missing", placeholder: "POLICY",
    help: "missing cells: error, mean (if the training took means) or drop, which leaves their rows empty",
    defaultText: "as in training", parse: .caseName)
  static let normalize = Option<Table.Normalization?>(
    "normalize", placeholder: "NAME", help: "inputs: none, minmax, minmax11 or zscore",
    defaultText: "zscore; minmax11 by matlab", parse: .caseName
  ).setting("normalization")
  static let normalizeTarget = Option<Table.Normalization?>(
    "normalize-target", placeholder: "NAME", help: "numeric targets, likewise",
    defaultText: "zscore; none for loss poisson and by sklearn; minmax11 by matlab", parse: .caseName
  ).setting("targetNormalization")

  static let preset = Option<TrainingRecipe.Preset?>(
    "preset", placeholder: "NAME",
    help: "what options that are not given are: default (100 silu neurons, adamw, and a weight decay found "
      + "on rows held back), classic (√(n+m)+5 sigmoid neurons, sgd), matlab (as fitnet and patternnet) or "
      + "sklearn (as MLPClassifier and MLPRegressor)", defaultText: "default", parse: .caseName)
  static let hidden = Option<TrainingRecipe.HiddenLayers?>(
    "hidden", placeholder: "SIZES",
    help: "hidden layers, such as 64,32 or 64x32; none is a linear model; auto:A is one of √(n+m)+A "
      + "neurons, auto is auto:5; auto:search tries A from 1 to 10 and keeps the best",
    defaultText: "100; auto by classic, 10 by matlab", parse: TrainingRecipe.HiddenLayers.parser)
  static let activation = Option<[Activation]?>(
    "activation", placeholder: "NAMES",
    help:
      "hidden layers, one for all or one each: "
      + Activation.names.filter { $0 != "softmax" }.joined(separator: ", ")
      + "; with a parameter as in sigmoid:2 (steepness), leaky-relu:0.1 (slope), prelu:0.1 (first slope), "
      + "elu:0.5 (alpha); hard-limit only "
      + "with --epochs 0", defaultText: "silu; sigmoid by classic, tanh by matlab, relu by sklearn",
    parse: activationParser.list()
  ).setting("activations")
  static let output = Option<Activation?>(
    "output", placeholder: "NAME",
    help:
      "output activation: \(Activation.names.joined(separator: ", ")); auto is softmax for classes, "
      + "sigmoid for several targets of labels, linear for numbers; with sigmoid two classes have one output",
    default: nil,
    parse: activationParser.orKeyword("auto").hinting { text in
      text.contains { $0 == "." || $0 == "/" } ? "-o \(text) says where the model goes" : nil
    }
  ).setting("outputActivation")
  static let bias = Option<Topology.BiasMode>(
    "bias", placeholder: "MODE", help: "each, shared, frozen or shared-frozen", default: .each,
    parse: .caseName)
  static let initializer = Option<Initializer?>(
    "init", placeholder: "NAME",
    help:
      "first weights: \(Initializer.names.joined(separator: ", ")); auto is he for relu and its kin, else "
      + "xavier; nguyen-widrow under lm and scg",
    default: nil, parse: initializerParser.orKeyword("auto")
  ).setting("weightInitializer")
  static let initializerOfBiases = Option<Initializer?>(
    "init-bias", placeholder: "NAME",
    help: "first biases, likewise; auto is zeros, but nguyen-widrow under lm and scg", default: nil,
    parse: initializerParser.orKeyword("auto")
  ).setting("biasInitializer")
  static let freeze = Option<[ClosedRange<Int>]?>(
    "freeze", placeholder: "LAYERS",
    help: "layers to leave as they are: numbers from 1, commas, ranges with -",
    parse: layersParser
  ).setting("frozenLayers")
  static let from = Option<String?>(
    "from", placeholder: "MODEL",
    help:
      "start from this model's weights, network, columns and scaling, and its optimizer's state if it holds "
      + "one of the same optimizer; options that are not given are the model's (train alone)",
    defaultText: "new weights", parse: .path)
  static let precision = Option<Precision>(
    "precision", placeholder: "NAME", help: "f32 or f64", default: .f32, parse: .caseName)

  static let loss = Option<Loss?>(
    "loss", placeholder: "NAME",
    help: Loss.names.joined(separator: ", ")
      + "; with a parameter as in huber:2 (delta); auto is cross-entropy for classes, mse for numbers",
    default: nil, parse: lossParser.orKeyword("auto"))
  static let labelSmoothing = Option<Double>(
    "label-smoothing", placeholder: "X",
    help: "part of each target that is spread over all classes in training with cross-entropy, 0 <= X < 1",
    default: 0, parse: .real(in: 0..<1))
  static let classWeights = Option<TrainingRecipe.ClassWeights?>(
    "class-weights", placeholder: "WEIGHTS",
    help: "how much rows of each class count in training: LABEL=W,LABEL=W, others 1; auto makes all classes "
      + "count alike", parse: classWeightsParser)
  static let optimizer = Option<OptimizerText?>(
    "optimizer", placeholder: "NAME",
    help: Optimizer.usages.joined(separator: ", ")
      + "; auto is one for small networks with squared errors, and another for the rest",
    defaultText: "adamw; sgd by classic, lm or scg by matlab, adam by sklearn",
    parse: OptimizerText.parser)
  static let learningRate = Option<Double?>(
    "learning-rate", aliases: ["lr"], placeholder: "X",
    help: "step size, above 0; the first one of rprop",
    defaultText:
      "sgd, nesterov, quickprop: 0.1, or 0.01 for regression and for relu and its kin; rprop 0.01; "
      + "adamw 0.01, adam and rmsprop 0.003; by the other presets 0.001", parse: .real(above: 0))
  static let biasLearningRate = Option<Double?>(
    "bias-learning-rate", placeholder: "X", help: "step size of the biases",
    defaultText: "that of the weights", parse: .real(above: 0))
  static let momentum = Option<Double?>(
    "momentum", placeholder: "X", help: "part of the last step that is kept, 0 <= X < 1",
    defaultText: "0.9; 0 for rmsprop", parse: .real(in: 0..<1))
  static let mu = Option<Double?>(
    "mu", placeholder: "X", help: "first damping of lm and lm-bayesian, above 0, at most 1e10",
    defaultText: "0.001",
    parse: .real(above: 0))
  static let weightDecay = Option<Double?>(
    "weight-decay", placeholder: "X", help: "L2 penalty on the weights",
    defaultText: "0; for adamw what rows held back tell, or 0.1; by sklearn 0.0001 a batch",
    parse: .real(in: 0...))
  static let l1 = Option<Double>(
    "l1", placeholder: "X", help: "L1 penalty on the weights", default: 0, parse: .real(in: 0...)
  ).setting("l1Penalty")
  static let dropout = Option<Double>(
    "dropout", placeholder: "P",
    help: "probability of dropping an output of a hidden layer in training, 0 <= P < 1",
    default: 0, parse: .real(in: 0..<1))
  static let schedule = Option<Schedule?>(
    "schedule", placeholder: "NAME",
    help: "of the learning rate, epoch by epoch: " + Schedule.usages.joined(separator: "; "),
    defaultText: "constant; cosine over all epochs for adamw at its own rate", parse: scheduleParser)
  static let warmUp = Option<Int>(
    "warm-up", placeholder: "EPOCHS", help: "epochs in which the learning rate rises to its full size",
    default: 0, parse: .integer(in: 0...)
  ).setting("warmUpEpochs")
  static let clipNorm = Option<Double?>(
    "clip-norm", placeholder: "X", help: "largest norm of a batch's gradient", parse: .real(above: 0)
  ).setting("clippingNorm")
  static let clipValue = Option<Double?>(
    "clip-value", placeholder: "X", help: "largest magnitude of an element of it", parse: .real(above: 0)
  ).setting("clippingValue")
  static let batchSize = Option<TrainingConfiguration.BatchSize?>(
    "batch-size", placeholder: "N", help: "samples a step; 1 is online learning, full is all",
    defaultText: "32; full for rprop, quickprop, lbfgs, scg and lm; 200 by sklearn", parse: batchSizeParser)
  static let reduction = Option<TrainingConfiguration.Reduction>(
    "reduction", placeholder: "NAME", help: "of the gradient over the batch: mean or sum", default: .mean,
    parse: .caseName)
  static let noShuffle = Option(flag: "no-shuffle", help: "keep the order of the rows").setting("shuffles")
  static let seed = Option<UInt64>(
    "seed", placeholder: "N", help: "what every random choice depends on", default: 0,
    parse: .integer(in: 0...UInt64(Int64.max)))
  static let splitSeed = Option<UInt64?>(
    "split-seed", placeholder: "N", help: "what the validation part and the folds depend on",
    defaultText: "the seed", parse: .integer(in: 0...UInt64(Int64.max)))
  static let restarts = Option<Int>(
    "restarts", placeholder: "N",
    help: "train from N different first weights, and keep the best by the validation loss, or without "
      + "validation the training loss, or by --rank-by", default: 1, parse: .integer(in: 1...100_000)
  ).setting("restartCount")
  static let rankBy = Option<Metrics.RankingMetric?>(
    "rank-by", placeholder: "METRIC",
    help: "what runs of --restarts and trials of bpnet search are compared by: "
      + Metrics.RankingMetric.names.joined(separator: ", "),
    defaultText: "restarts: loss; search: log_loss for classes, r2 for numbers", parse: rankingMetricParser
  ).setting("rankingMetric")

  static let epochs = Option<Int?>(
    "epochs", placeholder: "N", help: "passes over the data; 0 writes the first weights",
    defaultText: "40, or as many as make 800 steps; by classic and for full batches 100, by sklearn 200, "
      + "by matlab 1000", parse: .integer(in: 0...))
  static let goal = Option<Double?>(
    "goal", placeholder: "LOSS", help: "stop at this training loss", parse: .real)
  static let minGradient = Option<Double?>(
    "min-gradient", placeholder: "G",
    help: "stop when the norm of the gradient is at most this; for full batches",
    parse: .real(in: 0...)
  ).setting("minimumGradient")
  static let timeLimit = Option<Double?>(
    "time-limit", placeholder: "SECONDS",
    help: "end the epochs of each run after so long; reading and metrics come on top",
    parse: .real(above: 0))
  static let validation = Option<String?>(
    "validation", placeholder: "PART",
    help: "hold back this fraction of the rows (for a forecast the last ones), or use this file",
    parse: .text
  ).setting("validationFraction")
  static let validationLabels = Option<String?>(
    "validation-labels", placeholder: "FILE", help: "what --labels is, of the validation file", parse: .path)
  static let test = Option<String?>(
    "test", placeholder: "PART",
    help: "measure the result on this fraction of the rows, which nothing else sees (for a forecast the last "
      + "ones), or on this file", parse: .text
  ).setting("testFraction")
  static let testLabels = Option<String?>(
    "test-labels", placeholder: "FILE", help: "what --labels is, of the test file", parse: .path)
  static let maxFail = Option<Int?>(
    "max-fail", placeholder: "N",
    help:
      "stop when the validation loss, or without validation the training loss, has risen N times in a row",
    defaultText: "6 with --validation, for full batches and by classic and matlab", parse: .integer(in: 1...))
  static let patience = Option<Int?>(
    "patience", placeholder: "N", help: "stop N epochs after the least loss, of the same part",
    defaultText: "20 with --validation for other batches, or as many as make 200 steps; 10 by sklearn",
    parse: .integer(in: 1...))

  static let modelPath = Option<String>(
    required: "o", aliases: ["model"], placeholder: "MODEL",
    help: "where the model goes (.safetensors)",
    parse: .path)
  static let noOptimizerState = Option(
    flag: "no-optimizer-state",
    help: "leave out of the model what --from needs to go on as if without a break"
  ).setting("keepsOptimizerState")
  static let history = Option(
    flag: "history", help: "keep the losses of the epochs in the model, for inspect --json"
  ).setting("keepsHistory")
  static let optionalModelPath = Option<String?>(
    "o", aliases: ["model"], placeholder: "MODEL", help: "where a model goes (.safetensors)",
    defaultText: "nowhere", parse: .path)
  static let threads = Option<Int?>(
    "threads", placeholder: "N", help: "most threads to use; the result does not depend on it",
    defaultText: "all cores", parse: .integer(in: 1...4096))
  static let progress = Option<ProgressMode>(
    "progress", placeholder: "MODE",
    help: "auto, bar (a line that is redrawn), plain (a line every 5 s) or none; auto is bar on a terminal",
    default: .auto, parse: .caseName)
  static let report = Option<String?>(
    "report", placeholder: "FILE", help: "write a page with figures, pictures and the command there (.html)",
    defaultText: "none", parse: .path)
  static let log = Option<String?>(
    "log", placeholder: "FILE",
    help: "write the losses of each epoch to this file, a JSON object a line (.jsonl); goes on with it under "
      + "--resume", defaultText: "none", parse: .path)

  /// The options that say what is trained and how: those that a search may go through.
  static let trainingSections = [
    OptionSection(
      "Data",
      [
        target, ignore, weightColumn, task, window, horizon, period, missing, oneHot,
        unknownCategory, normalize, normalizeTarget, validation, validationLabels, test, testLabels,
      ]),
    OptionSection(
      "Network",
      [preset, from, hidden, activation, output, bias, freeze, initializer, initializerOfBiases, precision]),
    OptionSection(
      "Training",
      [
        loss, labelSmoothing, classWeights, optimizer, learningRate, biasLearningRate, schedule, warmUp,
        momentum, mu, weightDecay, l1, dropout, clipNorm, clipValue, batchSize, reduction, noShuffle, seed,
        splitSeed, restarts, rankBy, threads,
      ]),
    OptionSection("Stopping", [epochs, goal, minGradient, timeLimit, maxFail, patience]),
  ]

  static let sections =
    trainingSections + [
      OptionSection(
        "Results",
        [
          modelPath, noOptimizerState, history, log, report, progress, CommonOptions.json,
          CommonOptions.quiet,
        ]),
      CheckpointOptions.section, DataOptions.section,
    ]

  /// The sections of commands that compare several trainings, behind those about the comparison.
  static let comparisonSections =
    trainingSections + [
      OptionSection(
        "Results",
        [optionalModelPath, noOptimizerState, report, progress, CommonOptions.json, CommonOptions.quiet]),
      CheckpointOptions.section, DataOptions.section,
    ]

  /// The task of a noun such as classification.
  @Sendable private static func taskHint(_ text: String) -> String? {
    LearningTask.allCases.first { text.lowercased().hasPrefix($0.rawValue.dropLast()) }.map {
      "did you mean \($0.rawValue)?"
    }
  }

  private static let activationParser = ValueParser<Activation>.library(
    expected: "an activation: \(Activation.names.joined(separator: ", "))", names: Activation.names
  ) { text throws(BPNetError) in try Activation(parsing: text) }

  private static let initializerParser = ValueParser<Initializer>.library(
    expected: "an initialiser: \(Initializer.names.joined(separator: ", "))", names: Initializer.names
  ) { text throws(BPNetError) in try Initializer(parsing: text) }

  private static let scheduleParser = ValueParser<Schedule>.library(
    expected: "a schedule: \(Schedule.names.joined(separator: ", "))", names: Schedule.names
  ) { text throws(BPNetError) in try Schedule(parsing: text) }

  private static let rankingMetricParser = ValueParser<Metrics.RankingMetric>.library(
    expected: "a figure: \(Metrics.RankingMetric.names.joined(separator: ", "))",
    names: Metrics.RankingMetric.names
  ) { text throws(BPNetError) in
    try Metrics.RankingMetric(parsing: String(text.map { $0 == "-" ? "_" : $0 }))
  }

  private static let batchSizeParser = ValueParser<TrainingConfiguration.BatchSize>(
    expected: "full or an integer of at least 1"
  ) { (text) throws(ValueMismatch) in
    if text == "full" { return .full }
    guard let count = Int(text), count >= 1 else {
      throw ValueMismatch(expected: "full or an integer of at least 1")
    }
    return .samples(count)
  }

  private static let lossParser = ValueParser<Loss>.library(
    expected: "a loss: \(Loss.names.joined(separator: ", "))", names: Loss.names
  ) { text throws(BPNetError) in try Loss(parsing: text) }

  private static let classWeightsParser = ValueParser<TrainingRecipe.ClassWeights>.library(
    expected: "auto, or LABEL=WEIGHT with commas between"
  ) { text throws(BPNetError) in try TrainingRecipe.ClassWeights(parsing: text) }
}
