import Synchronization
import Testing

@testable import BPNet

@Suite struct ThreadTeamTests {
  private final class Counting: TeamWork {
    let counts: [Atomic<Int>.Box]
    init(members: Int) { counts = (0..<members).map { _ in Atomic<Int>.Box() } }

    func run(member: Int) { counts[member].value.add(1, ordering: .relaxed) }
  }

  @Test(arguments: [1, 2, 3, 7]) func everyMemberDoesItsPartOnce(count: Int) {
    let team = ThreadTeam(count: count)
    #expect(team.count == count)
    let work = Counting(members: count)
    for round in 1...2000 {
      team.run(work)
      #expect(work.counts.allSatisfy { $0.value.load(ordering: .relaxed) == round })
    }
  }

  @Test func membersThatHaveGoneToSleepWakeUp() async throws {
    let team = ThreadTeam(count: 3)
    let work = Counting(members: 3)
    for round in 1...5 {
      team.run(work)
      #expect(work.counts.allSatisfy { $0.value.load(ordering: .relaxed) == round })
      // Far longer than a member looks for work before it sleeps.
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test func teamsComeAndGo() {
    for _ in 0..<200 {
      let work = Counting(members: 3)
      ThreadTeam(count: 3).run(work)
      #expect(work.counts.allSatisfy { $0.value.load(ordering: .relaxed) == 1 })
    }
  }
}

extension Atomic where Value == Int {
  /// An atomic number that can stand in an array.
  fileprivate final class Box: Sendable {
    let value = Atomic<Int>(0)
  }
}
