import BPNet

/// Work in parts, each done by a thread of its own, which can be repeated.
final class ParallelWork: TeamWork {
  private let team: ThreadTeam
  private let part: (_ index: Int) -> Void

  /// - Parameter part: does one part; called for different parts at the same time.
  /// - Throws: `BPNetError.invalidArgument` if the system has not as many threads.
  init(count: Int, part: @escaping @Sendable (_ index: Int) -> Void) throws(BPNetError) {
    self.team = ThreadTeam(count: count)
    guard team.count == count else {
      throw .invalidArgument(
        name: "threads", found: "\(count)",
        expected: "at most \(team.count), which the system gives this process")
    }
    self.part = part
  }

  /// Does every part once.
  func run() { team.run(self) }

  func run(member: Int) { part(member) }
}
