// f(x) = x Φ(x), Φ the distribution function of the normal distribution. f′ = Φ(x) + x φ(x), from x.
//
// With a = |x|, Φ(−a) = exp(−a²/2) g(a), where g falls slowly from 1/2, and Φ(a) = 1 − Φ(−a). With v = 1 / (a
// + k), g(a) = v P(t), P a polynomial of t, which is v mapped linearly to [−1, 1] (relative error f32:
// 2^-26.0, f64: 2^-54.3; the coefficients are rounded one by one, each time the remaining ones are fitted
// again; k is 4 and 5, found by trial). a² has two parts, because the exponential would multiply its rounding
// error by a²/2; the lower part is a factor of the exponential.
//
// Beyond `gelu_limit` the exponential is 0.

#ifdef BPK_FUNCTION
BPK_FUNCTION(gelu, BPK_OF_NET_INPUTS)
#else

typedef struct TYPED(gelu_tail) {
  /// max(−|x|, −`gelu_limit`).
  v_vector argument;
  /// exp(−x²/2), and its rounding error.
  v_vector exponential, exponential_low;
  /// g(|x|), and the rounding error of its last product.
  v_vector ratio, ratio_low;
} TYPED(gelu_tail);

/// Sets `exponential` and its lower part.
BPK_INLINE void TYPED(gelu_exponential)(TYPED(gelu_tail) * tail) {
  v_vector a = tail->argument, square = v_mul(a, a), excess = v_fnma(a, a, square);
  TYPED(exp_parts) e = TYPED(exp_in_parts)(v_mul(v_splat(-TYPED(half)), square));
  e.t = v_fma(v_mul(v_splat(TYPED(half)), excess), v_add(v_splat(1), e.t), e.t);
  tail->exponential = v_fma(e.s, e.t, e.s);
  tail->exponential_low = v_fma(e.s, e.t, v_sub(e.s, tail->exponential));
}

/// Sets `ratio` and its lower part.
BPK_INLINE void TYPED(gelu_ratio)(TYPED(gelu_tail) * tail) {
  v_vector a = tail->argument, pole = v_splat(TYPED(gelu_pole)), stretch = v_splat(TYPED(gelu_stretch));
  v_vector sum = v_sub(pole, a), v = v_div(v_splat(1), sum);
  // v (1 + error) is 1 / (|x| + k) without the rounding errors of the sum and the quotient.
  v_vector rest = v_sub(sum, pole), lost = v_sub(v_sub(pole, v_sub(sum, rest)), v_add(a, rest));
  v_vector error = v_fnma(lost, v, v_fnma(sum, v, v_splat(1)));
  v_vector t = v_fma(v_mul(v, error), stretch, v_fma(v, stretch, v_splat(-TYPED(gelu_shift))));
  const v_vector square = v_mul(t, t);
  const element *c = TYPED(gelu_coefficients);
  v_vector w = v_splat(c[TYPED(gelu_degree)]);
  BPK_UNROLL
  for (int i = TYPED(gelu_degree) - 2; i >= 0; i -= 2) {
    w = v_fma(w, square, v_fma(v_splat(c[i + 1]), t, v_splat(c[i])));
  }
  tail->ratio = v_mul(v, w);
  tail->ratio_low = v_fma(tail->ratio, error, v_fma(v, w, v_sub(v_splat(0), tail->ratio)));
}

BPK_INLINE TYPED(gelu_tail) TYPED(gelu_tail_of)(v_vector x) {
  TYPED(gelu_tail) tail = {.argument = v_max(v_splat(-TYPED(gelu_limit)), v_minus_abs(x))};
  TYPED(gelu_exponential)(&tail);
  TYPED(gelu_ratio)(&tail);
  return tail;
}

BPK_INLINE v_vector TYPED(gelu_value)(v_vector x, element parameter) {
  (void)parameter;
  TYPED(gelu_tail) tail = TYPED(gelu_tail_of)(x);
  // −|x| Φ(−|x|), as a product of two numbers with lower parts.
  v_vector a = tail.argument, scaled = v_mul(a, tail.ratio);
  v_vector scaled_low = v_sub(v_mul(a, tail.ratio_low), v_fnma(a, tail.ratio, scaled));
  v_vector low = v_fma(tail.exponential, scaled_low, v_mul(tail.exponential_low, scaled));
  v_vector product = v_minus_abs(v_fma(tail.exponential, scaled, low));
  return v_select(v_less(x, v_splat(0)), product, v_add(x, product));
}

BPK_INLINE v_vector TYPED(gelu_derivative)(v_vector x, element parameter) {
  (void)parameter;
  TYPED(gelu_tail) tail = TYPED(gelu_tail_of)(x);
  v_vector factor = v_add(v_fma(v_splat(TYPED(gelu_density)), tail.argument, tail.ratio), tail.ratio_low);
  v_vector below = v_mul(tail.exponential, factor);
  return v_select(v_less(x, v_splat(0)), below, v_sub(v_splat(1), below));
}

#endif
