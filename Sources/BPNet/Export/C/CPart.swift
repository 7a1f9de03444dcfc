/// The parts of C sources that differ from those of other languages by more than notation.
enum CPart {
  static func primitives(_ precision: Precision) -> [SourcePart] {
    [largest, minusAbs, copySign, powerOfTwo, power, eighthPower]
  }

  private static let largest = SourcePart(
    "max",
    text: """
      @@INLINE REAL @max(REAL a, REAL b) { return a > b ? a : b; }
      """)

  private static let minusAbs = SourcePart(
    "minus_abs",
    text: """
      /* -|x| */
      @@INLINE REAL @minus_abs(REAL x) {
        BITS bits;
        memcpy(&bits, &x, sizeof bits);
        bits |= (BITS)1 << (8 * sizeof bits - 1);
        memcpy(&x, &bits, sizeof bits);
        return x;
      }
      """)

  private static let copySign = SourcePart(
    "with_sign",
    text: """
      /* |x| with the sign of y */
      @@INLINE REAL @with_sign(REAL x, REAL y) {
        const BITS sign = (BITS)1 << (8 * sizeof sign - 1);
        BITS bits, other;
        memcpy(&bits, &x, sizeof bits);
        memcpy(&other, &y, sizeof other);
        bits = (bits & ~sign) | (other & sign);
        memcpy(&x, &bits, sizeof bits);
        return x;
      }
      """)

  private static let powerOfTwo = SourcePart(
    "power_of_two",
    text: """
      /* The low bits of x as an exponent. */
      @@INLINE REAL @power_of_two(REAL x) {
        BITS bits;
        memcpy(&bits, &x, sizeof bits);
        bits <<= sizeof bits == 4 ? 23 : 52;
        memcpy(&x, &bits, sizeof bits);
        return x;
      }
      """)

  private static let eighthPower = SourcePart(
    "eighth_power",
    text: """
      /* 2^(n / 8), n in the low bits of x. */
      static const BITS @eighths[] = {
      \(KernelConstant.eighths.map { "    0x\(String($0, radix: 16))u," }.joined(separator: "\n"))
      };

      @@INLINE REAL @eighth_power(REAL x) {
        BITS bits;
        memcpy(&bits, &x, sizeof bits);
        bits = (bits << 20) + @eighths[bits % 8];
        memcpy(&x, &bits, sizeof bits);
        return x;
      }
      """)

  private static let power = SourcePart(
    "power",
    text: """
      /* 2^n for -1022 <= n <= 1023 */
      @@INLINE double @power(double n) {
        const uint64_t bits = (uint64_t)(1023 + (int)n) << 52;
        double x;
        memcpy(&x, &bits, sizeof x);
        return x;
      }
      """)

  static let softmax = SourcePart(
    "softmax",
    text: """
      /* exp(y) of each number, divided by their sum, which is taken in 16 parts */
      @@INLINE void @softmax(size_t count, REAL *y) {
        REAL largest = y[0], sums[16];
        size_t i, half;
        for (i = 1; i < count; ++i) largest = y[i] > largest ? y[i] : largest;
        for (i = 0; i < 16; ++i) sums[i] = 0;
        for (i = 0; i < count; ++i) y[i] = @exp(y[i] - largest);
        for (i = 0; i < count; ++i) sums[i % 16] += y[i];
        for (half = 8; half > 0; half /= 2) {
          for (i = 0; i < half; ++i) sums[i] += sums[i + half];
        }
        for (i = 0; i < count; ++i) y[i] /= sums[0];
      }
      """)
}

extension SourceLanguage {
  /// The functions that are written in each language by itself, before those that need them.
  func primitives(_ precision: Precision) -> [SourcePart] {
    switch self {
    case .c: CPart.primitives(precision)
    case .swift: SwiftPart.primitives(precision)
    }
  }

  /// The function of whole rows.
  var softmax: SourcePart {
    switch self {
    case .c: CPart.softmax
    case .swift: SwiftPart.softmax
    }
  }
}
