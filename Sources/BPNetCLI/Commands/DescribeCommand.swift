import BPNet
import CommandSupport

private let data = Positional<String>(
  "DATA", help: "the data (.csv, .tsv, .npy, .npz, IDX, also as .gz; - is standard input)", parse: .path)

let describeCommand = Command(
  name: "describe", summary: "Say what is seen in a data file, and what train would do with it",
  synopsis: "DATA [options]", positionals: [data],
  sections: [
    OptionSection(
      "Options",
      [
        TrainOptions.target, TrainOptions.ignore, TrainOptions.task, TrainOptions.missing,
        TrainOptions.oneHot, CommonOptions.json, CommonOptions.quiet,
      ]), DataOptions.section,
  ],
  examples: [
    "bpnet describe iris.csv",
    "bpnet describe house.csv --target price --json",
  ],
  notes: "Columns are described as train sees them; with --target and --ignore as train would with these."
) { arguments in
  var recipe = TrainingRecipe()
  recipe.target = arguments[TrainOptions.target]
  recipe.ignoredColumns = arguments[TrainOptions.ignore]
  recipe.task = arguments[TrainOptions.task]
  recipe.oneHot = arguments[TrainOptions.oneHot]
  if arguments.isGiven(TrainOptions.missing) { recipe.missing = arguments[TrainOptions.missing] }
  let table = try DataOptions.readTable(arguments[data], arguments, saysNotes: false)
  let report = DataReport(recipe.description(of: table), path: arguments[data])
  let output = TextOutput.standardOutput()
  try output.writeReport(
    arguments[CommonOptions.json] ? report.json.description : report.text,
    isJSON: arguments[CommonOptions.json])
  try output.flush()
  return .success
}
