import CommandSupport

extension TrainOptions {
  /// The options of training that most need, in few words.
  static let everyday = [
    EverydayOption(target, "target columns, by name or number [the last column]"),
    EverydayOption(ignore, "columns to leave out, such as an id"),
    EverydayOption(task, "classify, regress, autoencode or forecast [by the target]"),
    EverydayOption(missing, "missing cells: error, mean or drop [error]"),
    EverydayOption(validation, "rows held back: a part such as 0.2, or a file"),
    EverydayOption(test, "rows for the figures at the end alone, likewise"),
    EverydayOption(preset, "default, classic, matlab or sklearn [default]"),
    EverydayOption(hidden, "hidden layers, such as 64,32 or none [100]"),
    EverydayOption(activation, "of the hidden layers: silu, relu, tanh, … [silu]"),
    EverydayOption(optimizer, "adamw, sgd, lm, … [adamw]"),
    EverydayOption(learningRate, "step size [by the optimizer]"),
    EverydayOption(epochs, "passes over the data [40, or 800 steps]"),
    EverydayOption(seed, "what every random choice depends on [0]"),
  ]

  /// Further ones of `bpnet train`.
  static let everydayResults = [
    EverydayOption(modelPath, "where the model goes (.safetensors) [required]"),
    EverydayOption(restarts, "train N times, and keep the best [1]"),
    EverydayOption(report, "a page with the results and pictures"),
    EverydayOption(log, "each epoch's losses, a JSON object a line"),
    EverydayOption(CommonOptions.json, "results as JSON"),
    EverydayOption(CommonOptions.quiet, "neither progress nor notes"),
  ]

  /// Further ones of commands that compare several trainings.
  ///
  /// - Parameter model: what `--model` writes.
  static func everydayOfComparison(model: String) -> [EverydayOption] {
    [
      EverydayOption(optionalModelPath, model),
      EverydayOption(report, "a page with the results and pictures"),
      EverydayOption(CommonOptions.json, "results as JSON"),
    ]
  }

  /// The names that other programs have for options.
  static let synonyms = [
    "alpha": "weight-decay", "batch": "batch-size", "early-stopping": "patience",
    "hidden-layer-sizes": "hidden",
    "hidden-sizes": "hidden", "hidden-units": "hidden", "iterations": "epochs", "jobs": "threads",
    "dtype": "precision", "l2": "weight-decay", "label": "target", "layers": "hidden",
    "learning-rate-init": "learning-rate", "max-iter": "epochs", "metric": "rank-by", "n-jobs": "threads",
    "optim": "optimizer", "optimiser": "optimizer", "random-state": "seed", "save": "model", "out": "model",
    "solver": "optimizer", "test-size": "test", "val": "validation", "validation-split": "validation",
    "verbose": "progress", "y": "target",
  ]
}
