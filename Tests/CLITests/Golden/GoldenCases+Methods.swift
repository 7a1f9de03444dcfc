/// How weights are changed: optimisers, schedules, what is done to gradients.
extension GoldenCase {
  static let optimizers = [
    GoldenCase("sgd", on: "surface.csv", "--hidden 5 --batch-size 8 --epochs 6 --optimizer sgd"),
    GoldenCase(
      "sgd-no-momentum-f64", on: "surface.csv",
      "--hidden 5 --batch-size 8 --epochs 6 --momentum 0 --learning-rate 0.05 --precision f64"),
    GoldenCase(
      "nesterov", on: "surface.csv",
      "--hidden 5 --batch-size 8 --epochs 6 --optimizer nesterov --momentum 0.8"),
    GoldenCase(
      "nesterov-f64", on: "iris.csv", "--hidden 6 --epochs 6 --optimizer nesterov:0.7 --precision f64"),
    GoldenCase("rmsprop", on: "iris.csv", "--hidden 6 --epochs 6 --optimizer rmsprop"),
    GoldenCase(
      "rmsprop-momentum-f64", on: "surface.csv",
      "--hidden 5 --epochs 6 --optimizer rmsprop:0.95,1e-6,0.5 --precision f64"),
    GoldenCase("adam", on: "iris.csv", "--hidden 6 --epochs 6 --optimizer adam --learning-rate 0.01"),
    GoldenCase(
      "adam-f64", on: "surface.csv", "--hidden 5 --epochs 6 --optimizer adam:0.8,0.99,1e-6 --precision f64"),
    GoldenCase(
      "adamw", on: "iris.csv",
      "--hidden 6 --epochs 6 --optimizer adamw --weight-decay 0.05 --learning-rate 0.01"
    ),
    GoldenCase("rprop", on: "iris.csv", "--hidden 6 --epochs 12 --optimizer rprop"),
    GoldenCase(
      "rprop-f64", on: "surface.csv", "--hidden 5 --epochs 12 --optimizer rprop:0.4,1.3 --precision f64"),
    GoldenCase("quickprop", on: "surface.csv", "--hidden 5 --epochs 12 --optimizer quickprop"),
    GoldenCase(
      "quickprop-f64", on: "iris.csv", "--hidden 6 --epochs 12 --optimizer quickprop:1.5 --precision f64"),
    GoldenCase("optimizer-auto", on: "surface.csv", "--hidden 4 --epochs 4 --optimizer auto"),
  ]

  static let fullBatchMethods = [
    GoldenCase("lbfgs", on: "iris.csv", "--hidden 6 --epochs 8 --optimizer lbfgs"),
    GoldenCase(
      "lbfgs-f64", on: "surface.csv",
      "--hidden 5 --epochs 8 --optimizer lbfgs:3 --weight-decay 0.001 --precision f64"),
    GoldenCase("scg", on: "iris.csv", "--hidden 6 --epochs 8 --optimizer scg"),
    GoldenCase(
      "scg-f64", on: "surface.csv", "--hidden 5,4 --epochs 8 --optimizer scg --init xavier --precision f64"),
    GoldenCase("lm", on: "surface.csv", "--hidden 5 --epochs 6 --optimizer lm"),
    GoldenCase(
      "lm-f64", on: "surface.csv", "--hidden 5,4 --epochs 6 --optimizer lm --mu 0.1 --precision f64"),
    GoldenCase("lm-bayesian", on: "surface.csv", "--hidden 5 --epochs 6 --optimizer lm-bayesian"),
    GoldenCase(
      "lm-bayesian-f64", on: "surface.csv",
      "--hidden 4 --activation tanh --epochs 6 --optimizer lm-bayesian:0.01 --precision f64"),
    GoldenCase(
      "lm-frozen-prelu", on: "surface.csv",
      "--hidden 4,3 --activation prelu --bias shared --freeze 2 --epochs 6 --optimizer lm"),
  ]

  static let schedules = [
    GoldenCase(
      "schedule-constant-warm-up", on: "surface.csv",
      "--hidden 5 --epochs 8 --schedule constant --warm-up 3 --learning-rate 0.05"),
    GoldenCase("schedule-step", on: "surface.csv", "--hidden 5 --epochs 8 --schedule step:2,0.5"),
    GoldenCase("schedule-exponential", on: "surface.csv", "--hidden 5 --epochs 8 --schedule exponential:0.9"),
    GoldenCase("schedule-inverse", on: "surface.csv", "--hidden 5 --epochs 8 --schedule inverse:0.6"),
    GoldenCase(
      "schedule-cosine", on: "surface.csv",
      "--hidden 5 --epochs 9 --schedule cosine:3,2,0.1 --warm-up 2 --optimizer adam"),
    GoldenCase(
      "schedule-plateau", on: "surface.csv",
      "--hidden 5 --epochs 20 --schedule plateau:1,0.5 --learning-rate 0.4 --validation 0.2 --max-fail 15"),
    GoldenCase(
      "schedule-adaptive", on: "surface.csv",
      "--hidden 5 --epochs 20 --schedule adaptive:1.2,0.6,1.01 --learning-rate 0.3 --batch-size full"),
  ]

  static let gradientOptions = [
    GoldenCase("clip-norm", on: "surface.csv", "--hidden 5 --epochs 6 --clip-norm 0.05 --learning-rate 0.3"),
    GoldenCase(
      "clip-value-f64", on: "surface.csv",
      "--hidden 5 --epochs 6 --clip-value 0.02 --learning-rate 0.3 --optimizer nesterov --precision f64"),
    GoldenCase("l1", on: "iris.csv", "--hidden 6 --epochs 6 --l1 0.003"),
    GoldenCase(
      "weight-decay-l1-f64", on: "iris.csv",
      "--hidden 6 --epochs 6 --l1 0.002 --weight-decay 0.01 --optimizer adam --precision f64"),
    GoldenCase("weight-decay", on: "iris.csv", "--hidden 6 --epochs 6 --weight-decay 0.01"),
    GoldenCase(
      "bias-learning-rate", on: "surface.csv",
      "--hidden 5 --activation prelu --epochs 6 --learning-rate 0.05 --bias-learning-rate 0.01"),
    GoldenCase(
      "reduction-sum", on: "surface.csv",
      "--hidden 5 --epochs 6 --batch-size 8 --reduction sum --loss half-squared --learning-rate 0.01"),
  ]
}
