import BPNet
import Foundation
import Testing

@testable import CommandSupport

@Suite(.timeLimit(.minutes(10))) struct LineQueueTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func queue(of name: String) throws -> LineQueue<Int> {
    LineQueue(try LineFile(path: name)) { $1.append($0) }
  }

  /// More lines than may wait, so that some are written by whoever hands them over.
  @Test func linesAreWholeAndInOrder() throws {
    let queue = try queue(of: folder.path("lines"))
    let count = 200_000
    for number in 0..<count { queue.append(number) }
    queue.finish()
    let lines = try folder.read("lines").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.elementsEqual((0..<count).map { "\($0)" } + [""]))
  }

  @Test func aLineIsWrittenWithoutBeingAskedFor() throws {
    let queue = try queue(of: folder.path("lines"))
    queue.append(1)
    while try folder.read("lines").isEmpty { Thread.sleep(forTimeInterval: 0.01) }
    #expect(try folder.read("lines") == "1\n")
    queue.finish()
  }

  /// Another thread that syncs has all lines written that were handed over until then.
  @Test func anotherThreadWritesWhatWaits() throws {
    let queue = try queue(of: folder.path("lines"))
    let path = folder.path("lines")
    for number in 1...100 {
      queue.append(number)
      let text = DispatchQueue.global().sync {
        queue.sync()
        return try? String(contentsOfFile: path, encoding: .utf8)
      }
      #expect(text?.hasSuffix("\n\(number)\n") == true || text == "1\n")
    }
    queue.finish()
  }

  #if os(Linux)
    @Test func theFirstErrorIsTold() throws {
      let queue = try queue(of: "/dev/full")
      queue.append(1)
      queue.sync()
      let error = #expect(throws: BPNetError.self) { try queue.flush() }
      #expect(error?.localizedDescription.contains("/dev/full") == true)
      queue.finish()
    }
  #endif
}

@Suite struct LineTextTests {
  private func text(_ body: (inout LineText) -> Void) -> String {
    var text = LineText()
    body(&text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test(arguments: [0, 7, -7, 10, 1_234_567_890, .max, .min]) func integers(number: Int) {
    #expect(text { $0.append(number) } == "\(number)")
  }

  @Test(
    arguments: [
      (0, 9, "0"), (0.1, 9, "0.1"), (1.4e-5, 9, "0.000014"), (0.8370565329987585, 9, "0.837056533"),
      (1_795_812_337.4786, 3, "1795812337.479"), (1_795_812_337.9996, 3, "1795812338"), (5.5, 0, "6"),
      (-2.25, 1, "-2.3"), (-0.01, 1, "0"), (1e15, 3, "1000000000000000.0"), (1e300, 9, "1e+300"),
      (.infinity, 3, "null"), (.nan, 3, "null"),
    ] as [(Double, Int, String)]) func decimals(number: Double, places: Int, expected: String)
  {
    #expect(text { $0.append(json: number, places: places) } == expected)
  }

  @Test func allDigitsReadBack() {
    for number in [0.1, 1.0 / 3, -1e-300, 5e22, .leastNonzeroMagnitude, .greatestFiniteMagnitude] {
      #expect(Double(text { $0.append(json: number) }) == number)
    }
    #expect(text { $0.append(json: -.infinity) } == "null")
  }
}
