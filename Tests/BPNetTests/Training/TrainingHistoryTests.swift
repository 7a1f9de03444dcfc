import Testing

@testable import BPNet

@Suite struct TrainingHistoryTests {
  private func history(epochs: Int) -> TrainingHistory {
    var history = TrainingHistory()
    for epoch in stride(from: 1, through: epochs, by: 1) {
      history.append(
        .init(epoch: epoch, trainingLoss: 1 / Double(epoch), validationLoss: nil, learningRate: 0.1))
    }
    return history
  }

  @Test func aShortRunIsKeptWhole() {
    #expect(history(epochs: 0).entries.isEmpty)
    #expect(history(epochs: 1024).entries.map(\.epoch) == Array(1...1024))
  }

  @Test(arguments: [nil, false, true]) func isInTheModelOnRequest(isKept: Bool?) throws {
    let table = try CSVReader().read(text: "a,y\n1,2\n2,3\n3,1\n4,4\n5,2\n6,6\n")
    var recipe = TrainingRecipe()
    recipe.task = .regress
    recipe.epochs = 5
    recipe.validationFraction = 0.4
    recipe.keepsHistory = isKept
    let result = try recipe.prepare(table, as: Float.self).train()
    let bytes = try result.model.encoded()
    let read = try Model(decoding: bytes, file: "m")
    #expect(read.record.history == (isKept == true ? result.history : nil))
    #expect(result.history.entries.count == 5 && read.record == result.model.record)
    #expect(result.history.entries.allSatisfy { $0.validationLoss?.isFinite == true })
  }

  @Test(arguments: [1025, 1026, 2047, 2048, 2049, 5000, 100_000]) func aLongRunIsThinned(epochs: Int) {
    let entries = history(epochs: epochs).entries
    #expect(entries.count <= TrainingHistory.capacity && entries.count > TrainingHistory.capacity / 2 - 1)
    #expect(entries.last?.epoch == epochs)
    #expect(entries.allSatisfy { $0.trainingLoss == 1 / Double($0.epoch) })
    // Evenly spaced but for the last.
    let gaps = zip(entries.dropFirst(), entries).map { $0.epoch - $1.epoch }
    #expect(Set(gaps.dropLast()).count == 1)
    #expect(gaps[gaps.count - 1] <= gaps[0])
  }
}
