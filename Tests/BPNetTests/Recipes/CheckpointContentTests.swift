import Foundation
import Testing

@testable import BPNet

/// What a checkpoint folder has besides states: the format's version, and a preset's choices.
@Suite struct CheckpointContentTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func recipe(_ preset: TrainingRecipe.Preset) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: preset)
    if preset == .classic { recipe.epochs = 3 }
    recipe.hidden = .sizes([4])
    return recipe
  }

  private func prepare(
    _ preset: TrainingRecipe.Preset, resumes: Bool, change: (inout TrainingRecipe) -> Void = { _ in }
  ) throws -> (training: PreparedTraining<Float>, folder: CheckpointFolder) {
    let checkpoints = try CheckpointFolder(folder.path, resumes: resumes)
    var recipe = recipe(preset)
    change(&recipe)
    return (
      try recipe.prepare(RunTests.table(), checkpoints: checkpoints, as: Float.self), checkpoints
    )
  }

  /// Changes the stored choices' text, and takes their check away.
  private func markChoices() throws {
    let file = URL(filePath: folder.file("choice.json"))
    var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let check = try #require(text.range(of: #""check":"[0-9a-f]*","#, options: .regularExpression))
    text.removeSubrange(check)
    try Data(text.replacing("\"text\":\"", with: "\"text\":\"marked ").utf8).write(to: file)
  }

  private func replace(_ old: String, _ new: String, in name: String) throws {
    let file = URL(filePath: folder.file(name))
    var data = try Data(contentsOf: file)
    let range = try #require(data.range(of: Data(old.utf8)))
    data.replaceSubrange(range, with: Data(new.utf8))
    try data.write(to: file)
  }

  @Test func aNewerFormatIsRefusedByItsVersion() throws {
    do {
      let (training, checkpoints) = try prepare(.classic, resumes: false)
      _ = try training.train(checkpoints: checkpoints)
    }
    let name = try #require(try folder.names().first { $0.hasPrefix("checkpoint-") })
    try replace(#"\"format\":1"#, #"\"format\":7"#, in: name)
    let (training, checkpoints) = try prepare(.classic, resumes: true)
    let error = #expect(throws: BPNetError.self) { try training.train(checkpoints: checkpoints) }
    let expected = BPNetError.invalidArgument(
      name: "checkpoint",
      found: "\(folder.file(name)) of format 7, written by a program of version \(libraryVersion)",
      expected: "format 1 of version \(libraryVersion)")
    #expect(error == expected)
  }

  /// The stored choices are marked, so that those of another comparison would be noticed.
  @Test func choicesAreNotComparedAgain() throws {
    let text: String
    do {
      let (training, _) = try prepare(.default, resumes: false)
      text = try #require(training.decision).text
    }
    #expect(try folder.names() == ["choice.json", "lock"])
    try markChoices()
    #expect(try prepare(.default, resumes: true).training.decision?.text == "marked \(text)")
    #expect(try prepare(.default, resumes: false).training.decision?.text == text, "a new training compares")
    try replace("\"text\":\"", "\"text\":\"changed ", in: "choice.json")
    #expect(try prepare(.default, resumes: true).training.decision?.text == text, "changed: compared again")
    try Data("{".utf8).write(to: URL(filePath: folder.file("choice.json")))
    #expect(try prepare(.default, resumes: true).training.decision?.text == text, "damaged: compared again")
  }

  @Test func choicesOfOtherTrainingAreNotUsed() throws {
    _ = try prepare(.default, resumes: false)
    try markChoices()
    let other = try prepare(.default, resumes: true) { $0.seed = 5 }.training
    #expect(other.decision.map { !$0.text.hasPrefix("marked") } == true)
  }

  /// Training that resumes with stored choices ends with the bytes of one that compared.
  @Test func theSameModelWithStoredChoices() throws {
    let whole = try recipe(.default).prepare(RunTests.table(), as: Float.self).train()
    do {
      let (training, checkpoints) = try prepare(.default, resumes: false)
      var left = 20
      let part = try training.train(
        checkpoints: checkpoints,
        shouldStop: {
          left -= 1
          return left < 0
        })
      #expect(part.summary.stopReason == .signal)
    }
    let (training, checkpoints) = try prepare(.default, resumes: true)
    let resumed = try training.train(checkpoints: checkpoints)
    #expect(try resumed.model.encoded() == whole.model.encoded())
  }
}
