import Foundation
import Testing

/// Results of training do not change by accident: `Tests/BPNetTests/Golden/digests.json` holds their digests.
///
/// With BPNET_WRITE_DIGESTS=1 the file is written instead; CONTRIBUTING.md says when that is right.
struct GoldenDigestTests {
  static let isWriting = ProcessInfo.processInfo.environment["BPNET_WRITE_DIGESTS"] == "1"

  /// Where a case runs.
  ///
  /// Everywhere on one thread. Steps that are worth sharing run on two and three threads with every set, the
  /// others, in which further threads have no part, with one set alone: that keeps the test short.
  private static func settings(for testCase: GoldenCase, sets: [String]) -> [GoldenSetting] {
    sets.enumerated().flatMap { index, name in
      (testCase.isShared || index == 0 ? [1, 2, 3] : [1])
        .map { GoldenSetting(instructionSet: name, threads: $0) }
    }
  }

  @Test("A training's results are those of its digest", .disabled(if: isWriting), arguments: GoldenCase.all)
  func agrees(_ testCase: GoldenCase) throws {
    let expected = try #require(GoldenFile.read()[testCase.name], "\(testCase.name) has no digest")
    let program = try GoldenProgram(for: testCase)
    for setting in Self.settings(for: testCase, sets: try GoldenProgram.instructionSets()) {
      let found = try program.digest(setting)
      if found != expected {
        Issue.record("\(testCase.name) on \(setting): expected \(expected), found \(found)")
      }
    }
  }

  @Test("Every case has a digest, and every digest a case", .disabled(if: isWriting))
  func isComplete() throws {
    #expect(Set(GoldenCase.all.map(\.name)).count == GoldenCase.all.count)
    let digests = Set(try GoldenFile.read().keys)
    let cases = Set(GoldenCase.all.map(\.name))
    #expect(digests.subtracting(cases).sorted() == [])
    #expect(cases.subtracting(digests).sorted() == [])
  }

  @Test("No two cases train to the same weights", .disabled(if: isWriting))
  func areDifferent() throws {
    let groups = Dictionary(grouping: try GoldenFile.read(), by: \.value.weights)
    let repeated = groups.values.map { $0.map(\.key).sorted() }.filter { $0.count > 1 }
    #expect(repeated == [])
  }

  @Test(
    "Every name of the program's lists is in some case",
    arguments: [
      "optimizer", "activation", "loss", "schedule", "init", "init-bias", "normalize", "normalize-target",
      "bias", "reduction", "task", "missing",
    ])
  func coversNames(of option: String) throws {
    let names = try GoldenProgram.names(of: option)
    #expect(names.count > 1)
    var covered = GoldenCase.names(of: option)
    // Softmax is an activation of outputs.
    if option == "activation" { covered.formUnion(GoldenCase.names(of: "output")) }
    #expect(names.filter { !covered.contains($0) } == [], "no case has these for --\(option)")
  }

  @Test("Write the digests", .enabled(if: isWriting))
  func write() throws {
    let setting = GoldenSetting(instructionSet: try GoldenProgram.instructionSets()[0], threads: 1)
    var digests: [String: GoldenDigest] = [:]
    for testCase in GoldenCase.all {
      digests[testCase.name] = try? GoldenProgram(for: testCase).digest(setting)
    }
    try #require(digests.count == GoldenCase.all.count, "some cases failed, or share a name")
    try GoldenFile.write(digests)
  }
}
