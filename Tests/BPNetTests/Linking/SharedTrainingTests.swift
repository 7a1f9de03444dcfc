import Testing

@testable import BPNet
@testable import BPNetC
import CBPNet

/// Training through the C interface beside training through the library.
@Suite struct SharedTrainingTests {
  private static let rows: [[Double]] = (0..<40).map { (row: Int) -> [Double] in
    let (first, second) = (row % 7, row * row % 11)
    return [Double(first), Double(second), first > 3 ? 1 : 0]
  }

  /// The digest of the weights after training through the C interface.
  private func train(_ recipe: String) throws -> String {
    var (table, model): (OpaquePointer?, OpaquePointer?)
    try #require(bpnet_table_create(&table, nil, 0) == BPNET_OK)
    defer { bpnet_table_free(table) }
    let numbers = Self.rows.joined().map { $0 }
    return try numbers.withUnsafeBufferPointer { numbers in
      try #require(
        bpnet_table_add_numbers(
          table, BPNET_FLOAT64, numbers.baseAddress, Self.rows.count, 3, nil, nil, 0) == BPNET_OK)
      let status = bpnet_train(table, nil, nil, recipe, nil, nil, &model, nil, 0)
      defer { bpnet_model_free(model) }
      try #require(status == BPNET_OK)
      return String(cString: try #require(bpnet_model_weights_sha256(model)))
    }
  }

  /// A recipe of several runs comes to the best of them.
  @Test(arguments: [
    (#"{"preset": "classic", "epochs": 5, "validation": 0.25, "restarts": 4}"#, 4),
    (#"{"preset": "classic", "epochs": 5, "validation": 0.25, "hidden": "auto:search"}"#, 10),
    (#"{"epochs": 5, "restarts": 3, "weight-decay": 0.1}"#, 3),
  ])
  func theBestOfSeveralRuns(json: String, runCount: Int) throws {
    let recipe = try TrainingRequest(json: json, start: nil).recipe
    let table = try Table(rows: Self.rows)
    let selection = try recipe.prepare(table, as: Float.self).trainBest()
    #expect(selection.runs.count == runCount)
    let single = try recipe.prepare(table, as: Float.self).train()
    try #require(single.model.weightsSHA256 != selection.best.model.weightsSHA256, "no run differs")
    #expect(try train(json) == selection.best.model.weightsSHA256)
  }
}
