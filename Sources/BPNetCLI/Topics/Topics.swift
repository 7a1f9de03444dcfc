import BPNet
import CommandSupport

/// What `bpnet help` explains beside the commands; names come from the library's registries.
let helpTopics = [
  dataTopic, missingTopic, networkTopic, lossTopic, optimizerTopic, stoppingTopic, exitCodeTopic,
]

private let dataTopic = HelpTopic(
  "data", otherNames: ["format", "formats", "files", "csv", "columns"],
  summary: "formats of data files, and how columns are read",
  parts: [
    .list(
      title: "Formats, by the file's ending or --format",
      entries: TableReader.formatSummary.map { ($0.name, $0.endings.joined(separator: ", ")) }
        + [("any of them", "also packed by gzip, with .gz behind the ending; - is standard input")]),
    .text(
      """
      A row is a sample. The target is the last column, or --target COLUMNS by name or number; --ignore \
      leaves columns out. A file of labels beside the data is --labels FILE, arrays x and y of .npz are \
      inputs and targets.

      Delimiter, header and decimal mark are seen in the first lines; --delimiter, --decimal, --header and \
      --no-header say them. Words in an input are one input each (--one-hot); true and false are 1 and 0.

      bpnet describe FILE shows what is seen, and what train would do with it. docs/data.md has all rules.

      Examples:
        bpnet describe iris.csv
        bpnet train house.csv --target price --ignore id,street -o m.safetensors
      """),
  ])

private let missingTopic = HelpTopic(
  "missing", otherNames: ["missing-value", "missing-values", "gaps"], summary: "missing values",
  parts: [
    .text(
      "Empty cells are missing, and these words, unless quoted: "
        + TableReader.TextOptions.defaultMissingValues.filter { !$0.isEmpty }.joined(separator: ", ")
        + ". --missing-values LIST says others."),
    .list(
      title: "--missing POLICY of train",
      entries: [
        ("error", "the first missing cell is an error, with its place (the default)"),
        ("mean", "a missing input is the mean of its column in the training rows; kept in the model"),
        ("drop", "rows with a missing cell are left out; predict leaves their lines empty"),
      ]),
    .text(
      """
      Models keep the policy: evaluate and predict take it unless they are given another. A row without a \
      target is an error or left out, never filled. Numbers such as -999 that look like missing ones are \
      asked about.

      Example:
        bpnet train titanic.csv --target Survived --missing mean -o m.safetensors
      """),
  ])

private let networkTopic = HelpTopic(
  "network", otherNames: ["networks", "activation", "activations", "hidden", "layers", "init"],
  summary: "hidden layers, activations and first weights",
  parts: [
    .text(
      """
      --hidden 64,32 is two hidden layers, none a linear model, auto a size by the numbers of inputs and \
      outputs. --activation takes one name for all hidden layers, or one each; --output that of the outputs.
      """),
    .list(
      title: "Activations", entries: [("--activation, --output", Activation.usages.joined(separator: ", "))]),
    .list(
      title: "First weights and biases",
      entries: [("--init, --init-bias", Initializer.usages.joined(separator: ", "))]),
  ])

private let lossTopic = HelpTopic(
  "losses", otherNames: ["loss", "metric", "metrics", "rank-by"],
  summary: "what is minimised, and by what runs are ranked",
  parts: [
    .list(title: "Losses", entries: [("--loss", Loss.usages.joined(separator: ", "))]),
    .list(
      title: "Figures of bpnet evaluate, and of --rank-by",
      entries: [("--rank-by", Metrics.RankingMetric.names.joined(separator: ", "))]),
    .text(
      """
      Without --loss, classes are learnt by cross-entropy and numbers by the mean squared error. \
      --class-weights auto makes rare classes count as much as frequent ones.
      """),
  ])

private let optimizerTopic = HelpTopic(
  "optimizers",
  otherNames: ["optimizer", "optimiser", "optimisers", "schedule", "schedules", "learning-rate"],
  summary: "optimisers, learning rates and schedules",
  parts: [
    .list(title: "Optimisers", entries: [("--optimizer", Optimizer.usages.joined(separator: ", "))]),
    .list(
      title: "Schedules of the learning rate",
      entries: [
        ("--schedule", Schedule.usages.joined(separator: "; ")),
        ("--warm-up N", "rising first, for N epochs"),
      ]),
    .text(
      """
      Without --optimizer it is adamw with a falling rate. sgd and nesterov want a --learning-rate of about \
      0.1 (0.01 for numbers), adam and rmsprop 0.003. lm, lm-bayesian, scg and lbfgs take no rate, and all \
      rows at once: good for small data and smooth curves. auto compares.

      Examples:
        bpnet train iris.csv --optimizer sgd --schedule cosine:100 -o m.safetensors
        bpnet train curve.csv --optimizer lm-bayesian --hidden 10 -o m.safetensors
      """),
  ])

private let stoppingTopic = HelpTopic(
  "stopping", otherNames: ["stop", "early-stopping", "patience", "epochs", "restarts"],
  summary: "when training ends, and which weights are kept",
  parts: [
    .list(
      title: "Rules, of which the first that applies ends training",
      entries: [
        ("--epochs N", "after N passes over the data"),
        ("--validation PART", "hold rows back; the weights of the epoch with their least loss are kept"),
        ("--patience N", "N epochs after the least loss; 20 with --validation for mini-batches"),
        ("--max-fail N", "N rises in a row; 6 with --validation for full batches"),
        ("--goal LOSS", "at this training loss"),
        ("--min-gradient G", "at this norm of the gradient, for full batches"),
        ("--time-limit SECONDS", "after so long"),
        ("Ctrl-C, SIGTERM", "after the step under way; the model is written (exit code 75)"),
      ]),
    .text(
      """
      --restarts N keeps the best of N runs, --checkpoint DIR with --resume continues a run that was killed, \
      and --from MODEL one that has ended.

      Example:
        bpnet train digits.csv --validation 0.2 --patience 30 -o m.safetensors
      """),
  ])

private let exitCodeTopic = HelpTopic(
  "exit-codes", otherNames: ["exit", "exit-code", "errors"],
  summary: "what the program's exit code says",
  parts: [
    .list(
      title: "Exit codes",
      entries: [
        ("0", "done"), ("1", "a check failed (gradcheck, evaluate --against)"),
        ("3", "training diverged, or an output is not finite"), ("64", "wrong use of the command line"),
        ("65", "bad data or model file"), ("66", "an input cannot be opened"), ("70", "an internal error"),
        ("73", "an output cannot be created"), ("74", "reading or writing failed"),
        ("75", "stopped by a signal, after saving"),
        ("128 + N", "ended by signal N with nothing to save"),
      ])
  ])
