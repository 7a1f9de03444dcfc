// The logarithms of losses, in double precision for networks of either element type.
//
// The operations are those of `ReproducibleMath.log1p` and `.exp` of the library, without fused
// multiply-adds, so that a loss has the same bytes whether its logarithms are taken one by one or here.
// Sources and error bounds are there. Loops without branches over plain numbers: the compiler makes vectors
// of them, as wide as the set that includes this file allows.
#ifndef BPK_LOGARITHMS_H
#define BPK_LOGARITHMS_H

BPK_INLINE uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

BPK_INLINE double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/// ln(1 + x) for x ≥ 0 and NaN.
BPK_INLINE double log1p_value(double x) {
  const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
  const double rounded = 1 + x;
  const double lost = rounded > 2 ? 1 - (rounded - x) : x - (rounded - 1);
  // Adding the distance from √½ to 1 carries into the exponent exactly when the significand is at least √2.
  const uint64_t shifted = bits_of(rounded) + (0x3FF0000000000000 - 0x3FE6A09E667F3BCD);
  const uint64_t exponent_bits = shifted >> 52;
  const double significand = from_bits(bits_of(rounded) - ((exponent_bits - 1023) << 52));
  // The integer as the last digits of 2^52 + 2^51, a conversion that every set has vectors for.
  const double exponent = from_bits(exponent_bits + 0x4338000000000000) - (0x1.8p52 + 1023);
  const bool is_near_one = exponent == 0;
  const double f = is_near_one ? x : significand - 1;
  const double quotient = lost / rounded, correction = is_near_one ? 0 : quotient;

  const double half_square = 0.5 * f * f, s = f / (2 + f), z = s * s, w = z * z;
  const double odd = z * (0x1.5555555555593p-1 +
                          w * (0x1.2492494229359p-2 + w * (0x1.7466496cb03dep-3 + w * 0x1.2f112df3e5244p-3)));
  const double even = w * (0x1.999999997fa04p-2 + w * (0x1.c71c51d8e78afp-3 + w * 0x1.39a09d078c69fp-3));
  const double tail = half_square - s * (half_square + (odd + even));
  const double logarithm = exponent * ln2_high + (f - (tail - (exponent * ln2_low + correction)));
  return x >= 0x1p-54 && x < INFINITY ? logarithm : x;
}

/// e^x for x ≤ 0 and NaN.
BPK_INLINE double exp_value(double x) {
  const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
  // The nearest integer, as the last digits of 2^52 + 2^51.
  const double integer = x * 0x1.71547652b82fep0 + 0x1.8p52, exponent = integer - 0x1.8p52;
  const double partial = x - exponent * ln2_high, low = 0 - exponent * ln2_low;
  const double r = partial + low, r_low = low - (r - partial);

  const double square = r * r, fourth = square * square;
  const double terms0 = (1.0 / 2 + r * (1.0 / 6)) + square * (1.0 / 24 + r * (1.0 / 120));
  const double terms4 = (1.0 / 720 + r * (1.0 / 5040)) + square * (1.0 / 40320 + r * (1.0 / 362880));
  const double terms8 =
      (1.0 / 3628800 + r * (1.0 / 39916800)) + square * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
  const double series = terms0 + fourth * (terms4 + fourth * terms8);
  const double tail = r * r * series + (r_low + r * r_low);
  const double leading = 1 + r, rest = r - (leading - 1);
  const double value = leading + (rest + tail);

  // Two powers of 2 where one would be subnormal, so that the result is rounded once.
  const bool is_tiny = exponent < -1000;
  const uint64_t bias = is_tiny ? 1023 + 100 : 1023;
  const double power = from_bits((bits_of(integer) + bias) << 52);
  const double scaled = value * power * (is_tiny ? 0x1p-100 : 1);
  const double result = x < -745.14 ? 0 : scaled;
  return x == x ? result : x;
}

static void log1p_all(size_t count, double *x) {
  for (size_t i = 0; i < count; ++i) x[i] = log1p_value(x[i]);
}

static void log1p_exp_all(size_t count, double *x) {
  for (size_t i = 0; i < count; ++i) x[i] = log1p_value(exp_value(-fabs(x[i])));
}

#endif
