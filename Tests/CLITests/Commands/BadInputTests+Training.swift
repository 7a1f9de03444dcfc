/// Options of optimisers, schedules, penalties, losses and weights that are wrong, or do not fit together.
extension BadInputTests {
  static let trainingCases: [Case] = [
    Case(
      name: "unknown optimizer", arguments: train("good.csv", "--optimizer", "adamm"), exitCode: 64,
      error: "error: --optimizer: found adamm, expected one of sgd, nesterov, rmsprop, adam, adamw, rprop, "
        + "quickprop, lbfgs, scg, lm, lm-bayesian, auto"),
    Case(
      name: "an optimizer's constant out of range", arguments: train("good.csv", "--optimizer", "adam:1"),
      exitCode: 64, error: "error: --optimizer: found 1.0, expected for beta1 a number from 0 to below 1"),
    Case(
      name: "momentum of an optimizer without",
      arguments: train("good.csv", "--optimizer", "adam", "--momentum", "0.5"),
      exitCode: 64, error: "error: --momentum: found 0.5 with adam, expected no momentum"),
    Case(
      name: "momentum of an optimizer to be chosen",
      arguments: train("good.csv", "--optimizer", "auto", "--momentum", "0.5"), exitCode: 64,
      error: "error: --momentum: found --optimizer auto beside it, expected the name of an optimizer"),
    Case(
      name: "a momentum beside another",
      arguments: train("good.csv", "--optimizer", "sgd:0.5", "--momentum", "0.9"), exitCode: 64,
      error: "error: --momentum: found 0.9 beside optimizer sgd:0.5, expected one of the two"),
    Case(
      name: "a damping beyond the largest", arguments: train("good.csv", "--optimizer", "lm", "--mu", "1e11"),
      exitCode: 64, error: "error: --mu: found 100000000000.0, expected for mu a number above 0"),
    Case(
      name: "a comma within a value of a grid",
      arguments: ["search", "good.csv", "--grid", "optimizer=adam:0.8,0.99,sgd"], exitCode: 64,
      error: "error: --optimizer: found 0.99, expected one of sgd"),
    Case(
      name: "a grid without options that go together",
      arguments: ["search", "good.csv", "--grid", "optimizer=adam,rprop;momentum=0.4,0.8"], exitCode: 64,
      error: "error: --momentum: found 0.4 with adam, expected no momentum"),
    Case(
      name: "an epsilon that is 0 in f32", arguments: train("good.csv", "--optimizer", "adam:0.9,0.9,1e-60"),
      exitCode: 64,
      error: "error: --optimizer: found 1e-60, expected for epsilon a number above 0, within the range of f32"
    ),
    Case(
      name: "schedule of an optimizer with steps of its own",
      arguments: train("good.csv", "--optimizer", "rprop", "--schedule", "step:3"), exitCode: 64,
      error: "error: --schedule: found step with the optimizer rprop, expected none"),
    Case(
      name: "clipping of gradients whose sign alone counts",
      arguments: train("good.csv", "--optimizer", "rprop", "--clip-value", "0.5"), exitCode: 64,
      error: "error: --clip-value: found 0.5 with the optimizer rprop, expected none"),
    Case(
      name: "cross-entropy of targets that are no probabilities",
      arguments: train(
        "good.csv", "--task", "regress", "--output", "sigmoid", "--loss", "cross-entropy"), exitCode: 64,
      error: "error: --loss: found cross-entropy with a target of -1"),
    Case(
      name: "unknown schedule", arguments: train("good.csv", "--schedule", "stepp:3"), exitCode: 64,
      error:
        "error: --schedule: found stepp:3, expected one of constant, step, exponential, inverse, cosine"),
    Case(
      name: "a schedule's bad number", arguments: train("good.csv", "--schedule", "step:0"), exitCode: 64,
      error: "error: --schedule: found step:0, expected step:EPOCHS[,FACTOR]"),
    Case(
      name: "schedule of a full-batch method",
      arguments: train("good.csv", "--optimizer", "lbfgs", "--schedule", "step:3"), exitCode: 64,
      error: "error: --schedule: found step with the optimizer lbfgs, expected none"),
    Case(
      name: "clipping to nothing", arguments: train("good.csv", "--clip-norm", "0"), exitCode: 64,
      error: "error: --clip-norm: found 0, expected a number above 0"),
    Case(
      name: "negative penalty", arguments: train("good.csv", "--l1", "-1"), exitCode: 64,
      error: "error: --l1: found -1, expected a number of at least 0"),
    Case(
      name: "frozen layer that is none", arguments: train("good.csv", "--hidden", "2", "--freeze", "3"),
      exitCode: 64, error: "error: --freeze: found layer 3, expected layers from 1 to 2"),
    Case(
      name: "all layers frozen", arguments: train("good.csv", "--hidden", "2", "--freeze", "1-2"),
      exitCode: 64,
      error: "error: --freeze: found all layers, expected at least one layer to train"),
    Case(
      name: "no range of layers", arguments: train("good.csv", "--freeze", "2-1"), exitCode: 64,
      error: "error: --freeze: found 2-1, expected numbers of layers from 1"),
    Case(
      name: "least gradient of mini-batches",
      arguments: train("good.csv", "--batch-size", "2", "--min-gradient", "0.1"), exitCode: 64,
      error:
        "error: --min-gradient: found mini-batches, whose gradients never vanish, expected full batches"),
    Case(
      name: "no time", arguments: train("good.csv", "--time-limit", "0"), exitCode: 64,
      error: "error: --time-limit: found 0, expected a number above 0"),
    Case(
      name: "hard limit in training", arguments: train("good.csv", "--activation", "hard-limit"),
      exitCode: 64,
      error: "error: --activation: found hard-limit in training"),
    Case(
      name: "mini-batches under lm", arguments: train("good.csv", "--optimizer", "lm", "--batch-size", "2"),
      exitCode: 64,
      error: "error: --batch-size: found mini-batches with the optimizer lm, expected full"),
    Case(
      name: "cross-entropy under lm",
      arguments: train("good.csv", "--optimizer", "lm", "--loss", "cross-entropy", "--task", "classify"),
      exitCode: 64,
      error: "error: --loss: found cross-entropy with the optimizer lm, expected a sum of squares"),
    Case(
      name: "a learning rate under lbfgs",
      arguments: train("good.csv", "--optimizer", "lbfgs", "--learning-rate", "0.1"), exitCode: 64,
      error: "error: --learning-rate: found 0.1 with the optimizer lbfgs, expected none"),
    Case(
      name: "weight decay beside Bayesian regularisation",
      arguments: train("good.csv", "--optimizer", "lm-bayesian", "--weight-decay", "0.1"), exitCode: 64,
      error: "error: --weight-decay: found 0.1 with the optimizer lm-bayesian, expected none"),
    Case(
      name: "mu of another optimizer", arguments: train("good.csv", "--optimizer", "scg", "--mu", "0.1"),
      exitCode: 64,
      error: "error: --mu: found 0.1 with scg, expected no mu, or one of the optimizers lm, lm-bayesian"),
    Case(
      name: "no damping", arguments: train("good.csv", "--optimizer", "lm", "--mu", "0"), exitCode: 64,
      error: "error: --mu: found 0"),
    Case(
      name: "too many weights for lm",
      arguments: train("good.csv", "--optimizer", "lm", "--hidden", "3000,3000"), exitCode: 64,
      error: "error: --optimizer: found lm for 9018002 weights and biases, which needs 1301"),
    Case(
      name: "unknown loss", arguments: train("good.csv", "--loss", "ms"), exitCode: 64,
      error: "error: --loss: found"),
    Case(
      name: "loss that does not fit",
      arguments: train("good.csv", "--loss", "cross-entropy", "--output", "linear"),
      exitCode: 64, error: "error: --loss: found cross-entropy with linear outputs"),
    Case(
      name: "loss with a bad parameter", arguments: train("good.csv", "--loss", "huber:0"), exitCode: 64,
      error: "error: --loss: found huber:0, expected auto or huber:X with a delta above 0"),
    Case(
      name: "loss without a parameter", arguments: train("good.csv", "--loss", "mae:1"), exitCode: 64,
      error: "error: --loss: found mae:1, expected auto or mae"),
    Case(
      name: "one softmax output",
      arguments: train("good.csv", "--task", "regress", "--output", "softmax", "--loss", "mse"), exitCode: 64,
      error: "error: --output: found softmax with one output, which is 1 whatever the weights"),
    Case(
      name: "cross-validation of one softmax output",
      arguments: ["cv", "good.csv", "--folds", "2", "--task", "regress", "--output", "softmax"], exitCode: 64,
      error: "error: --output: found softmax with one output"),
    Case(
      name: "label smoothing without cross-entropy",
      arguments: train("good.csv", "--loss", "mse", "--label-smoothing", "0.1"), exitCode: 64,
      error: "error: --label-smoothing: found 0.1 with loss mse, expected the loss cross-entropy"),
    Case(
      name: "label smoothing of 1", arguments: train("good.csv", "--label-smoothing", "1"), exitCode: 64,
      error: "error: --label-smoothing: found 1, expected a number of at least 0 and below 1"),
    Case(
      name: "class weights in regression",
      arguments: train("good.csv", "--task", "regress", "--class-weights", "auto"), exitCode: 64,
      error:
        "error: --class-weights: found auto for targets that are not one column of classes, "
        + "expected a task of classes"),
    Case(
      name: "weight of an unknown class", arguments: train("good.csv", "--class-weights", "2=1"),
      exitCode: 64,
      error: "error: --class-weights: found the class \"2\", expected one of the classes 0, 1"),
    Case(
      name: "class weights that are none", arguments: train("good.csv", "--class-weights", "0=-1"),
      exitCode: 64,
      error: "error: --class-weights: found 0=-1, expected auto, or LABEL=WEIGHT"),
    Case(
      name: "class weights of 0", arguments: train("good.csv", "--class-weights", "0=0,1=0"), exitCode: 64,
      error: "error: --class-weights: found a weight of 0 for every sample"),
    Case(
      name: "weight column that is not there", arguments: train("good.csv", "--weight-column", "w"),
      exitCode: 64,
      error: "error: --weight-column: found 'w', expected a column of good.csv"),
    Case(
      name: "weight column that is the target", arguments: train("good.csv", "--weight-column", "y"),
      exitCode: 64,
      error: "error: --weight-column: found the target column \"y\""),
    Case(
      name: "weight column that is left out",
      arguments: train("good.csv", "--weight-column", "b", "--ignore", "b"), exitCode: 64,
      error: "error: --weight-column: found the ignored column \"b\""),
    Case(
      name: "several weight columns", arguments: train("good.csv", "--weight-column", "a,b"), exitCode: 64,
      error: "error: --weight-column: found 2 columns, expected one"),
    Case(
      name: "negative weight", arguments: train("weights.csv", "--weight-column", "w"), exitCode: 65,
      error: "error: weights.csv:3:w: found -3.0, expected a weight of at least 0"),
    Case(
      name: "weight that is text", arguments: train("text.csv", "--weight-column", "b"), exitCode: 65,
      error: "error: text.csv:3:b: found 'x', expected a number"),
    Case(
      name: "missing weight", arguments: train("nan.csv", "--weight-column", "b"), exitCode: 65,
      error: "error: nan.csv:3:b: found a missing value, expected a weight"),
    Case(
      name: "weights of 0", arguments: train("zero.csv", "--weight-column", "w"), exitCode: 65,
      error: "error: zero.csv::w: found a weight of 0 in each of the 4 rows used"),
    Case(
      name: "negative count", arguments: train("negative.csv", "--loss", "poisson"), exitCode: 65,
      error: "error: negative.csv:3:y: found -1.0, expected a count or a rate of at least 0, for loss poisson"
    ),
    Case(
      name: "counts on another scale",
      arguments: train("good.csv", "--loss", "poisson", "--normalize-target", "zscore"), exitCode: 64,
      error: "error: --normalize-target: found zscore with loss poisson, expected none"),
    Case(
      name: "counts as classes", arguments: train("good.csv", "--loss", "poisson", "--task", "classify"),
      exitCode: 64, error: "error: --loss: found poisson for the task classify, expected task regress"),
    Case(
      name: "counts from other outputs",
      arguments: train("good.csv", "--loss", "poisson", "--output", "relu"),
      exitCode: 64, error: "error: --loss: found poisson with relu outputs, expected linear outputs"),
  ]
}
