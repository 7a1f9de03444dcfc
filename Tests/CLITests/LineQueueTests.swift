import BPNet
import Foundation
import Testing

@testable import CommandSupport

@Suite(.timeLimit(.minutes(10))) struct LineQueueTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// More lines than may wait, so that some are written by whoever hands them over.
  @Test func linesStayInOrder() throws {
    let queue = LineQueue(try LineFile(path: folder.path("lines"), keepsLines: false))
    let count = 200_000
    for number in 0..<count { queue.append { "\(number)" } }
    queue.finish()
    let lines = try folder.read("lines").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.elementsEqual((0..<count).map { "\($0)" } + [""]))
  }

  @Test func aLineIsWrittenWithoutBeingAskedFor() throws {
    let queue = LineQueue(try LineFile(path: folder.path("lines"), keepsLines: false))
    queue.append { "one" }
    while try folder.read("lines").isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    #expect(try folder.read("lines") == "one\n")
    queue.finish()
  }

  #if os(Linux)
    @Test func theFirstErrorIsTold() throws {
      let queue = LineQueue(try LineFile(path: "/dev/full", keepsLines: true))
      queue.append { "one" }
      let error = #expect(throws: BPNetError.self) { try queue.flush() }
      #expect(error?.localizedDescription.contains("/dev/full") == true)
      queue.finish()
    }
  #endif
}
