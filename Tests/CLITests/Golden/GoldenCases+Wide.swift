extension GoldenCase {
  /// Layers whose weights lie in panels, the last one narrower: 64 × 2060 and 2060 × 70.
  static let wide = [
    GoldenCase(
      "wide-batch-60", on: "digits.csv", "--hidden 2060,70 --batch-size 60 --epochs 1", isShared: true),
    GoldenCase(
      "wide-single-f64", on: "digits.csv",
      "--hidden 2060,70 --batch-size 1 --epochs 1 --learning-rate 0.001 --precision f64"),
    GoldenCase(
      "wide-few-adam", on: "digits.csv",
      "--hidden 2060,70 --activation prelu,gelu --batch-size 5 --epochs 1 --optimizer adam --dropout 0.2"),
    GoldenCase(
      "wide-clip-nesterov", on: "digits.csv",
      "--hidden 2060,70 --batch-size 190 --epochs 1 --optimizer nesterov --clip-norm 0.1 --bias shared",
      isShared: true),
    GoldenCase(
      "wide-lbfgs-f64", on: "digits.csv",
      "--hidden 2060,70 --activation tanh --epochs 1 --optimizer lbfgs --weight-decay 0.001 --precision f64",
      isShared: true),
  ]
}
