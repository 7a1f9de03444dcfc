import Foundation
import Testing

@testable import BPNet

@Suite struct AutoencodeTests {
  private static let text =
    "id,a,b,c\n"
    + (0..<30).map { "r\($0),\($0 % 5),\(Double($0 * $0 % 7) * 100),\(Double($0 % 3) - 1)\n" }.joined()

  private func table(_ text: String = Self.text) throws -> Table {
    try CSVReader().read(text: text, source: "t.csv")
  }

  private var recipe: TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .autoencode
    recipe.ignoredColumns = "id"
    recipe.hidden = .sizes([5, 2, 5])
    recipe.epochs = 3
    return recipe
  }

  @Test func targetsAreTheInputs() throws {
    var recipe = recipe
    recipe.validationFraction = 0.2
    recipe.normalization = .minmax
    let prepared = try recipe.prepare(table(), as: Double.self)
    #expect(prepared.task == .autoencode)
    #expect(prepared.topology.description == "3-5-2-5-3")
    #expect(prepared.topology.outputActivation == .linear)
    #expect(prepared.configuration.loss.name == "mse")
    #expect(prepared.preprocessing.targets == prepared.preprocessing.inputs)
    #expect(prepared.preprocessing.inputs.map(\.name) == ["a", "b", "c"])
    for data in [prepared.training, try #require(prepared.validation)] {
      #expect(data.targetValues() == gatheredInputs(of: data))
      guard case .inputs = data.targets else {
        Issue.record("targets are stored a second time")
        return
      }
    }
    #expect(prepared.validation?.rowCount == 6)
  }

  /// The same as regression whose target columns are copies of the inputs.
  @Test(arguments: [TrainingConfiguration.BatchSize.samples(4), .samples(1), .full])
  func isRegressionToCopies(batch: TrainingConfiguration.BatchSize)
    throws
  {
    var recipe = recipe
    recipe.batchSize = batch
    let own = try recipe.prepare(table(), as: Float.self).train()
    let rows = (0..<30).map { row in (1...3).map { (try? table())?[row, $0] ?? .nan } }
    let doubled = try Table(rows: rows.map { $0 + $0 }, columnNames: ["a", "b", "c", "d", "e", "f"])
    recipe.task = .regress
    recipe.ignoredColumns = nil
    recipe.target = "d-f"
    let other = try recipe.prepare(doubled, as: Float.self).train()
    #expect(own.model.parameterBytes == other.model.parameterBytes)
    #expect(own.training.loss == other.training.loss)
    guard case .reconstruction(let metrics) = own.training.metrics,
      case .regression(let others) = other.training.metrics
    else {
      Issue.record("other metrics")
      return
    }
    #expect(metrics == others)
    #expect(own.training.metrics.mainFigures.map(\.name) == ["rmse", "mae", "r2", "mse"])
  }

  /// Bytes stay bytes, are scaled batch by batch, and give the weights that doubles give.
  @Test func bytesAreNotStoredTwice() throws {
    let bytes = (0..<40).map { UInt8($0 * 37 % 251) }
    let file = FormatBytes.npy("|u1", shape: "(10, 4)", bytes)
    let folder = try TemporaryFolder()
    let path = folder.file("x.npy")
    try Data(file).write(to: URL(filePath: path))
    var recipe = recipe
    recipe.ignoredColumns = nil
    recipe.batchSize = .samples(3)
    let compact = try recipe.prepare(
      TableReader(format: nil).read(path: path, labelsPath: nil), as: Float.self)
    guard case .encoded = compact.training.inputs, case .inputs = compact.training.targets else {
      Issue.record("bytes were widened")
      return
    }
    let rows = (0..<10).map { row in (0..<4).map { Double(bytes[4 * row + $0]) } }
    let wide = try recipe.prepare(Table(rows: rows), as: Float.self)
    let (first, second) = (try compact.train(), try wide.train())
    #expect(first.model.parameterBytes == second.model.parameterBytes)
    #expect(first.training.loss == second.training.loss)
    #expect(first.training.metrics == second.training.metrics)
  }

  @Test func theReconstructionIsInTheUnitsOfTheData() throws {
    let result = try recipe.prepare(table(), as: Double.self).train()
    guard case .values(let values, let names) = try result.model.predict(table()),
      case .reconstruction(let metrics) = result.training.metrics
    else {
      Issue.record("no numbers")
      return
    }
    #expect(names == ["a", "b", "c"])
    let table = try table()
    let squares = (0..<90).map { place in
      let difference = values[place] - table[place / 3, place % 3 + 1]
      return difference * difference
    }
    #expect(abs(metrics.meanSquaredError / (squares.reduce(0, +) / 90) - 1) < 1e-12)
  }

  /// The code is what the layers below it make of the inputs.
  @Test func codeIsTheNarrowestLayer() throws {
    let model = try recipe.prepare(table(), as: Double.self).train().model
    #expect(model.codeLayer == 2)
    let code = try model.hiddenCode(of: table())
    #expect((code.layer, code.width, code.values.count) == (2, 2, 60))
    for layer in 1...3 {
      let code = try model.hiddenCode(of: table(), layer: layer)
      let explained = try Explanation(
        network: model.network(as: Double.self), input: model.preprocessing.encode(input: [0, 0, -1]),
        target: [0, 0, 0],
        loss: .meanSquared, learningRate: 0.1)
      #expect(
        relativeDifference(Array(code.values.prefix(code.width)), explained.layers[layer - 1].outputs) < 1e-14
      )
    }
    for layer in [0, 4, -1] {
      let error = #expect(throws: BPNetError.self) { try model.hiddenCode(of: table(), layer: layer) }
      #expect(error?.description == "layer: found \(layer), expected a hidden layer from 1 to 3")
    }
    var flat = recipe
    flat.hidden = .sizes([])
    let shallow = try flat.prepare(table(), as: Double.self).train().model
    #expect(throws: BPNetError.self) { try shallow.hiddenCode(of: table()) }
    #expect(throws: BPNetError.self) { try shallow.hiddenCode(of: table(), layer: 1) }
  }

  @Test func ofEqualLayersTheFirstIsTheCode() throws {
    var recipe = recipe
    recipe.hidden = .sizes([4, 2, 2, 3])
    #expect(try recipe.prepare(table(), as: Float.self).train().model.codeLayer == 2)
  }

  @Test func missingCells() throws {
    let text = "a,b\n1,2\n,4\n5,6\n"
    var recipe = recipe
    recipe.ignoredColumns = nil
    let error = #expect(throws: BPNetError.self) { try recipe.prepare(table(text), as: Double.self) }
    #expect(error?.description.hasPrefix("t.csv:3:a: found a missing value") == true)
    recipe.missing = .drop
    #expect(try recipe.prepare(table(text), as: Double.self).training.rowCount == 2)
    recipe.missing = .mean
    recipe.normalization = .identity
    #expect(try recipe.prepare(table(text), as: Double.self).training.targetValues() == [1, 2, 3, 4, 5, 6])
  }

  @Test func refusesWhatDoesNotFit() throws {
    var withTarget = recipe
    withTarget.target = "a"
    let error = #expect(throws: BPNetError.self) { try withTarget.prepare(table(), as: Float.self) }
    #expect(error?.description.hasPrefix("target: found \"a\" beside the task autoencode") == true)
    var withText = recipe
    withText.ignoredColumns = nil
    let text = #expect(throws: BPNetError.self) { try withText.prepare(table(), as: Float.self) }
    #expect(text?.description == "t.csv:2:id: found 'r0', expected a number (30 different texts in 30 rows)")
    var withWindow = recipe
    withWindow.window = 3
    let window = #expect(throws: BPNetError.self) { try withWindow.prepare(table(), as: Float.self) }
    #expect(window?.description == "window: found 3 beside the task autoencode, expected the task forecast")
    var empty = recipe
    empty.ignoredColumns = "1-4"
    #expect(throws: BPNetError.self) { try empty.prepare(table(), as: Float.self) }
  }

  @Test func foldsAndRestarts() throws {
    var recipe = recipe
    recipe.restartCount = 2
    let validation = try CrossValidation(recipe, table: table(), foldCount: 3)
    #expect(validation.smallestClassCount == nil)
    let fold = try validation.run().folds[0]
    #expect(fold.rowCount == 10 && fold.runs.count == 2)
    #expect(fold.figures.map(\.name) == ["loss", "rmse", "mae", "r2", "mse"])
  }
}
