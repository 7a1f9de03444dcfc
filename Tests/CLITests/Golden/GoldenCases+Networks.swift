/// What is trained: activations, losses, biases, frozen layers, first weights.
extension GoldenCase {
  static let activations =
    [
      // Widths that leave a remainder for every number of lanes.
      GoldenCase("sigmoid-tanh", on: "surface.csv", "--hidden 37,21 --activation sigmoid:2,tanh --epochs 3"),
      GoldenCase(
        "relu-leaky-relu", on: "surface.csv", "--hidden 37,21 --activation relu,leaky-relu:0.1 --epochs 3"),
      GoldenCase("prelu-elu", on: "surface.csv", "--hidden 37,21 --activation prelu:0.1,elu:0.5 --epochs 3"),
      GoldenCase(
        "softplus-linear", on: "surface.csv", "--hidden 37,21 --activation softplus,linear --epochs 3"),
      GoldenCase(
        "gelu-gelu-tanh", on: "surface.csv", "--hidden 37,21 --activation gelu,gelu-tanh --epochs 3"),
      GoldenCase("silu-prelu", on: "surface.csv", "--hidden 37,21 --activation silu,prelu --epochs 3"),
      GoldenCase("hard-limit", on: "surface.csv", "--hidden 7 --activation hard-limit --epochs 0"),
      GoldenCase(
        "output-tanh", on: "surface.csv",
        "--hidden 6 --activation tanh --output tanh --normalize-target minmax11 --epochs 4"),
      GoldenCase(
        "output-prelu", on: "surface.csv", "--hidden 6 --output prelu:0.5 --epochs 4 --batch-size 10"),
      GoldenCase(
        "output-sigmoid-classes", on: "iris.csv", "--hidden 6 --output sigmoid:1.5 --loss mse --epochs 4"),
      GoldenCase("output-softmax-mse", on: "iris.csv", "--hidden 6 --output softmax --loss mse --epochs 4"),
    ]
    + [
      "sigmoid:0.5", "tanh", "relu", "leaky-relu", "prelu", "elu", "softplus", "linear", "gelu", "gelu-tanh",
      "silu",
    ].map { activation in
      let name = activation.split(separator: ":")[0]
      return GoldenCase(
        "\(name)-f64", on: "surface.csv", "--hidden 9 --activation \(activation) --epochs 3 --precision f64")
    }

  static let losses = [
    GoldenCase("mse", on: "surface.csv", "--hidden 5 --epochs 4 --loss mse"),
    GoldenCase(
      "half-squared-f64", on: "surface.csv", "--hidden 5 --epochs 4 --loss half-squared --precision f64"),
    GoldenCase("mae", on: "surface.csv", "--hidden 5 --epochs 4 --loss mae"),
    GoldenCase("mae-f64", on: "surface.csv", "--hidden 5 --epochs 4 --loss mae --precision f64"),
    GoldenCase("huber", on: "surface.csv", "--hidden 5 --epochs 4 --loss huber:0.5"),
    GoldenCase("huber-f64", on: "surface.csv", "--hidden 5 --epochs 4 --loss huber:2 --precision f64"),
    GoldenCase("poisson", on: "counts.csv", "--hidden 5 --task regress --epochs 4 --loss poisson"),
    GoldenCase(
      "poisson-softplus-f64", on: "counts.csv",
      "--hidden 5 --task regress --epochs 4 --loss poisson --output softplus --precision f64"),
    GoldenCase("cross-entropy", on: "iris.csv", "--hidden 6 --epochs 4 --loss cross-entropy"),
    GoldenCase("cross-entropy-f64", on: "iris.csv", "--hidden 6 --epochs 4 --precision f64"),
    GoldenCase(
      "label-smoothing", on: "iris.csv", "--hidden 6 --epochs 4 --label-smoothing 0.1 --validation 0.2"),
    GoldenCase(
      "binary-sigmoid", on: "answers.csv",
      "--ignore weight --hidden 4 --task classify --output sigmoid --label-smoothing 0.05 --epochs 6"),
  ]

  static let layerOptions = [
    GoldenCase("bias-each", on: "iris.csv", "--hidden 6 --epochs 5 --bias each"),
    GoldenCase("bias-shared", on: "iris.csv", "--hidden 6 --epochs 4 --bias shared --init-bias constant:0.2"),
    GoldenCase(
      "bias-frozen-f64", on: "iris.csv",
      "--hidden 6 --epochs 4 --bias frozen --init-bias uniform:-0.5,0.5 --precision f64"),
    GoldenCase(
      "bias-shared-frozen", on: "iris.csv",
      "--hidden 6 --epochs 4 --bias shared-frozen --init-bias constant:0.3"),
    GoldenCase(
      "bias-shared-adam", on: "surface.csv",
      "--hidden 20,20 --epochs 4 --bias shared --optimizer adam --clip-norm 1"),
    GoldenCase("frozen-layers", on: "iris.csv", "--hidden 6,5,4 --epochs 4 --freeze 1,3"),
    GoldenCase("frozen-last-layer", on: "iris.csv", "--hidden 6,5 --epochs 4 --freeze 2-3 --optimizer adam"),
    GoldenCase("init-zeros", on: "iris.csv", "--hidden 6 --epochs 4 --init zeros"),
    GoldenCase("dropout", on: "iris.csv", "--hidden 21,8 --activation relu --epochs 4 --dropout 0.3"),
    GoldenCase(
      "dropout-f64", on: "surface.csv",
      "--hidden 12 --activation prelu --epochs 4 --dropout 0.2 --seed 7 --precision f64"),
    GoldenCase("dropout-single", on: "surface.csv", "--hidden 8 --epochs 2 --dropout 0.2 --batch-size 1"),
  ]

  static let initializers = [
    GoldenCase("init-xavier-zeros", on: "iris.csv", "--hidden 6 --epochs 2 --init xavier --init-bias zeros"),
    GoldenCase(
      "init-he-lecun", on: "iris.csv", "--hidden 6 --epochs 2 --init he --init-bias gaussian:0.1,0.2 --seed 3"
    ),
    GoldenCase(
      "init-lecun", on: "iris.csv", "--hidden 6 --epochs 2 --init lecun --init-bias lecun --precision f64"),
    GoldenCase(
      "init-nguyen-widrow", on: "iris.csv",
      "--hidden 6 --epochs 2 --init nguyen-widrow --init-bias nguyen-widrow"),
    GoldenCase(
      "init-gaussian-f64", on: "iris.csv",
      "--hidden 6 --epochs 2 --init gaussian:0,0.3 --init-bias uniform:0.1 --precision f64"),
    GoldenCase(
      "init-uniform", on: "iris.csv", "--hidden 6 --epochs 2 --init uniform:-0.5,0.5 --init-bias xavier"),
    GoldenCase("init-constant", on: "iris.csv", "--hidden 6 --epochs 2 --init constant:0.1 --init-bias he"),
    GoldenCase("init-seed", on: "iris.csv", "--hidden 6 --epochs 0 --seed 1234567890123456789"),
  ]
}
