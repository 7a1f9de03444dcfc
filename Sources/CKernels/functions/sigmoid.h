// f(x) = 1 / (1 + exp(−t x)), t the parameter. f′ = t y (1 − y).
//
// f(x) is 0 where it would be below the smallest normal number.

#ifdef BPK_FUNCTION
BPK_FUNCTION(sigmoid, BPK_OF_OUTPUTS)
#else

/// 1 / (1 + e) for an exponential e in parts.
///
/// s is a power of two, so s t is exact, and so is 1 + s up to 2^24 (f64: 2^53), above which its rounding
/// error is added to s t. So the denominator has one significant rounding, and the quotient another.
BPK_INLINE v_vector TYPED(sigmoid_of_exp)(TYPED(exp_parts) e) {
  v_vector one = v_splat(1), sum = v_add(e.s, one);
  v_vector lost = v_sub(one, v_sub(sum, e.s));
  return v_div(one, v_add(sum, v_fma(e.s, e.t, lost)));
}

#if BPK_IS_F32
/// 1 / (1 + exp(−x)) for |x| up to `sigmoid_limit` (or NaN).
///
/// exp(−x) = s (1 + t) as in exp.h, but with s = 2^n from a table, n a multiple of 1/8, so that t needs only
/// two coefficients besides r + r² / 2: multiplications limit the speed. s t is added to the smaller one of s
/// and 1 first, since the rounding of the smaller sum matters less; in the other order f decreases by 2 ULP
/// in some places. Minus r and minus t are computed, because x has the other sign.
BPK_INLINE v_vector TYPED(sigmoid_of)(v_vector x) {
  const float *c = eighth_coefficients_f32;
  v_vector one = v_splat(1), rounder = v_splat(rounder_f32 / 8);
  v_vector rounded = v_fnma(x, v_splat(eighths_per_unit_f32 / 8), rounder);
  v_vector n = v_sub(rounded, rounder);
  v_vector r = v_fma(n, v_splat(8 * eighth_low_f32), v_fma(n, v_splat(8 * eighth_high_f32), x));
  v_vector w = v_fnma(v_fnma(v_splat(c[2]), r, v_splat(c[1])), r, v_splat(c[0]));
  v_vector t = v_fnma(v_mul(r, r), w, r), s = v_eighth_power(rounded, n);
  return v_div(one, v_add(v_fnma(s, t, v_min(s, one)), v_max(s, one)));
}
#else
/// 1 / (1 + exp(−x)) for |x| up to `sigmoid_limit` (or NaN).
BPK_INLINE v_vector TYPED(sigmoid_of)(v_vector x) {
  return TYPED(sigmoid_of_exp)(TYPED(exp_in_parts)(v_mul(x, v_splat(-1))));
}
#endif

BPK_INLINE v_vector TYPED(sigmoid_value)(v_vector x, element parameter) {
  v_vector scaled = v_mul(x, v_splat(parameter)), limit = v_splat(-TYPED(sigmoid_limit));
  v_vector y = TYPED(sigmoid_of)(v_min(v_splat(-TYPED(sigmoid_least)), scaled));
  return v_select(v_less(scaled, limit), v_splat(0), y);
}

BPK_INLINE v_vector TYPED(sigmoid_derivative)(v_vector y, element parameter) {
  return v_mul(v_mul(v_splat(parameter), y), v_sub(v_splat(1), y));
}

#endif
