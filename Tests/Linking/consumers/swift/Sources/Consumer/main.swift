// Trains on iris, saves and loads the model, and predicts: Consumer IRIS.csv MODEL
import BPNet

guard CommandLine.arguments.count == 3 else { fatalError("usage: Consumer IRIS.csv MODEL") }
let (data, path) = (CommandLine.arguments[1], CommandLine.arguments[2])

var recipe = TrainingRecipe()
recipe.hidden = .sizes([8])
recipe.validationFraction = 0.2
recipe.epochs = 30
recipe.seed = 5
let table = try TableReader().read(path: data)
try recipe.prepare(table, as: Float.self).train().model.write(to: path)

let model = try Model(contentsOf: path)
let flower = try model.predict([5.1, 3.5, 1.4, 0.2])
print(flower.label ?? "", flower.probability ?? 0)
