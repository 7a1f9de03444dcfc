extension CFunction {
  static let geluTail = CFunction(
    "gelu_tail", "gelu_tail_of",
    text: """
      /* The distribution function of the normal distribution at a <= 0: the product of two numbers, each of
         which has a second part. */
      typedef struct @gelu_tail {
        REAL exponential, exponential_low, ratio, ratio_low;
      } @gelu_tail;

      static @gelu_tail @gelu_tail_of(REAL a) {
        const REAL *c = @gelu_coefficients;
        const REAL squared = a * a, excess = FMA(-a, a, squared);
        const REAL sum = @gelu_pole - a, v = 1 / sum, rest = sum - @gelu_pole;
        const REAL lost = (@gelu_pole - (sum - rest)) - (a + rest);
        const REAL error = FMA(-lost, v, FMA(-sum, v, 1));
        const REAL t = FMA(v * error, @gelu_stretch, FMA(v, @gelu_stretch, -@gelu_shift)), square = t * t;
        @exp_parts e = @exp_in_parts(-@half * squared);
        @gelu_tail tail;
        REAL w = c[@gelu_degree];
        int i;
        e.t = FMA(@half * excess, 1 + e.t, e.t);
        tail.exponential = FMA(e.s, e.t, e.s);
        tail.exponential_low = FMA(e.s, e.t, e.s - tail.exponential);
        for (i = @gelu_degree - 2; i >= 0; i -= 2) w = FMA(w, square, FMA(c[i + 1], t, c[i]));
        tail.ratio = v * w;
        tail.ratio_low = FMA(tail.ratio, error, FMA(v, w, 0 - tail.ratio));
        return tail;
      }
      """)

  static let gelu = CFunction(
    "gelu",
    text: """
      /* x times the distribution function of the normal distribution */
      static REAL @gelu(REAL x) {
        const REAL a = @max(-@gelu_limit, @minus_abs(x));
        const @gelu_tail tail = @gelu_tail_of(a);
        const REAL scaled = a * tail.ratio, scaled_low = a * tail.ratio_low - FMA(-a, tail.ratio, scaled);
        const REAL low = FMA(tail.exponential, scaled_low, tail.exponential_low * scaled);
        const REAL product = @minus_abs(FMA(tail.exponential, scaled, low));
        return x < 0 ? product : x + product;
      }
      """)

  static let geluTanhGate = CFunction(
    "gelu_tanh_gate",
    text: """
      /* 1 / (1 + exp(-x (c1 + c2 x x))) */
      static REAL @gelu_tanh_gate(REAL x) {
        const REAL square = x * x, square_excess = FMA(-x, x, square), term = @gelu_tanh_c2 * square;
        const REAL first = FMA(@gelu_tanh_c2, square_excess, FMA(-@gelu_tanh_c2, square, term));
        const REAL excess = FMA(-@gelu_tanh_c2_low, square, first);
        const REAL sum = @gelu_tanh_c1 + term, rest = sum - @gelu_tanh_c1;
        const REAL lost = (@gelu_tanh_c1 - (sum - rest)) + (term - rest);
        const REAL low = (lost - excess) + @gelu_tanh_c1_low;
        const REAL minus_x = 0 - x, z = minus_x * sum;
        const REAL z_low = FMA(minus_x, low, 0 - FMA(-minus_x, sum, z));
        @exp_parts e = @exp_in_parts(@max(-@sigmoid_limit, z));
        e.t = FMA(z_low, 1 + e.t, e.t);
        return @sigmoid_limit < z ? 0 : @sigmoid_of_exp(e);
      }
      """)

  static let geluTanh = CFunction(
    "gelu_tanh",
    text: """
      /* x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x x x))) / 2 */
      static REAL @gelu_tanh(REAL x) {
        const REAL bounded = @gelu_tanh_limit < x ? @gelu_tanh_limit : x;
        return @max(-@gelu_tanh_limit, x) * @gelu_tanh_gate(@max(-@gelu_tanh_limit, bounded));
      }
      """)

  static let softmax = CFunction(
    "softmax",
    text: """
      /* exp(y) of each number, divided by their sum, which is taken in 16 parts */
      static void @softmax(size_t count, REAL *y) {
        REAL largest = y[0], sums[16];
        size_t i, half;
        for (i = 1; i < count; ++i) largest = y[i] > largest ? y[i] : largest;
        for (i = 0; i < 16; ++i) sums[i] = 0;
        for (i = 0; i < count; ++i) {
          y[i] = @exp(y[i] - largest);
          sums[i % 16] += y[i];
        }
        for (half = 8; half > 0; half /= 2) {
          for (i = 0; i < half; ++i) sums[i] += sums[i + half];
        }
        for (i = 0; i < count; ++i) y[i] /= sums[0];
      }
      """)

  /// `ReproducibleMath.exp`.
  static let responseExponential = CFunction(
    "response",
    text: """
      /* 2^n for -1022 <= n <= 1023 */
      static double @power(int n) {
        const uint64_t bits = (uint64_t)(1023 + n) << 52;
        double x;
        memcpy(&x, &bits, sizeof x);
        return x;
      }

      /* exp(x) for any x */
      static double @response(double x) {
        if (x != x) return x;
        if (x > 709.79) return HUGE_VAL;
        if (x < -745.14) return 0;
        {
          const double n = (x * 0x1.71547652b82fep0 + 0x1.8p52) - 0x1.8p52;
          const double partial = x - n * 0x1.62e42feep-1, below = 0 - n * 0x1.a39ef35793c76p-33;
          const double r = partial + below, r_low = below - (r - partial);
          const double square = r * r, fourth = square * square;
          const double terms0 = (1.0 / 2 + r * (1.0 / 6)) + square * (1.0 / 24 + r * (1.0 / 120));
          const double terms4 =
              (1.0 / 720 + r * (1.0 / 5040)) + square * (1.0 / 40320 + r * (1.0 / 362880));
          const double terms8 = (1.0 / 3628800 + r * (1.0 / 39916800)) +
                                square * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
          const double series = terms0 + fourth * (terms4 + fourth * terms8);
          const double tail = square * series + (r_low + r * r_low);
          const double leading = 1 + r, rest = r - (leading - 1), y = leading + (rest + tail);
          const int exponent = (int)n;
          if (exponent > 1000) return y * @power(exponent - 100) * 0x1p100;
          if (exponent < -1000) return y * @power(exponent + 100) * 0x1p-100;
          return y * @power(exponent);
        }
      }
      """)
}
