/// The parts of Swift sources that differ from those of other languages by more than notation.
enum SwiftPart {
  static func primitives(_ precision: Precision) -> [SourcePart] {
    [largest, minusAbs, copySign, powerOfTwo(precision), power, eighthPower]
  }

  private static let largest = SourcePart(
    "max",
    text: """
      @inline(__always) private static func @max(_ a: REAL, _ b: REAL) -> REAL { a > b ? a : b }
      """)

  private static let minusAbs = SourcePart(
    "minus_abs",
    text: """
      // -|x|
      @inline(__always) private static func @minus_abs(_ x: REAL) -> REAL { -x.magnitude }
      """)

  private static let copySign = SourcePart(
    "with_sign",
    text: """
      // |x| with the sign of y
      @inline(__always) private static func @with_sign(_ x: REAL, _ y: REAL) -> REAL {
        REAL(signOf: y, magnitudeOf: x)
      }
      """)

  private static func powerOfTwo(_ precision: Precision) -> SourcePart {
    SourcePart(
      "power_of_two",
      text: """
        // The low bits of x as an exponent.
        @inline(__always) private static func @power_of_two(_ x: REAL) -> REAL {
          REAL(bitPattern: x.bitPattern << \(precision == .f32 ? 23 : 52))
        }
        """)
  }

  private static let power = SourcePart(
    "power",
    text: """
      // 2^n for -1022 <= n <= 1023
      @inline(__always) private static func @power(_ n: Double) -> Double {
        Double(bitPattern: UInt64(bitPattern: 1023 + Int64(n)) << 52)
      }
      """)

  private static let eighthPower = SourcePart(
    "eighth_power",
    text: """
      // 2^(n / 8), n in the low bits of x.
      @inline(__always) private static func @eighth_power(_ x: REAL) -> REAL {
        let part: BITS =
          switch x.bitPattern & 7 {
      \(KernelConstant.eighths.enumerated().map { index, bits in
          "    \(index < 7 ? "case \(index)" : "default"): 0x\(String(bits, radix: 16))"
        }.joined(separator: "\n"))
          }
        return REAL(bitPattern: (x.bitPattern << 20) &+ part)
      }
      """)

  static let softmax = SourcePart(
    "softmax",
    text: """
      // exp(y) of each number, divided by their sum, which is taken in 16 parts
      private static func @softmax(_ count: Int, _ y: UnsafeMutablePointer<REAL>) {
        var largest = y[0]
        for i in 1..<Swift.max(count, 1) where y[i] > largest { largest = y[i] }
        var sums = SIMD16<REAL>(repeating: 0)
        for i in 0..<count {
          y[i] = @exp(y[i] - largest)
          sums[i % 16] += y[i]
        }
        let eight = sums.lowHalf + sums.highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        for i in 0..<count { y[i] /= two.x + two.y }
      }
      """)
}
