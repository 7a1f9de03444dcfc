import Testing

@testable import BPNet

@Suite struct FoldsTests {
  /// Rows, folds and, if any, the number of classes that the rows take in turn.
  private static let divisions: [(rows: Int, folds: Int, classes: Int?)] = [
    (10, 2, nil), (11, 3, nil), (5, 5, nil), (2, 2, nil), (30, 4, 3), (31, 5, 7), (6, 4, 6), (100, 10, 3),
  ]

  @Test(arguments: Self.divisions.indices) func everyRowIsHeldBackOnce(index: Int) throws {
    let (rows, count, classCount) = Self.divisions[index]
    let classes = classCount.map { modulus in (0..<rows).map { $0 * $0 % modulus } }
    let folds = try Folds.make(rowCount: rows, count: count, classes: classes, seed: 3)
    #expect(folds.count == count)
    #expect(folds.flatMap { $0 }.sorted() == Array(0..<rows))
    #expect(folds.allSatisfy { $0 == $0.sorted() && rows / count...(rows + count - 1) / count ~= $0.count })
    for value in Set(classes ?? []) {
      let counts = folds.map { fold in fold.count { classes?[$0] == value } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "class \(value): \(counts)")
    }
  }

  @Test func theSeedMakesTheFolds() throws {
    func folds(_ seed: UInt64) throws -> [[Int]] { try Folds.make(rowCount: 20, count: 4, seed: seed) }
    #expect(try folds(1) == folds(1))
    #expect(try folds(1) != folds(2))
    #expect(try folds(1) != (0..<4).map { fold in (0..<5).map { $0 * 4 + fold } }, "shuffled")
  }

  @Test(arguments: [(10, 1), (10, 0), (10, -3), (10, 11), (1, 2), (0, 2)]) func refuses(rows: Int, count: Int)
  {
    let error = #expect(throws: BPNetError.self) { try Folds.make(rowCount: rows, count: count, seed: 0) }
    let found = "foldCount: found \(counted(count, "fold")) of \(rows) rows"
    #expect(error?.description.hasPrefix(found) == true)
  }

  @Test func statistics() {
    let statistics = FigureStatistics([
      [("a", 1), ("b", 5), ("c", 1)], [("a", 2), ("b", 5), ("c", .nan)], [("a", 6), ("b", 5), ("c", 3)],
    ])
    #expect(statistics.names == ["a", "b", "c"])
    #expect(statistics.means == [3, 5, 2])
    // (4 + 1 + 9) / 2 = 7.
    #expect(statistics.standardDeviations == [Double(7).squareRoot(), 0, Double(2).squareRoot()])
    #expect(FigureStatistics([[("a", 4)]]).standardDeviations[0].isNaN)
    #expect(statistics.counts == [3, 3, 2])
  }

  @Test func figuresThatSomeFoldsLack() {
    let statistics = FigureStatistics([
      [("loss", 1), ("roc_auc", 0.5), ("log_loss", .nan)],
      [("loss", 2), ("roc_auc", .nan), ("log_loss", .nan)],
      [("loss", 3), ("roc_auc", 1), ("log_loss", .nan)],
    ])
    #expect(statistics.counts == [3, 2, 0])
    #expect(statistics.means[0] == 2 && statistics.means[1] == 0.75 && statistics.means[2].isNaN)
    #expect(statistics.standardDeviations[1] == 0.125.squareRoot())
    // Training that diverged in a fold is not to be overlooked.
    let diverged = FigureStatistics([[("loss", 1), ("r2", 0.5)], [("loss", .nan), ("r2", .nan)]])
    #expect(diverged.means.allSatisfy(\.isNaN) && diverged.counts == [1, 1])
  }
}
