// f(x) = 1 / (1 + exp(−t x)), t the parameter. f′ = t y (1 − y).
//
// Where f(x) would be below the smallest normal number it is 0.

#ifndef BPK_SIGMOID_CONSTANTS
#define BPK_SIGMOID_CONSTANTS
/// The logarithms of the smallest normal numbers, towards 0.
static const float sigmoid_limit_f32 = 87.33654f;
static const double sigmoid_limit_f64 = 708.3964185322641;
/// exp(z) is nothing beside 1 from here down, and would get near the denormal numbers, which are slow.
static const float sigmoid_least_f32 = -40;
static const double sigmoid_least_f64 = -40;

/// 1 / (ln 2 / 8), and ln 2 / 8 in two parts of which the first times n is exact.
static const float eighths_per_unit_f32 = 0x1.715476p3f;
static const float eighth_high_f32 = 0x1.62ep-4f, eighth_low_f32 = 0x1.0bfbe8p-18f;
/// w for |r| ≤ ln 2 / 16, with an error of t below 2^-32.
static const float eighth_coefficients_f32[] = {0x1p-1f, 0x1.555c76p-3f, 0x1.554842p-5f};
#endif

/// 1 / (1 + e) for an exponential in parts.
///
/// s is a power of two: s t is exact, and so is 1 + s up to 2^24 (f64: 2^53), above which what it lost joins
/// s t. Thus the denominator is rounded once where it counts, and the quotient once.
BPK_INLINE v_vector TYPED(sigmoid_of_exp)(TYPED(exp_parts) e) {
  v_vector one = v_splat(1), sum = v_add(e.s, one);
  v_vector lost = v_sub(one, v_sub(sum, e.s));
  return v_div(one, v_add(sum, v_fma(e.s, e.t, lost)));
}

#if BPK_IS_F32
/// 1 / (1 + exp(z)) for |z| up to `sigmoid_limit` (or NaN).
///
/// exp(z) = s (1 + t) as in exp.h, but with s = 2^(n / 8) from a table, so that t needs but two coefficients
/// more than r + r² / 2: multiplications are what takes the time. s t joins the smaller of s and 1 before the
/// larger one, since a rounding of the smaller sum counts less; the other way round f falls by 2 ULP at
/// places.
BPK_INLINE v_vector TYPED(sigmoid_of)(v_vector z) {
  const float *c = eighth_coefficients_f32;
  v_vector one = v_splat(1), rounder = v_splat(0x1.8p23f);
  v_vector rounded = v_fma(z, v_splat(eighths_per_unit_f32), rounder);
  v_vector n = v_sub(rounded, rounder);
  v_vector r = v_fnma(n, v_splat(eighth_low_f32), v_fnma(n, v_splat(eighth_high_f32), z));
  v_vector w = v_fma(v_fma(v_splat(c[2]), r, v_splat(c[1])), r, v_splat(c[0]));
  v_vector t = v_fma(v_mul(r, r), w, r), s = v_eighth_power(rounded);
  return v_div(one, v_add(v_fma(s, t, v_min(s, one)), v_max(s, one)));
}
#else
/// 1 / (1 + exp(z)) for |z| up to `sigmoid_limit` (or NaN).
BPK_INLINE v_vector TYPED(sigmoid_of)(v_vector z) { return TYPED(sigmoid_of_exp)(TYPED(exp_in_parts)(z)); }
#endif

BPK_INLINE v_vector TYPED(sigmoid_value)(v_vector x, element parameter) {
  v_vector z = v_mul(x, v_splat(-parameter)), limit = v_splat(TYPED(sigmoid_limit));
  v_vector y = TYPED(sigmoid_of)(v_max(v_splat(TYPED(sigmoid_least)), z));
  return v_select(v_less(limit, z), v_splat(0), y);
}

BPK_INLINE v_vector TYPED(sigmoid_slope)(v_vector y, element parameter) {
  return v_mul(v_mul(v_splat(parameter), y), v_sub(v_splat(1), y));
}
