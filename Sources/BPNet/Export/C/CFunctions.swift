/// A function of exported C files, for one number: the operations of the kernels' function, in the same
/// order.
///
/// In the text REAL is the type of the numbers, BITS the integer type of its size, `@` the prefix of all
/// names, and FMA a fused multiply-add. Constants are in `KernelConstant.all`. The folder `functions` of the
/// kernels explains the methods.
struct CFunction: Sendable {
  /// The names that the text defines for others, without prefix.
  let names: [String]
  /// The source text.
  let text: String

  init(_ names: String..., text: String) {
    (self.names, self.text) = (names, text)
  }

  /// All functions, each after those that it needs.
  static func all(_ precision: Precision) -> [CFunction] {
    [
      largest, minusAbs, copySign, powerOfTwo, exponentialParts, exponential, exponentialMinusOne,
      sigmoidOfExponential, precision == .f32 ? sigmoidInEighths : sigmoidInParts, sigmoid, tanh, softplus,
      elu, silu, geluTail, gelu, geluTanhGate, geluTanh, softmax, responseExponential,
    ]
  }

  private static let largest = CFunction(
    "max",
    text: """
      static REAL @max(REAL a, REAL b) { return a > b ? a : b; }
      """)

  private static let minusAbs = CFunction(
    "minus_abs",
    text: """
      /* -|x| */
      static REAL @minus_abs(REAL x) {
        BITS bits;
        memcpy(&bits, &x, sizeof bits);
        bits |= (BITS)1 << (8 * sizeof bits - 1);
        memcpy(&x, &bits, sizeof bits);
        return x;
      }
      """)

  private static let copySign = CFunction(
    "with_sign",
    text: """
      /* |x| with the sign of y */
      static REAL @with_sign(REAL x, REAL y) {
        const BITS sign = (BITS)1 << (8 * sizeof sign - 1);
        BITS bits, other;
        memcpy(&bits, &x, sizeof bits);
        memcpy(&other, &y, sizeof other);
        bits = (bits & ~sign) | (other & sign);
        memcpy(&x, &bits, sizeof bits);
        return x;
      }
      """)

  private static let powerOfTwo = CFunction(
    "power_of_two",
    text: """
      /* The low bits of x as an exponent. */
      static REAL @power_of_two(REAL x) {
        BITS bits;
        memcpy(&bits, &x, sizeof bits);
        bits <<= @fraction_bits;
        memcpy(&x, &bits, sizeof bits);
        return x;
      }
      """)

  private static let exponentialParts = CFunction(
    "exp_parts", "exp_in_parts",
    text: """
      /* exp(x) = s (1 + t) */
      typedef struct @exp_parts {
        REAL s, t;
      } @exp_parts;

      static @exp_parts @exp_in_parts(REAL x) {
        const REAL *c = @exp_coefficients;
        const int pairs = @exp_degree - @exp_degree % 2;
        const REAL rounded = FMA(x, @log2_e, @exp_rounder), n = rounded - @exp_rounder;
        const REAL r = FMA(-n, @ln2_low, FMA(-n, @ln2_high, x)), square = r * r;
        @exp_parts parts;
        REAL w = c[pairs];
        int i;
        if (@exp_degree > pairs) w = FMA(c[@exp_degree], r, w);
        for (i = pairs - 2; i >= 0; i -= 2) w = FMA(w, square, FMA(c[i + 1], r, c[i]));
        parts.s = @power_of_two(rounded);
        parts.t = FMA(square, w, r);
        return parts;
      }
      """)

  private static let exponential = CFunction(
    "exp",
    text: """
      /* exp(x) for x <= 0 */
      static REAL @exp(REAL x) {
        const @exp_parts e = @exp_in_parts(@max(-@exp_limit, x));
        return FMA(e.s, e.t, e.s);
      }
      """)

  private static let exponentialMinusOne = CFunction(
    "exp_minus_one",
    text: """
      /* exp(x) - 1 for x <= 0 */
      static REAL @exp_minus_one(REAL x) {
        const @exp_parts e = @exp_in_parts(@max(-@exp_limit, x));
        return FMA(e.s, e.t, e.s - 1);
      }
      """)

  private static let sigmoidOfExponential = CFunction(
    "sigmoid_of_exp",
    text: """
      /* 1 / (1 + s (1 + t)) */
      static REAL @sigmoid_of_exp(@exp_parts e) {
        const REAL sum = e.s + 1, lost = 1 - (sum - e.s);
        return 1 / (sum + FMA(e.s, e.t, lost));
      }
      """)

  private static let sigmoidInEighths = CFunction(
    "sigmoid_of",
    text: """
      /* 1 / (1 + exp(z)) */
      static REAL @sigmoid_of(REAL z) {
        const REAL *c = @eighth_coefficients;
        const REAL rounded = FMA(z, @eighths_per_unit, @rounder), n = rounded - @rounder;
        const REAL r = FMA(-n, @eighth_low, FMA(-n, @eighth_high, z));
        const REAL w = FMA(FMA(c[2], r, c[1]), r, c[0]), t = FMA(r * r, w, r);
        REAL s;
        BITS bits;
        memcpy(&bits, &rounded, sizeof bits);
        bits = (bits << 20) + @eighths[bits % 8];
        memcpy(&s, &bits, sizeof s);
        return 1 / (FMA(s, t, s < 1 ? s : 1) + (s > 1 ? s : 1));
      }
      """)

  private static let sigmoidInParts = CFunction(
    "sigmoid_of",
    text: """
      /* 1 / (1 + exp(z)) */
      static REAL @sigmoid_of(REAL z) { return @sigmoid_of_exp(@exp_in_parts(z)); }
      """)

  private static let sigmoid = CFunction(
    "sigmoid",
    text: """
      /* 1 / (1 + exp(-steepness x)) */
      static REAL @sigmoid(REAL x, REAL steepness) {
        const REAL z = x * -steepness, y = @sigmoid_of(@max(@sigmoid_least, z));
        return @sigmoid_limit < z ? 0 : y;
      }
      """)

  private static let tanh = CFunction(
    "tanh",
    text: """
      static REAL @tanh(REAL x) {
        const @exp_parts e = @exp_in_parts(@max(-@exp_limit, 2 * @minus_abs(x)));
        const REAL u = FMA(e.s, e.t, e.s - 1);
        return @with_sign(u / FMA(-e.s, e.t, -1 - e.s), x);
      }
      """)

  private static let softplus = CFunction(
    "softplus",
    text: """
      /* log(1 + exp(x)) */
      static REAL @softplus(REAL x) {
        const REAL *c = @softplus_coefficients;
        const REAL u = @exp(@minus_abs(x)), v = u / (2 + u), square = v * v;
        REAL w = c[@softplus_degree];
        int i;
        for (i = @softplus_degree - 1; i >= 0; --i) w = FMA(w, square, c[i]);
        return @max(x, 0) + FMA(-v, FMA(-square, w, u), u);
      }
      """)

  private static let elu = CFunction(
    "elu",
    text: """
      /* x, below 0 alpha (exp(x) - 1) */
      static REAL @elu(REAL x, REAL alpha) {
        const REAL below = alpha * @exp_minus_one(x);
        return 0 < x ? x : below;
      }
      """)

  private static let silu = CFunction(
    "silu",
    text: """
      /* x / (1 + exp(-x)) */
      static REAL @silu(REAL x) { return @max(-@exp_limit, x) * @sigmoid(x, 1); }
      """)
}

extension CFunction {
  /// The names after `@` in a text.
  static func names(in text: String) -> Set<String> {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false).dropFirst()
    return Set(parts.map { String($0.prefix { $0.isLetter || $0.isNumber || $0 == "_" }) })
  }
}
