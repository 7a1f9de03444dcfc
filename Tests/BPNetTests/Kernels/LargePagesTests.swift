import Foundation
import Testing

@testable import BPNet

@Suite struct LargePagesTests {
  @Test(arguments: [0, 1, 1 << 20, LargePages.leastByteCount - kernelRoomByteCount, (9 << 20) + 5])
  func buffersAreAlignedAndZero(count: Int) {
    let buffer = AlignedBuffer<UInt8>(count: count)
    let isLarge = count + kernelRoomByteCount >= LargePages.leastByteCount
    withExtendedLifetime(buffer) {
      let address = UInt(bitPattern: UnsafeRawPointer(buffer.base))
      #expect(address % UInt(isLarge ? LargePages.pageByteCount : 64) == 0)
      #expect(UnsafeBufferPointer(start: buffer.base, count: count).allSatisfy { $0 == 0 })
      guard count > 0 else { return }
      (buffer.base[0], buffer.base[count - 1]) = (7, 9)
      let copy = AlignedBuffer(copying: buffer)
      withExtendedLifetime(copy) {
        #expect(copy.base[0] == (count == 1 ? 9 : 7) && copy.base[count - 1] == 9)
      }
    }
  }

  #if os(Linux)
    /// The kernel marks mappings whose owner has asked for large pages.
    ///
    /// Memory of small buffers may be marked, too, if it was part of a large one before.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/sys/kernel/mm/transparent_hugepage/enabled")))
    func theSystemKnowsOfLargeBuffers() throws {
      let large = AlignedBuffer<UInt8>(count: LargePages.leastByteCount)
      let flags = try flags(at: large.base)
      withExtendedLifetime(large) { #expect(flags.contains("hg")) }
    }

    /// The flags of the mapping with an address.
    private func flags(at address: UnsafeMutablePointer<UInt8>) throws -> [Substring] {
      let address = UInt(bitPattern: address)
      var isInside = false
      // The system gives the file's size as 0, which some ways of reading believe.
      let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
      let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
      for line in text.split(separator: "\n") {
        let fields = line.split(separator: " ")
        let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        if bounds.count == 2 { isInside = bounds[0] <= address && address < bounds[1] }
        if isInside, fields[0] == "VmFlags:" { return Array(fields.dropFirst()) }
      }
      return []
    }
  #endif
}
