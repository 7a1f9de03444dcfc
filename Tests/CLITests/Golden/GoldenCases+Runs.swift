/// What is trained on, for how long and how often: data, tasks, stopping, runs, sizes of batches and layers.
extension GoldenCase {
  static let dataOptions = [
    GoldenCase(
      "weight-column", on: "answers.csv", "--weight-column weight --target answer --hidden 4 --epochs 6"),
    GoldenCase(
      "class-weights-auto", on: "answers.csv",
      "--ignore weight --hidden 4 --epochs 6 --class-weights auto --validation 0.25"),
    GoldenCase(
      "class-weights-f64", on: "iris.csv",
      "--hidden 6 --epochs 6 --class-weights setosa=2,virginica=0.5 --precision f64"),
    GoldenCase(
      "weights-scg", on: "weighted.csv",
      "--weight-column 3 --target 4 --task regress --hidden 4 --epochs 4 --optimizer scg"),
    GoldenCase(
      "normalize-none", on: "iris.csv",
      "--hidden 6 --epochs 3 --normalize none --no-shuffle --missing error --reduction mean"),
    GoldenCase(
      "normalize-minmax", on: "surface.csv",
      "--target y1-y2 --hidden 5 --epochs 3 --normalize minmax --normalize-target zscore"),
    GoldenCase(
      "normalize-minmax11", on: "surface.csv",
      "--target y1 --ignore y2 --hidden 5 --epochs 3 --normalize minmax11 --normalize-target none"),
    GoldenCase(
      "normalize-target-minmax", on: "surface.csv",
      "--hidden 5 --epochs 3 --normalize zscore --normalize-target minmax"),
    GoldenCase("missing-mean", on: "gaps.csv", "--missing mean --task regress --hidden 4 --epochs 3"),
    GoldenCase(
      "missing-drop", on: "gaps.csv", "--missing drop --task regress --hidden 4 --epochs 3",
      then: ["predict MODEL counts.csv"]),
    GoldenCase(
      "byte-inputs", on: "digits.csv", "--hidden 12 --epochs 2 --normalize minmax",
      then: ["predict MODEL DATA", "evaluate MODEL DATA --json"]),
  ]

  static let tasks = [
    GoldenCase("classify-numbers", on: "digits.csv", "--task classify --hidden auto --epochs 1"),
    GoldenCase(
      "regress", on: "surface.csv", "--task regress --target 4,5 --hidden auto:2 --epochs 4",
      then: ["predict MODEL DATA", "evaluate MODEL DATA --json"]),
    GoldenCase(
      "multi-label", on: "tags.csv", "--target 4-6 --task classify --hidden 6 --epochs 4",
      then: ["predict MODEL DATA", "evaluate MODEL DATA --json"]),
    GoldenCase(
      "autoencode", on: "surface.csv", "--task autoencode --hidden 4,2,4 --activation tanh --epochs 4",
      then: ["encode MODEL DATA", "encode MODEL DATA --layer 3", "predict MODEL DATA"]),
    GoldenCase(
      "autoencode-f64", on: "iris.csv",
      "--task autoencode --ignore species --hidden 2 --epochs 4 --optimizer lbfgs --precision f64",
      then: ["encode MODEL DATA", "predict MODEL DATA"]),
    GoldenCase(
      "forecast", on: "series.csv",
      "--task forecast --target a,b --window 6 --horizon 2 --hidden 7 --epochs 4",
      then: ["forecast MODEL DATA --steps 7", "predict MODEL DATA"]),
    GoldenCase(
      "forecast-held-back", on: "series.csv",
      "--task forecast --target a --window 4 --hidden 5 --activation tanh --epochs 8"
        + " --validation 0.2 --optimizer adam --learning-rate 0.02",
      then: ["forecast MODEL DATA --steps 5"]),
  ]

  static let stopping = [
    GoldenCase("goal", on: "surface.csv", "--hidden 5 --epochs 60 --goal 0.7 --learning-rate 0.05"),
    GoldenCase(
      "max-fail", on: "surface.csv",
      "--hidden 12 --epochs 80 --validation 0.3 --max-fail 2 --learning-rate 0.05"
        + " --optimizer nesterov --split-seed 5"
    ),
    GoldenCase(
      "patience", on: "answers.csv",
      "--ignore weight --hidden 9 --epochs 200 --validation 0.3 --patience 3 --learning-rate 0.5"),
    GoldenCase(
      "patience-without-validation", on: "surface.csv",
      "--hidden 5 --epochs 60 --patience 2 --learning-rate 0.5"),
    GoldenCase(
      "validation-file", on: "surface.csv", "--hidden 5 --epochs 8 --validation surface-2.csv --max-fail 3"),
    GoldenCase(
      "min-gradient", on: "surface.csv",
      "--hidden 5 --batch-size full --epochs 200 --min-gradient 0.3 --learning-rate 0.05"),
    GoldenCase(
      "min-gradient-scg", on: "surface.csv", "--hidden 3 --epochs 60 --min-gradient 0.05 --optimizer scg"),
  ]

  static let runs = [
    GoldenCase(
      "restarts", on: "answers.csv", "--ignore weight --hidden 3 --epochs 4 --restarts 3 --validation 0.25"),
    GoldenCase("hidden-search", on: "surface.csv", "--hidden auto:search --epochs 2 --validation 0.25"),
    GoldenCase(
      "going-on", on: "surface.csv", "--epochs 4",
      after: "--hidden 5 --epochs 3 --optimizer adam --schedule cosine:4 --validation 0.2"),
    GoldenCase(
      "going-on-rprop", on: "iris.csv", "--epochs 4", after: "--hidden 6 --epochs 5 --optimizer rprop"),
    GoldenCase("going-on-lm", on: "surface.csv", "--epochs 3", after: "--hidden 4 --epochs 3 --optimizer lm"),
    GoldenCase(
      "going-on-dropout-f64", on: "iris.csv", "--epochs 3",
      after: "--hidden 9 --activation prelu --dropout 0.2 --epochs 3 --precision f64"),
    GoldenCase(
      "going-on-otherwise", on: "iris.csv", "--epochs 3 --optimizer adam --learning-rate 0.003",
      after: "--hidden 6 --epochs 3 --weight-decay 0.001"),
    GoldenCase(
      "cross-validation", on: "iris.csv", "--hidden 4 --epochs 1",
      then: ["cv DATA --folds 3 --hidden 4 --epochs 4 --optimizer adam --learning-rate 0.02 --json"]),
    GoldenCase(
      "search", on: "surface.csv", "--hidden 3 --epochs 1",
      then: ["search DATA --grid learning-rate=0.02,0.1;hidden=3,5 --epochs 3 --json"]),
  ]

  static let batches = [
    GoldenCase(
      "single-tiny", on: "exclusive-or.csv",
      "--task regress --hidden 5 --batch-size 1 --epochs 50 --output sigmoid --normalize-target none"),
    GoldenCase(
      "single-tiny-f64", on: "exclusive-or.csv",
      "--task classify --output sigmoid --hidden 4,3 --batch-size 1 --epochs 30 --precision f64"),
    GoldenCase(
      "single-tiny-adam", on: "surface.csv", "--hidden 5 --batch-size 1 --epochs 2 --optimizer adam"),
    GoldenCase(
      "single-tiny-nesterov", on: "surface.csv",
      "--hidden 5,4 --batch-size 1 --epochs 2 --optimizer nesterov --weight-decay 0.001 --no-shuffle"),
    GoldenCase("single-tiny-huber", on: "surface.csv", "--hidden 5 --batch-size 1 --epochs 2 --loss huber"),
    GoldenCase(
      "single-tiny-weighted", on: "weighted.csv",
      "--weight-column 3 --target 4 --task regress --hidden 4 --batch-size 1 --epochs 2"),
    GoldenCase("single-softmax", on: "iris.csv", "--hidden 6 --batch-size 1 --epochs 2"),
    GoldenCase("batches-of-3", on: "surface.csv", "--hidden 6 --batch-size 3 --epochs 3"),
    GoldenCase(
      "batches-with-remainder", on: "iris.csv", "--hidden 20 --activation tanh --batch-size 40 --epochs 4"),
    GoldenCase("full-batch", on: "iris.csv", "--hidden 6 --batch-size full --epochs 8 --learning-rate 0.3"),
    GoldenCase(
      "full-batch-beyond-a-pass", on: "tall.csv",
      "--task regress --hidden 6 --batch-size full --epochs 4 --learning-rate 0.2"),
    GoldenCase(
      "batches-beyond-a-pass-f64", on: "tall.csv",
      "--task regress --hidden 6 --batch-size 4500 --epochs 3 --learning-rate 0.2 --reduction sum"
        + " --clip-norm 1 --precision f64"
    ),
    GoldenCase(
      "batches-beyond-a-pass-wide", on: "tall.csv",
      "--task regress --hidden 70,60 --activation relu --batch-size 4200 --epochs 1 --optimizer adam",
      isShared: true),
    GoldenCase("scg-beyond-a-pass", on: "tall.csv", "--task regress --hidden 4 --optimizer scg --epochs 3"),
  ]

  /// Layers beyond 4,096 parameters, whose gradients are made panel by panel.
  static let panels = [
    GoldenCase(
      "panels-single", on: "digits.csv", "--hidden 80 --batch-size 1 --epochs 1 --learning-rate 0.01"),
    GoldenCase(
      "panels-single-nesterov-f64", on: "digits.csv",
      "--hidden 70 --batch-size 1 --epochs 1 --learning-rate 0.01 --optimizer nesterov --precision f64"),
    GoldenCase(
      "panels-single-adam", on: "digits.csv", "--hidden 80 --batch-size 1 --epochs 1 --optimizer adam"),
    GoldenCase("panels-batch-7", on: "digits.csv", "--hidden 80 --batch-size 7 --epochs 1"),
    GoldenCase(
      "panels-batch-32-f64", on: "digits.csv",
      "--hidden 80 --batch-size 32 --epochs 1 --weight-decay 0.001 --precision f64"),
    GoldenCase("panels-shared", on: "digits.csv", "--hidden 110 --batch-size 190 --epochs 2", isShared: true),
    GoldenCase(
      "panels-shared-adam-f64", on: "digits.csv",
      "--hidden 110,30 --batch-size 190 --epochs 1 --optimizer adam --l1 0.0001 --precision f64",
      isShared: true),
    GoldenCase(
      "panels-shared-dropout-clip", on: "digits.csv",
      "--hidden 120,40 --activation prelu,gelu --dropout 0.2 --batch-size 190 --epochs 1"
        + " --clip-norm 0.5 --optimizer rmsprop",
      isShared: true),
    GoldenCase(
      "panels-shared-rprop", on: "digits.csv",
      "--hidden 90 --activation relu --epochs 2 --optimizer rprop --bias shared", isShared: true),
    GoldenCase(
      "panels-shared-lbfgs", on: "digits.csv", "--hidden 90 --activation tanh --epochs 2 --optimizer lbfgs",
      isShared: true),
    GoldenCase(
      "panels-large", on: "digits.csv",
      "--hidden 300,70 --activation silu,elu --batch-size 128 --epochs 1 --freeze 3", isShared: true),
  ]
}
