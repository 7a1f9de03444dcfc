import Foundation
import Synchronization

/// Threads that do the parts of one piece of work at the same time, again and again.
///
/// The calling thread does part 0. The others wait for the next round by spinning, so that a round costs
/// little more than its longest part; after a while of waiting they let others run.
final class ThreadTeam: Sendable {
  private static let spins = 10_000

  private let work: @Sendable (_ part: Int) -> Void
  private let otherCount: Int
  /// The number of rounds begun; negative when the team is dismissed.
  private let round = Atomic<Int>(0)
  private let unfinishedCount = Atomic<Int>(0)

  private init(count: Int, work: @escaping @Sendable (_ part: Int) -> Void) {
    self.otherCount = count - 1
    self.work = work
  }

  /// Calls `body` with a team of `count` threads, the calling one among them, for `work`.
  static func with<Result>(
    count: Int, work: @escaping @Sendable (_ part: Int) -> Void, _ body: (ThreadTeam) throws -> Result
  ) rethrows -> Result {
    let team = ThreadTeam(count: count, work: work)
    for part in 1..<max(count, 1) {
      Thread.detachNewThread { team.serve(part: part) }
    }
    defer { team.round.store(-1, ordering: .releasing) }
    return try body(team)
  }

  /// Does every part once.
  func run() {
    if otherCount > 0 {
      unfinishedCount.store(otherCount, ordering: .relaxed)
      round.add(1, ordering: .releasing)
    }
    work(0)
    Self.wait { unfinishedCount.load(ordering: .acquiring) == 0 }
  }

  private func serve(part: Int) {
    var done = 0
    while true {
      Self.wait { round.load(ordering: .acquiring) != done }
      done = round.load(ordering: .acquiring)
      guard done > 0 else { return }
      work(part)
      unfinishedCount.subtract(1, ordering: .releasing)
    }
  }

  private static func wait(until isReached: () -> Bool) {
    var spins = 0
    while !isReached() {
      spins += 1
      if spins > Self.spins { sched_yield() }
    }
  }
}
