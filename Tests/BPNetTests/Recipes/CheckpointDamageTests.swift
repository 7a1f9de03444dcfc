import Foundation
import Testing

@testable import BPNet

/// Folders of checkpoints whose files were changed, or belong to somebody else.
@Suite struct CheckpointDamageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func recipe() -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.epochs, recipe.hidden, recipe.keepsHistory) = (4, .sizes([4]), true)
    return recipe
  }

  /// Any bit of the description or of a tensor, in the newest checkpoint: the one before is used.
  @Test func aChangedBitIsNoticed() throws {
    let prepared = try Self.recipe().prepare(RunTests.table(), as: Float.self)
    let whole = try prepared.train(checkpoints: CheckpointFolder(folder.path, interval: .epochs(1)))
    let names = try folder.names().filter { $0 != "lock" }
    let newest = URL(filePath: folder.file(names[1]))
    let bytes = try Data(contentsOf: newest)
    let digit = try #require(bytes.range(of: Data(#"\"total\":"#.utf8))).upperBound
    let identity = try #require(bytes.range(of: Data(#"\"sha256\":\""#.utf8))).upperBound
    for (place, bit) in [(bytes.count - 1, 0), (bytes.count - 300, 3), (digit, 0), (identity, 1)] {
      var changed = bytes
      changed[place] ^= 1 << bit
      try changed.write(to: newest)
      let events = CheckpointEvents()
      let again = try prepared.train(
        checkpoints: CheckpointFolder(folder.path, keptCount: 9, resumes: true, onEvent: events.add))
      #expect(events.texts.first?.hasPrefix("unreadable") == true, "\(place): \(events.texts)")
      #expect(events.texts.last?.contains(names[0]) == true, "\(place): \(events.texts)")
      #expect(try again.model.encoded() == whole.model.encoded())
    }
  }

  @Test(arguments: ["epoch", "epochCount", "total", "sinceReset", "start", "sampleCount"])
  func countsBeyondAllTrainingAreImpossible(_ name: String) throws {
    let control = RunControl(TrainingConfiguration(), epochCount: 7)
    #expect(control.isPossible(rowCount: 10))
    let text = try CheckpointJSON.encoded(control, path: "c")
    let range = try #require(text.range(of: "\"\(name)\":"))
    let rest = text[range.upperBound...].drop { $0.isNumber }
    for count in [Int.min, -1, Int.max] {
      let changed = "\(text[..<range.upperBound])\(count)\(rest)"
      let read = try CheckpointJSON.decoded(RunControl.self, from: changed, file: "c")
      #expect(!read.isPossible(rowCount: 10), "\(count)")
    }
  }

  /// Results that were changed, or of which some lack figures, cannot be used.
  @Test(arguments: ["no fold", "no figures", "one figure less", "another number"])
  func changedResultsAreNotUsed(_ change: String) throws {
    let validation = try CrossValidation(Self.recipe(), table: RunTests.table(), foldCount: 3)
    let whole = try validation.run(checkpoints: CheckpointFolder(folder.path))
    let file = URL(filePath: folder.file("runs.json"))
    var content = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    var results = try #require(content["results"] as? [[String: Any]])
    var fold = try #require(results[1]["fold"] as? [String: Any])
    let values = try #require(fold["values"] as? [[String: Any]])
    switch change {
    case "no figures": fold["values"] = [Any]()
    case "one figure less": fold["values"] = Array(values.dropFirst())
    default: fold["rowCount"] = 7
    }
    results[1]["fold"] = change == "no fold" ? nil : fold
    content["results"] = results
    // Without the check, what cannot be is noticed all the same.
    if change != "another number" { content["check"] = nil }
    try JSONSerialization.data(withJSONObject: content, options: .sortedKeys).write(to: file)
    let events = CheckpointEvents()
    let again = try validation.run(
      checkpoints: CheckpointFolder(folder.path, resumes: true, onEvent: events.add))
    #expect(events.texts.first?.hasPrefix("unreadable") == true, "\(events.texts)")
    #expect(again.folds.map(\.rowCount) == whole.folds.map(\.rowCount))
  }

  /// Columns that choices name, and which of them are text, are part of what was trained on.
  @Test func columnsInAnotherOrderAreOtherData() throws {
    func table(_ text: String) throws -> Table { try CSVReader().read(text: text, source: "t.csv") }
    let (first, other) = (try table("a,b\n1,2\n3,4\n"), try table("b,a\n1,2\n3,4\n"))
    func digest(_ table: Table, _ includesNames: Bool) -> String {
      DataFingerprint(of: table, includesNames: includesNames).sha256
    }
    #expect(digest(first, false) == digest(other, false))
    #expect(digest(first, true) != digest(other, true))
    let (left, right) = (try table("0,x\n1,y\n0,x\n1,y\n"), try table("x,0\ny,1\nx,0\ny,1\n"))
    #expect(digest(left, false) != digest(right, false))
    var recipe = Self.recipe()
    #expect(!recipe.namesColumns)
    recipe.ignoredColumns = "a"
    #expect(recipe.namesColumns)
  }

  /// A file of the user's that is called like the lock stays as it is, behind a link, too.
  @Test func foreignFilesAreNotLocks() throws {
    let precious = try folder.write(Array("precious".utf8), to: "precious.txt")
    for isLink in [true, false] {
      let inner = "\(folder.path)/\(isLink)"
      try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
      if isLink {
        try FileManager.default.createSymbolicLink(atPath: "\(inner)/lock", withDestinationPath: precious)
      } else {
        try Data("12a".utf8).write(to: URL(filePath: "\(inner)/lock"))
      }
      #expect(throws: BPNetError.self) { try CheckpointFolder(inner) }
      let kept = try Data(contentsOf: URL(filePath: isLink ? precious : "\(inner)/lock"))
      #expect(String(decoding: kept, as: UTF8.self) == (isLink ? "precious" : "12a"))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("runs.json"), withDestinationPath: precious)
    #expect(throws: BPNetError.self) { try CheckpointFolder(folder.path, resumes: true) }
    try FileManager.default.removeItem(atPath: folder.file("runs.json"))
    _ = try folder.write([], to: ".bpnet-mine.tmp")
    _ = try CheckpointFolder(folder.path)
    #expect(try folder.names().contains(".bpnet-mine.tmp"))
    #expect(!CheckpointFiles.isContent("checkpoint-backup.safetensors"))
  }

  /// Files of another program that are called like those of results and choices stay.
  @Test(arguments: ["choice.json", "runs.json"], [false, true])
  func foreignFilesAreNotReplaced(name: String, resumes: Bool) throws {
    let content = Array(#"{"my":"choice"}"#.utf8)
    let path = try folder.write(content, to: name)
    let error = #expect(throws: BPNetError.self) { try CheckpointFolder(folder.path, resumes: resumes) }
    #expect(error?.description.contains("a file of another program has this name") == true)
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(content))
    #expect(try folder.names() == [name])
  }

  /// And so do those that are called nearly like checkpoints.
  @Test func foreignCheckpointsAreNotRemoved() throws {
    let names = [
      "checkpoint-1-2.safetensors", "checkpoint-000000001-000000000020.safetensors",
      "checkpoint-00000001-20.safetensors", "checkpoint-best.safetensors",
    ]
    for name in names { _ = try folder.write([1], to: name) }
    let prepared = try Self.recipe().prepare(RunTests.table(), as: Float.self)
    for resumes in [false, true] {
      _ = try prepared.train(
        checkpoints: CheckpointFolder(folder.path, interval: .epochs(1), keptCount: 1, resumes: resumes))
    }
    #expect(try Set(folder.names()).isSuperset(of: names))
    #expect(CheckpointFiles.isContent("checkpoint-123456789-000000000020.safetensors"))
  }

  /// Names have more digits from epoch 100,000,000 on.
  @Test func checkpointsAreInTheOrderOfTheirEpochs() throws {
    let names = ["099999999-000000000007", "99999999-000000000007", "100000000-000000000008"].map {
      "checkpoint-\($0).safetensors"
    }
    for name in names { _ = try folder.write([], to: name) }
    let files = CheckpointFiles(folder: folder.path, keptCount: 2)
    #expect(files.checkpointPaths == names.dropFirst().map { folder.file($0) })
  }

  /// Weights alone are not all that training goes on from.
  @Test func anotherStateOfTheOptimizerIsAnotherStart() throws {
    var recipe = Self.recipe()
    recipe.optimizer = .given(.adam())
    let model = try recipe.prepare(RunTests.table(), as: Float.self).train().model
    recipe.keepsOptimizerState = false
    let plain = try recipe.prepare(RunTests.table(), as: Float.self).train().model
    #expect(model.weightsSHA256 == plain.weightsSHA256)
    let identities = try [model, plain].map { start in
      try TrainingRecipe(continuing: start).prepare(RunTests.table(), continuing: start, as: Float.self)
        .checkpointIdentity
    }
    #expect(identities[0].start != identities[1].start && identities[0].data == identities[1].data)
  }

  /// Files that do not exist yet, in folders that do not, behind links.
  @Test func pathsAreResolved() throws {
    let root = AtomicFile.resolvedPath(folder.path)
    try FileManager.default.createDirectory(atPath: "\(root)/a", withIntermediateDirectories: true)
    for (name, target) in [("l", "a"), ("m", "l/n"), ("loop", "loop"), ("p", "r/q"), ("r", "p/q")] {
      try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: target)
    }
    for (path, file) in [
      ("l/x/y", "a/x/y"), ("m", "a/n"), ("m/z", "a/n/z"), ("./l/../l/./x/../q", "a/q"), ("a//x/", "a/x"),
    ] {
      #expect(AtomicFile.resolvedPath("\(root)/\(path)") == "\(root)/\(file)", "\(path)")
    }
    #expect(AtomicFile.resolvedPath("\(root)/loop") == "\(root)/loop")
    #expect(AtomicFile.resolvedPath("/no/such/..") == "/no")
    // Neither an end of links nor of folders.
    #expect(!AtomicFile.resolvedPath("\(root)/p").isEmpty)
    #expect(AtomicFile.resolvedPath(String(repeating: "a/", count: 30_000) + "x").hasSuffix("/a/x"))
    #expect(!CheckpointFolder.isFree("/lock", inFolder: "/"))
    #expect(CheckpointFolder.isFree("\(root)/a/lock", inFolder: "\(root)/b"))
    #expect(!CheckpointFolder.isFree("\(root)/l/c/lock", inFolder: "\(root)/a/c"))
  }
}
