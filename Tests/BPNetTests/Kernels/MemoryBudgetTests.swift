import Foundation
import Testing

@testable import BPNet

/// The memory that is left, as Linux tells it of the machine and of control groups.
@Suite struct MemoryBudgetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ files: [String: String]) throws {
    for (path, text) in files {
      let file = URL(fileURLWithPath: folder.path + path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  private func expect(_ limit: Int?, _ available: Int?, _ title: String) {
    let groups = ControlGroupMemory(root: folder.path)
    #expect(groups.limit == limit, "\(title)")
    #expect(groups.available == available, "\(title)")
  }

  /// A line of `mountinfo`.
  private func mount(_ group: String, _ point: String, _ type: String, _ options: String) -> String {
    "30 23 0:26 \(group) \(point) rw,relatime shared:9 - \(type) \(type) \(options)\n"
  }

  @Test func groupsOfTheSecondVersion() throws {
    try write([
      "/proc/self/cgroup": "0::/app/job\n",
      "/proc/self/mountinfo": mount("/", "/sys/fs/cgroup", "cgroup2", "rw,nsdelegate"),
      "/sys/fs/cgroup/app/job/memory.max": "max\n",
      "/sys/fs/cgroup/app/job/memory.current": "900\n",
    ])
    expect(nil, nil, "no limit")
    try write([
      "/sys/fs/cgroup/app/job/memory.max": "5000\n",
      "/sys/fs/cgroup/app/job/memory.stat": "anon 1\nactive_file 200\ninactive_file 300\nfile 999\n",
    ])
    expect(5000, 4600, "files in memory can be given up")
    try write(["/sys/fs/cgroup/app/memory.max": "4000\n", "/sys/fs/cgroup/app/memory.current": "3500\n"])
    expect(4000, 500, "the group above has less")
    try write(["/sys/fs/cgroup/app/memory.current": "4100\n"])
    expect(4000, 0, "nothing is left")
  }

  @Test func groupsOfTheFirstVersion() throws {
    let memory = "/sys/fs/cgroup/memory"
    try write([
      "/proc/self/cgroup": "9:name=systemd:/x\n4:cpu,memory:/docker/abc\n0::/\n",
      "/proc/self/mountinfo": mount("/docker/abc", memory, "cgroup", "rw,memory"),
      "\(memory)/memory.limit_in_bytes": "9223372036854771712\n",
      "\(memory)/memory.usage_in_bytes": "7000\n",
    ])
    expect(nil, nil, "a number beyond any memory")
    try write([
      "\(memory)/memory.limit_in_bytes": "10000\n",
      "\(memory)/memory.stat": "inactive_file 1\ntotal_inactive_file 1500\ntotal_active_file 500\n",
    ])
    expect(10000, 5000, "the group is the root of what is seen")
  }

  @Test func aGroupOutsideOfWhatIsSeenCountsAsItsRoot() throws {
    try write([
      "/proc/self/cgroup": "0::/../other\n",
      "/proc/self/mountinfo": mount("/box", "/sys/fs/cgroup", "cgroup2", "rw"),
      "/sys/fs/cgroup/memory.max": "100\n", "/sys/fs/cgroup/memory.current": "30\n",
    ])
    expect(100, 70, "another group")
  }

  @Test(arguments: [
    ["/proc/self/cgroup": ""],
    ["/proc/self/cgroup": "nonsense\n0:\n::\n", "/proc/self/mountinfo": "x\n - \n"],
    ["/proc/self/cgroup": "0::/\n", "/proc/self/mountinfo": "1 2 3 / /none rw - cgroup2 c rw\n"], [:],
  ]) func whatIsNotThereLimitsNothing(files: [String: String]) throws {
    try write(files)
    expect(nil, nil, "\(files)")
  }

  @Test func theMachinesMemoryIsThatWhichCanBeGiven() throws {
    #expect(MemoryBudget.freeMemory(root: folder.path) == nil)
    try write(["/proc/meminfo": "MemTotal: 900 kB\nMemFree: 10 kB\nMemAvailable:    70 kB\nSwapFree: 5 kB\n"])
    #expect(MemoryBudget.freeMemory(root: folder.path) == 75 * 1024)
    try write(["/proc/meminfo": "MemTotal: 900 kB\nMemFree: 10 kB\n"])
    #expect(MemoryBudget.freeMemory(root: folder.path) == nil)
  }

  @Test func whatIsMoreThanTheMemoryIsAnErrorWithBothFigures() throws {
    #expect(MemoryBudget.hasRoom(for: 0) && !MemoryBudget.hasRoom(for: .max))
    let error = #expect(throws: BPNetError.self) {
      try MemoryBudget.checkAvailable(1 << 50, name: "hidden")
    }
    guard case .invalidArgument("hidden", let found, let expected)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == "a network that needs 1125899907 MB" && expected.hasPrefix("at most "))
  }

  @Test func aReserveIsGivenBackOnce() {
    let reserve = MemoryReserve(byteCount: 1 << 20)
    reserve.release()
    reserve.release()
    // No room for it is no fault: the reserve is empty.
    MemoryReserve(byteCount: .max).release()
    MemoryReserve(byteCount: 0).release()
  }
}
