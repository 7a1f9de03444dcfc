@testable import BPNet

/// What a checkpoint folder tells, as texts.
final class CheckpointEvents: @unchecked Sendable {
  private(set) var texts: [String] = []

  @Sendable func add(_ event: CheckpointFolder.Event) { texts.append("\(event)") }
}
