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

#ifndef BPK_GELU_CONSTANTS
#define BPK_GELU_CONSTANTS
static const float gelu_limit_f32 = 13.26f;
static const double gelu_limit_f64 = 37.655;
static const float gelu_pole_f32 = 4;
static const double gelu_pole_f64 = 5;
static const float gelu_stretch_f32 = 0x1.4d3988p3f, gelu_shift_f32 = 0x1.9a731p0f;
static const double gelu_stretch_f64 = 0x1.6a7db49a99719p3, gelu_shift_f64 = 0x1.43fc542a8f1c2p0;
enum { gelu_degree_f32 = 10, gelu_degree_f64 = 22 };
static const float gelu_coefficients_f32[] = {
    0x1.d6c326p-1f, 0x1.42bbecp-1f, 0x1.44935ep-2f, 0x1.c804f2p-4f, 0x1.76c9fp-6f, 0x1.22d1eep-12f,
    -0x1.3339eap-10f, -0x1.3fb18cp-13f, 0x1.15c3ep-14f, 0x1.724918p-17f, -0x1.22847cp-18f,
};
static const double gelu_coefficients_f64[] = {
    0x1.b58542ec0319bp-1, 0x1.67942519d6eb7p-1, 0x1.ef08d482bc379p-2, 0x1.1a8e2b2ff9eeep-2,
    0x1.0528ade99b09fp-3, 0x1.733756d7453a3p-5, 0x1.62a831e2af76bp-7, 0x1.aefb98d94cep-11,
    -0x1.0db634cfdb6d3p-11, -0x1.865288628f1fp-13, 0x1.534d80f71aaa2p-18, 0x1.1f30d7ac25733p-16,
    0x1.c5548856c6d8dp-20, -0x1.97a5feae41ddfp-20, -0x1.21b3229f0a82dp-22, 0x1.4887ab1ceb3d3p-23,
    0x1.0fe445af2ededp-25, -0x1.30f82e1a9bd86p-26, -0x1.bfbfc79ed644cp-29, 0x1.1aeaacb5877dcp-29,
    0x1.4cf903bc8f2ecp-32, -0x1.618ed9197f8f3p-33, -0x1.8800d004cedfap-36,
};
/// φ(0) = 1 / √(2π).
static const float gelu_density_f32 = 0x1.988454p-2f;
static const double gelu_density_f64 = 0x1.9884533d43651p-2;
#endif

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
  TYPED(exp_parts) e = TYPED(exp_in_parts)(v_mul(v_splat((element)-0.5), square));
  e.t = v_fma(v_mul(v_splat((element)0.5), excess), v_add(v_splat(1), e.t), e.t);
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
