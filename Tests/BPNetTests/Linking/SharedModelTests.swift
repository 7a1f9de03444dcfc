import Foundation
import Synchronization
import Testing

@testable import BPNet
@testable import BPNetC
import CBPNet

/// Threads that use one model through the C interface; `Scripts/sanitize.sh thread` watches them.
@Suite struct SharedModelTests {
  /// A pointer that threads share.
  private struct Shared: @unchecked Sendable {
    let model: OpaquePointer
    let expected: [Double]
  }

  /// What threads have seen.
  private final class Counts: Sendable {
    let rounds = Atomic(0)
    let differences = Atomic(0)
  }

  private static let rows = (0..<20).map { Double($0) / 7 - 1 }

  /// The predicted numbers of ten rows.
  private static func predict(_ model: OpaquePointer) -> [Double] {
    var predictor: OpaquePointer?
    var numbers = [Double](repeating: 0, count: 20)
    guard bpnet_predictor_create(model, 3, &predictor, nil, 0) == BPNET_OK else { return [] }
    defer { bpnet_predictor_free(predictor) }
    let status = bpnet_predict_f64(predictor, rows, 10, &numbers, numbers.count, nil, 0)
    return status == BPNET_OK ? numbers : []
  }

  @Test func threadsGetTheBytesOfOne() throws {
    let table = try Table(
      rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], columnNames: ["a", "b", "xor"])
    var recipe = TrainingRecipe(preset: .classic)
    recipe.epochs = 3
    let handle = ModelHandle(try recipe.prepare(table, as: Float.self).train().model).retained()
    defer { bpnet_model_free(handle) }
    let shared = Shared(model: handle, expected: Self.predict(handle))
    #expect(shared.expected.count == 20)
    // BPNET_SHARING_SECONDS makes it longer, for a sanitizer.
    let seconds = ProcessInfo.processInfo.environment["BPNET_SHARING_SECONDS"].flatMap(Double.init) ?? 0.2
    let end = ProcessInfo.processInfo.systemUptime + seconds
    let counts = Counts()
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      repeat {
        let isSame = Self.predict(shared.model) == shared.expected
        let hasTexts =
          bpnet_model_record(shared.model) != nil && bpnet_model_weights_sha256(shared.model) != nil
        if !isSame || !hasTexts { counts.differences.add(1, ordering: .relaxed) }
        counts.rounds.add(1, ordering: .relaxed)
      } while ProcessInfo.processInfo.systemUptime < end
    }
    #expect(counts.differences.load(ordering: .relaxed) == 0)
    #expect(counts.rounds.load(ordering: .relaxed) >= 8)
  }
}
