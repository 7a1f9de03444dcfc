// exp(x) for x ≤ 0, in two parts that keep it accurate near 0 and near 1.
//
// exp(x) = s (1 + t), s = 2^n, n = round(x / ln 2), t = exp(r) − 1, r = x − n ln 2, |r| ≤ ln 2 / 2.
// Adding a number whose unit in the last place is 1 rounds x / ln 2 and leaves n plus the exponent's bias in
// the low bits; a shift then gives s. ln 2 has two parts, the first with so few bits that its product with n
// is exact.
//
// t = r + r² w(r), w a minimax polynomial for the relative error of t (f32: 2^-30.9, f64: 2^-55.2) with
// coefficients rounded one by one. Its terms are paired and the pairs summed as a polynomial in r², which has
// as many operations as Horner's scheme and half the latency.
//
// s is 0 where exp(x) is below about half of the smallest normal number. NaN is propagated by t.

typedef struct TYPED(exp_parts) {
  v_vector s, t;
} TYPED(exp_parts);

/// The parts of exp(x) for |x| up to `exp_limit` (or NaN); undefined beyond.
BPK_INLINE TYPED(exp_parts) TYPED(exp_in_parts)(v_vector x) {
  const element *c = TYPED(exp_coefficients);
  v_vector rounder = v_splat(TYPED(exp_rounder));
  v_vector rounded = v_fma(x, v_splat(TYPED(log2_e)), rounder);
  v_vector n = v_sub(rounded, rounder);
  v_vector r = v_fnma(n, v_splat(TYPED(ln2_low)), v_fnma(n, v_splat(TYPED(ln2_high)), x));
  const v_vector square = v_mul(r, r);
  const int pairs = TYPED(exp_degree) - TYPED(exp_degree) % 2;
  v_vector w = v_splat(c[pairs]);
  if (TYPED(exp_degree) > pairs) w = v_fma(v_splat(c[TYPED(exp_degree)]), r, w);
  BPK_UNROLL
  for (int i = pairs - 2; i >= 0; i -= 2) {
    w = v_fma(w, square, v_fma(v_splat(c[i + 1]), r, v_splat(c[i])));
  }
  TYPED(exp_parts) parts = {v_exponent(rounded), v_fma(square, w, r)};
  return parts;
}

/// exp(x) for x ≤ 0 (or NaN).
BPK_INLINE v_vector TYPED(exp_of_negative)(v_vector x) {
  TYPED(exp_parts) parts = TYPED(exp_in_parts)(v_max(v_splat(-TYPED(exp_limit)), x));
  return v_fma(parts.s, parts.t, parts.s);
}

/// exp(x) − 1 for x ≤ 0 (or NaN), also accurate near 0.
BPK_INLINE v_vector TYPED(exp_minus_one_of_negative)(v_vector x) {
  TYPED(exp_parts) parts = TYPED(exp_in_parts)(v_max(v_splat(-TYPED(exp_limit)), x));
  return v_fma(parts.s, parts.t, v_sub(parts.s, v_splat(1)));
}
