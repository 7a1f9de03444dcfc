/// The SHA-256 digest of a sequence of bytes that is given in parts.
///
/// Source: FIPS 180-4.
struct SHA256 {
  private typealias State = SIMD8<UInt32>

  private var state: State = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The bytes of an incomplete block of 64.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// Appends `bytes` to the sequence.
  ///
  /// O(count).
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let missing = rest.prefix(64 - pending.count)
      pending += missing
      rest = rest.dropFirst(missing.count)
      if pending.count < 64 { return }
      pending.withUnsafeBytes { state = Self.compress($0[...], into: state) }
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.prefix(rest.count & ~63)
    state = Self.compress(whole, into: state)
    pending += rest.dropFirst(whole.count)
  }

  /// The digest of all bytes so far, as 64 hexadecimal digits in lower case.
  func finalized() -> String {
    let bitCount = byteCount &* 8
    let zeros = (119 - pending.count) % 64
    let padding = [0x80] + [UInt8](repeating: 0, count: zeros)
    var padded = self
    padding.withUnsafeBytes { padded.update($0) }
    withUnsafeBytes(of: bitCount.bigEndian) { padded.update($0) }
    return (0..<8).map { index in
      let digits = String(padded.state[index], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// The state after the blocks of 64 bytes in `blocks`.
  private static func compress(_ blocks: Slice<UnsafeRawBufferPointer>, into state: State) -> State {
    let bytes = UnsafeRawBufferPointer(rebasing: blocks)
    return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      var state = state
      for block in stride(from: 0, to: bytes.count, by: 64) {
        for index in 0..<16 {
          schedule[index] = bytes.loadUnaligned(fromByteOffset: block + 4 * index, as: UInt32.self).bigEndian
        }
        for index in 16..<64 {
          let early = schedule[index - 15]
          let late = schedule[index - 2]
          let sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
          let sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
          schedule[index] = schedule[index - 16] &+ sigma0 &+ schedule[index - 7] &+ sigma1
        }
        for index in 0..<64 { schedule[index] &+= constants[index] }
        state &+= rounds(UnsafeBufferPointer(schedule), from: state)
      }
      return state
    }
  }

  /// The working variables after the 64 rounds of one block, given the sums of its words and the constants.
  ///
  /// A round rotates the variables' names; after eight rounds each has its first name again, so that
  /// unrolling eight rounds saves all moves.
  private static func rounds(_ words: UnsafeBufferPointer<UInt32>, from state: State) -> State {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in stride(from: 0, to: 64, by: 8) {
      round(a, b, c, &d, e, f, g, &h, words[index])
      round(h, a, b, &c, d, e, f, &g, words[index + 1])
      round(g, h, a, &b, c, d, e, &f, words[index + 2])
      round(f, g, h, &a, b, c, d, &e, words[index + 3])
      round(e, f, g, &h, a, b, c, &d, words[index + 4])
      round(d, e, f, &g, h, a, b, &c, words[index + 5])
      round(c, d, e, &f, g, h, a, &b, words[index + 6])
      round(b, c, d, &e, f, g, h, &a, words[index + 7])
    }
    return [a, b, c, d, e, f, g, h]
  }

  /// One round: `d` becomes the next e, `h` the next a.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
    _ h: inout UInt32, _ word: UInt32
  ) {
    let choice = (e & f) ^ (~e & g)
    let majority = (a & b) ^ (a & c) ^ (b & c)
    let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    let first = h &+ sum1 &+ choice &+ word
    d &+= first
    h = first &+ sum0 &+ majority
  }

  @inline(__always)
  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 - count)
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
