import BPNet

/// One piece of work in parts, each done by a thread of its own, again and again.
final class ParallelWork: TeamWork {
  private let team: ThreadTeam
  private let part: (_ index: Int) -> Void

  /// - Parameter part: does one part; called for different parts at the same time.
  init(count: Int, part: @escaping @Sendable (_ index: Int) -> Void) {
    self.team = ThreadTeam(count: count)
    self.part = part
  }

  /// Does every part once.
  func run() { team.run(self) }

  func run(member: Int) { part(member) }
}
