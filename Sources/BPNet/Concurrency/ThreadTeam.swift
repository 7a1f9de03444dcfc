import Synchronization
internal import SystemLibrary

/// Work that the members of a team do together.
package protocol TeamWork: AnyObject {
  /// Does the share of one member, from 0 to the team's `count` − 1; called for all members at the same time.
  func run(member: Int)
}

/// A fixed number of threads that do work together, many thousand times a second.
///
/// The thread that calls `run` is member 0. The others spin for some microseconds after each piece of work,
/// because the next one usually follows at once, and then sleep. They end when the team is freed.
package final class ThreadTeam: Sendable {
  /// The number of members, the caller of `run` included.
  package let count: Int
  private let shared = TeamState()

  /// A team of `count` members, or of fewer if the system cannot start more threads.
  ///
  /// - Precondition: `count` is at least 1.
  package init(count: Int) {
    precondition(count >= 1, "a team has a member")
    var members = 1
    while members < count, shared.startThread(member: members) { members += 1 }
    self.count = members
  }

  deinit {
    shared.close()
  }

  /// Runs every member's share of the work, and returns when all are done.
  ///
  /// Allocates nothing. The team belongs to the thread that calls this: there is one piece of work at a time.
  @inline(__always)
  package func run(_ work: any TeamWork) {
    if count == 1 { return work.run(member: 0) }
    shared.begin(work, others: count - 1)
    work.run(member: 0)
    shared.waitForOthers()
  }
}

/// The shared state of a team's members.
///
/// Invariant that makes it `Sendable`: `work` is written before `generation` is incremented, and read only
/// afterwards, by threads that are counted in `unfinished` until they are done with it; it is not written
/// again before that count is 0.
private final class TeamState: @unchecked Sendable {
  /// The number of times that a member checks for work before it sleeps, some 20 microseconds.
  private static let spins = 1000

  /// The number of pieces of work begun; negative when the team is freed.
  private let generation = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  @exclusivity(unchecked) private unowned(unsafe) var work: (any TeamWork)?
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wakeUp, nil)
  }

  deinit {
    pthread_cond_destroy(wakeUp)
    pthread_mutex_destroy(mutex)
    wakeUp.deallocate()
    mutex.deallocate()
  }

  func begin(_ work: any TeamWork, others: Int) {
    self.work = work
    unfinished.store(others, ordering: .relaxed)
    publish(generation.load(ordering: .relaxed) + 1)
  }

  func waitForOthers() {
    var looks = 0
    while unfinished.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks < TeamState.spins { spinHint() } else { sched_yield() }
    }
  }

  func close() {
    publish(-1)
  }

  /// Sets `generation`, and wakes sleeping members.
  ///
  /// A member that is about to sleep increments `sleepers` before it reads `generation` for the last time. So
  /// either it sees the new value, or its increment is seen here.
  private func publish(_ value: Int) {
    generation.store(value, ordering: .sequentiallyConsistent)
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(mutex)
  }

  private func waitForWork(after seen: Int) -> Int {
    for _ in 0..<TeamState.spins {
      let now = generation.load(ordering: .acquiring)
      if now != seen { return now }
      spinHint()
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while generation.load(ordering: .sequentiallyConsistent) == seen {
      pthread_cond_wait(wakeUp, mutex)
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
    return generation.load(ordering: .acquiring)
  }

  private func serve(member: Int) {
    var seen = 0
    while true {
      seen = waitForWork(after: seen)
      guard seen > 0 else { return }
      work?.run(member: member)
      unfinished.subtract(1, ordering: .releasing)
    }
  }

  /// - Returns: whether the system could start a thread.
  func startThread(member: Int) -> Bool {
    SystemThread.start { [self] in serve(member: member) }
  }
}
