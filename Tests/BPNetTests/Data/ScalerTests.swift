import Foundation
import Testing

@testable import BPNet

@Suite struct ScalerTests {
  private let table: Table
  private let rows = [0, 1, 2, 4]

  init() throws {
    // Row 3 is not among the training rows.
    table = try Table(rows: [
      [1, 10, 7, .nan], [2, .nan, 7, .nan], [3, 30, 7, .nan], [100, 100, 100, 100], [6, 20, 7, .nan],
    ])
  }

  private func scalings(_ normalization: Table.Normalization) throws -> [ColumnScaling] {
    try Scaler(fitting: normalization, to: table, columns: [0, 1, 2, 3], rows: rows).columns
  }

  @Test func noneChangesNothing() throws {
    #expect(try scalings(.identity) == [.identity, .identity, .identity, .identity])
  }

  @Test func minmaxReachesZeroAndOne() throws {
    let columns = try scalings(.minmax)
    #expect(columns[0] == ColumnScaling(offset: 1, scale: 5))
    #expect(columns[1] == ColumnScaling(offset: 10, scale: 20))
    #expect(columns[0].apply(1) == 0 && columns[0].apply(6) == 1 && columns[0].undo(1) == 6)
  }

  @Test func minmax11ReachesMinusOneAndOne() throws {
    let columns = try scalings(.minmax11)
    #expect(columns[0] == ColumnScaling(offset: 3.5, scale: 2.5))
    #expect(columns[1].apply(10) == -1 && columns[1].apply(30) == 1 && columns[1].undo(0) == 20)
  }

  @Test func zscoreIsThatOfThePopulation() throws {
    let columns = try scalings(.zscore)
    #expect(columns[0] == ColumnScaling(offset: 3, scale: 3.5.squareRoot()))
    #expect(columns[1] == ColumnScaling(offset: 20, scale: (200.0 / 3).squareRoot()))
  }

  @Test(arguments: [Table.Normalization.minmax, .minmax11, .zscore])
  func constantAndEmptyColumnsDoNotDivideByZero(normalization: Table.Normalization) throws {
    let columns = try scalings(normalization)
    #expect(columns[2] == ColumnScaling(offset: 7, scale: 1))
    #expect(columns[3] == .identity)
  }

  @Test(arguments: Table.Normalization.allCases, [Double(bitPattern: 2_000), 3e-200, 1e-3, 1e200, 0.8e308])
  func extremeValuesStayFinite(normalization: Table.Normalization, unit: Double) throws {
    let table = try Table(rows: [[unit], [unit / 2], [0], [-unit / 10]])
    let scaler = try Scaler(fitting: normalization, to: table, columns: [0], rows: [0, 1, 2, 3])
    let scaled = (0..<4).map { scaler.columns[0].apply(table[$0, 0]) }
    #expect(scaled.allSatisfy { $0.isFinite })
    guard normalization == .zscore, unit > 1e-300 else { return }
    #expect(abs(scaled.reduce(0, +)) < 1e-12)
    #expect(abs(scaled.reduce(0) { $0 + $1 * $1 } - 4) < 1e-12)
  }

  @Test func aRangeBeyondDoubleIsAnError() throws {
    let table = try Table(rows: [[-1.5e308], [1.5e308]], columnNames: ["a"])
    #expect {
      try Scaler(fitting: .zscore, to: table, columns: [0], rows: [0, 1])
    } throws: {
      ($0 as? BPNetError)?.description
        == "table::a: found values from -1.5e+308 to 1.5e+308, "
        + "expected a difference within the range of a 64-bit number"
    }
  }

  @Test func survivesCodingExactly() throws {
    let scaler = try Scaler(fitting: .zscore, to: table, columns: [0, 1, 2, 3], rows: rows)
    let copy = try JSONDecoder().decode(Scaler.self, from: JSONEncoder().encode(scaler))
    #expect(copy == scaler)
  }

  @Test func namesAreThoseOfTheCommandLine() {
    #expect(Table.Normalization.allCases.map(\.rawValue) == ["none", "minmax", "minmax11", "zscore"])
    #expect(Table.MissingPolicy.allCases.map(\.rawValue) == ["error", "mean", "drop"])
  }
}
