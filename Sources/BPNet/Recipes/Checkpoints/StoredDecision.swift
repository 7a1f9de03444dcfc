/// The choices that a preset made by comparing candidates, so that training that resumes does not compare
/// them again.
private struct StoredDecision: CheckedContent {
  var check: String?
  /// The training for which the choices were made.
  let identity: CheckpointIdentity
  let decision: PresetDecision
}

extension CheckpointFolder {
  /// The choices in the folder; nil if there are none, or training does not resume.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the folder's checkpoints are another training's.
  func decision(for identity: CheckpointIdentity) throws(BPNetError) -> PresetDecision? {
    guard resumes else { return nil }
    let path = files.decisionPath
    let stored: StoredDecision
    do throws(BPNetError) {
      let text = try CheckpointFiles.text(ofFile: path)
      stored = try CheckpointJSON.decodedContent(
        StoredDecision.self, from: text, file: path, extensions: identity.ownChoices)
    } catch {
      // Nothing is lost but time.
      return nil
    }
    guard stored.identity.difference(from: identity) != nil else { return stored.decision }
    if !files.checkpointPaths.isEmpty { try stored.identity.check(for: identity) }
    return nil
  }

  /// Writes the choices.
  func write(_ decision: PresetDecision, for identity: CheckpointIdentity) {
    let path = files.decisionPath
    var decision = decision
    // It may be the program's own, which nobody could read who does not have it.
    decision.recipe.rankingMetric = nil
    do throws(BPNetError) {
      let stored = StoredDecision(identity: identity, decision: decision)
      let text = try CheckpointJSON.encodedContent(stored, path: path)
      try AtomicFile.write(Array(text.utf8), to: path)
    } catch {
      report(.failed(error))
    }
  }
}
