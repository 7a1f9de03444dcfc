import Synchronization
internal import SystemLibrary

/// Work that the members of a team do together.
package protocol TeamWork: AnyObject {
  /// Does the part of one member, from 0 to the team's `count` − 1; all run at the same time.
  func run(member: Int)
}

/// Threads that wait for work together: made once, used many thousand times a second.
///
/// The thread that calls `run` is member 0. The others spin for some microseconds after a piece of work,
/// since the next one tends to follow at once, and then sleep. They end when the team is freed.
package final class ThreadTeam: Sendable {
  /// The members, the caller of `run` among them.
  package let count: Int
  private let shared = TeamState()

  /// A team of `count` members, or of fewer where the system has no more threads to give.
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

  /// Has every member do its part, and returns when all have.
  ///
  /// Allocates nothing. One piece of work at a time: the team belongs to the thread that calls this.
  @inline(__always)
  package func run(_ work: any TeamWork) {
    if count == 1 { return work.run(member: 0) }
    shared.begin(work, others: count - 1)
    work.run(member: 0)
    shared.waitForOthers()
  }
}

/// What the members of a team share.
///
/// Invariant that makes it `Sendable`: `work` is written before `generation` moves on, and read only after,
/// by threads that are counted in `unfinished` until they are done with it; it is not written again before
/// that count is 0.
private final class TeamState: @unchecked Sendable {
  /// How often a member looks for work before it sleeps: some 20 microseconds.
  private static let spins = 1000

  /// The pieces of work begun; negative when the team is gone.
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

  /// A member that is about to sleep is counted in `sleepers` before it looks at `generation` for the last
  /// time; so either it sees the new value, or its sleep is seen here.
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

  /// What a new thread is told: the thread takes the reference over.
  private final class Membership {
    let state: TeamState
    let member: Int
    init(state: TeamState, member: Int) {
      self.state = state
      self.member = member
    }
  }

  /// - Returns: whether the system had a thread to give.
  func startThread(member: Int) -> Bool {
    let membership = Unmanaged.passRetained(Membership(state: self, member: member))
    // A number with glibc, a pointer elsewhere.
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let result = pthread_create(&thread, nil, { TeamState.serve($0) }, membership.toOpaque())
    guard result == 0 else {
      membership.release()
      return false
    }
    #if canImport(Glibc)
      pthread_detach(thread)
    #else
      if let thread { pthread_detach(thread) }
    #endif
    return true
  }

  /// The life of a thread. (The system's headers differ in whether the context may be null.)
  private static func serve(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let membership = Unmanaged<Membership>.fromOpaque(context).takeRetainedValue()
    membership.state.serve(member: membership.member)
    return nil
  }
}
