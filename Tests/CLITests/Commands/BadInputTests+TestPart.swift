/// Test parts that cannot be.
extension BadInputTests {
  private static let expectation = "expected a fraction above 0 and below 1, such as 0.2, or a file"

  static let testPartCases: [Case] =
    ["0", "1", "1.5", "-0.2", "nan", "inf", "3", "20%"].map { text in
      Case(
        name: "a test part of \(text)", arguments: train("good.csv", "--test=\(text)"), exitCode: 64,
        error: "error: --test: found \(text), \(expectation)")
    } + [
      Case(
        name: "a test part without rows", arguments: train("good.csv", "--test", "0.01"), exitCode: 64,
        error: "error: --test: found 0.01, 0 of 4 rows"),
      Case(
        name: "a test part of all rows", arguments: train("good.csv", "--test", "0.99"), exitCode: 64,
        error: "error: --test: found 0.99, 4 of 4 rows, expected a fraction that leaves at least one row"),
      Case(
        name: "a test part that leaves nothing to hold back",
        arguments: train("good.csv", "--test", "0.75", "--validation", "0.5"), exitCode: 64,
        error: "error: --validation: found 0.5, 1 of 1 rows"),
      Case(
        name: "a test part that leaves no window",
        arguments: train(
          "good.csv", "--task", "forecast", "--window", "2", "--test", "0.5"), exitCode: 64,
        error: "error: --test: found 0.5, the last 2 of 4 rows, expected at least 3 rows before that part"),
      Case(
        name: "a test file that is not there", arguments: train("good.csv", "--test", "none.csv"),
        exitCode: 66, error: "error: none.csv: cannot be opened: No such file or directory"),
      Case(
        name: "a test file without a row", arguments: train("good.csv", "--test", "empty.csv"), exitCode: 65,
        error: "error: empty.csv: found an empty file, expected data"),
      Case(
        name: "a test file with other columns", arguments: train("good.csv", "--test", "weights.csv"),
        exitCode: 65, error: "error: weights.csv: found no column \"b\""),
      Case(
        name: "a test file with words", arguments: train("good.csv", "--test", "text.csv"), exitCode: 65,
        error: "error: text.csv:3:b: found 'x', expected a number"),
      Case(
        name: "a test file with a gap", arguments: train("good.csv", "--test", "nan.csv"), exitCode: 65,
        error: "error: nan.csv:3:b: found a missing value, expected a number"),
      Case(
        name: "a test file below the counts that are learnt",
        arguments: train(
          "good.csv", "--ignore", "b", "--task", "regress", "--loss", "poisson", "--test", "negative.csv"),
        exitCode: 65, error: "error: negative.csv:3:y: found -1.0"),
      Case(
        name: "an output that is the test file",
        arguments: ["train", "good.csv", "--test", "text.csv", "-o", "text.csv"], exitCode: 64,
        error: "error: -o: found text.csv, expected another file than the input text.csv"),
      Case(
        name: "standard input for training and test", arguments: train("-", "--test", "-"), exitCode: 64,
        error: "error: -: found standard input twice"),
      Case(
        name: "labels without a test file", arguments: train("good.csv", "--test-labels", "one.csv"),
        exitCode: 64, error: "error: --test-labels: found no test file, expected --test FILE beside it"),
      Case(
        name: "a test file for folds alone",
        arguments: ["cv", "good.csv", "--folds", "2", "--test", "one.csv"],
        exitCode: 64, error: "error: --test: found one.csv and no model, expected -o MODEL"),
      Case(
        name: "a test file for trials of folds alone",
        arguments: [
          "search", "good.csv", "--grid", "hidden=2", "--folds", "2", "--test", "one.csv",
        ], exitCode: 64, error: "error: --test: found one.csv and no model, expected -o MODEL"),
      Case(
        name: "a grid of test parts", arguments: ["search", "good.csv", "--grid", "test=0.2,0.3"],
        exitCode: 64, error: "error: --grid: found the option test"),
    ]
}
