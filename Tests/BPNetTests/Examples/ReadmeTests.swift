import Foundation
import Testing

import BPNet

/// The README's Swift code compiles, runs, and prints the stated output.
@Suite struct ReadmeTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Collects what is printed.
  private final class Printed {
    var lines: [String] = []
  }

  /// The README's code, line by line, but for the places of files.
  private func run(_ iris: String, _ modelFile: String, _ printed: Printed) throws {
    func print(_ items: Any...) { printed.lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    let paths = [iris]
    let table = try TableReader().read(path: iris)
    var recipe = TrainingRecipe()
    recipe.hidden = .sizes([8])
    recipe.validationFraction = 0.2
    let result = try recipe.prepare(table, as: Float.self).train { epoch in
      if epoch.epoch % 100 == 0 { print(epoch.epoch, epoch.trainingLoss) }
    }
    try result.model.write(to: modelFile)

    let model = try Model(contentsOf: modelFile)
    print(try model.predict([5.1, 3.5, 1.4, 0.2]))
    let flower = ["sepal_length": 6.3, "sepal_width": 2.9, "petal_length": 5.6, "petal_width": 1.8]
    print(try model.predict(flower).label ?? "")
    print(try model.evaluate(table))

    let predictor = model.makePredictor()
    var probabilities = [Double](repeating: 0, count: predictor.outputCount)
    for row in [[5.1, 3.5, 1.4, 0.2], [6.3, 2.9, 5.6, 1.8]] {
      var numbers = probabilities.mutableSpan
      if let index = try predictor.predict(row.span, into: &numbers) { print(predictor.outputNames[index]) }
    }

    let stream = try IncrementalTrainer<Float>(model)
    for path in paths { try stream.partialFit(on: TableReader().read(path: path)) }
    try stream.makeModel().write(to: modelFile)
  }

  @Test func swiftOfTheReadmeRuns() throws {
    let folder = try TemporaryFolder()
    let (modelFile, printed) = (folder.file("iris.safetensors"), Printed())
    try run(Self.root.appending(path: "Examples/Data/iris.csv").path(), modelFile, printed)
    let source = try lines(of: String(contentsOfFile: #filePath, encoding: .utf8))
    let code = try lines(
      ofSwiftIn: String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8))
    #expect(code.count > 20)
    var results = printed.lines[...]
    for line in code where line != "import BPNet" && !line.hasPrefix("//") {
      let parts = line.split(separator: "  // ", maxSplits: 1).map(String.init)
      let statement = parts[0].replacingOccurrences(of: "\"Examples/Data/iris.csv\"", with: "iris")
        .replacingOccurrences(of: "\"iris.safetensors\"", with: "modelFile")
      #expect(source.contains(statement), "\(statement)")
      guard parts.count == 2 else { continue }
      let place = results.firstIndex(of: parts[1])
      #expect(place != nil, "\(parts[1]) in \(printed.lines)")
      results = results[(place.map { $0 + 1 } ?? results.startIndex)...]
    }
  }

  private func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func lines(ofSwiftIn readme: String) -> [String] {
    readme.components(separatedBy: "```swift\n").dropFirst().flatMap { block in
      lines(of: block.components(separatedBy: "```")[0])
    }
  }
}
