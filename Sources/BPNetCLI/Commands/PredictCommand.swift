import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>(
  "DATA", help: "data with or without the target columns (- is standard input)", parse: .path)
private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE", help: "where the predictions go",
  defaultText: "standard output",
  parse: .path)

let predictCommand = Command(
  name: "predict", summary: "Write a model's predictions as CSV", synopsis: "MODEL DATA [-o FILE]",
  positionals: [modelFile, data],
  sections: [
    OptionSection("Options", [outputPath, TrainOptions.threads, CommonOptions.quiet]), DataOptions.section,
  ],
  notes: """
    A row for each row of the data: prediction and probability_LABEL for classes; NAME and probability_NAME, \
    that of the label that sorts second, for several columns of labels; else a column a target. For a \
    forecast, a row for each window of rows, the last of which ends with the data, with the columns NAME_1 \
    to NAME_H where H rows are foretold at once.
    """
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: arguments[outputPath])
  let model = try Model(contentsOf: arguments[modelFile])
  let table = try DataOptions.readTable(arguments[data], arguments)
  let predictions = try model.predict(table, threads: arguments[TrainOptions.threads])
  try TextOutput.withDestination(arguments[outputPath]) { output in
    try CSVText.write(predictions, precision: model.precision, to: output)
  }
  return .success
}
