// f(x) = x Φ(x), Φ the distribution function of the normal distribution. f′ = Φ(x) + x φ(x), from x.
//
// With a = |x|, Φ(−a) = exp(−a²/2) g(a), where g falls slowly from 1/2, and Φ(a) = 1 − Φ(−a). With
// v = 1 / (a + k), g(a) = v P(t), P a polynomial of t, which is v moved and stretched to [−1, 1] (relative error
// f32: 2^-25.6, f64: 2^-51.6, coefficients rounded; k is 4 and 5, by trial). a² is taken in two parts, since
// the exponential would multiply its rounding error by a²/2; the lower part joins the exponential.
//
// Beyond `gelu_limit` the exponential is 0.

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
    0x1.d6c326p-1f, 0x1.42bbecp-1f, 0x1.44936cp-2f, 0x1.c80536p-4f, 0x1.76c624p-6f, 0x1.21f52cp-12f,
    -0x1.32cd38p-10f, -0x1.3d8a1cp-13f, 0x1.10745p-14f, 0x1.639ep-17f, -0x1.0a998ep-18f,
};
static const double gelu_coefficients_f64[] = {
    0x1.b58542ec0319bp-1, 0x1.67942519d6eb7p-1, 0x1.ef08d482bc3bdp-2, 0x1.1a8e2b2ff9eb7p-2,
    0x1.0528ade99a139p-3, 0x1.733756d747875p-5, 0x1.62a831e37a2f3p-7, 0x1.aefb98d3947bp-11,
    -0x1.0db6352b0f096p-11, -0x1.865287e54c408p-13, 0x1.534e471a4acb4p-18, 0x1.1f30cac91dfcfp-16,
    0x1.c54bf96e4f0e5p-20, -0x1.97a4553f78a9fp-20, -0x1.2175908776ec4p-22, 0x1.48765a2b6aa93p-23,
    0x1.0da6234db0ffp-25, -0x1.3089982efaaa3p-26, -0x1.a59dc5cd407a2p-29, 0x1.195f900099fd2p-29,
    0x1.ed15ae336cf5dp-33, -0x1.5cd53f6cefa7bp-33, -0x1.2093a8f8ca73bp-37,
};
/// φ(0) = 1 / √(2π).
static const float gelu_density_f32 = 0x1.988454p-2f;
static const double gelu_density_f64 = 0x1.9884533d43651p-2;
#endif

typedef struct TYPED(gelu_tail) {
  /// −|x|, not below −`gelu_limit`.
  v_vector argument;
  /// exp(−x²/2).
  v_vector exponential;
  /// Φ(−|x|) / exp(−x²/2).
  v_vector ratio;
} TYPED(gelu_tail);

BPK_INLINE TYPED(gelu_tail) TYPED(gelu_tail_of)(v_vector x) {
  v_vector a = v_max(v_splat(-TYPED(gelu_limit)), v_minus_abs(x));
  v_vector square = v_mul(a, a), half = v_splat((element)0.5);
  v_vector excess = v_fnma(a, a, square);
  TYPED(exp_parts) e = TYPED(exp_in_parts)(v_mul(v_splat((element)-0.5), square));
  e.t = v_fma(v_mul(half, excess), v_add(v_splat(1), e.t), e.t);
  v_vector v = v_div(v_splat(1), v_sub(v_splat(TYPED(gelu_pole)), a));
  v_vector t = v_fma(v, v_splat(TYPED(gelu_stretch)), v_splat(-TYPED(gelu_shift)));
  const v_vector t_square = v_mul(t, t);
  const element *c = TYPED(gelu_coefficients);
  v_vector w = v_splat(c[TYPED(gelu_degree)]);
  BPK_UNROLL
  for (int i = TYPED(gelu_degree) - 2; i >= 0; i -= 2) {
    w = v_fma(w, t_square, v_fma(v_splat(c[i + 1]), t, v_splat(c[i])));
  }
  TYPED(gelu_tail) tail = {a, v_fma(e.s, e.t, e.s), v_mul(v, w)};
  return tail;
}

BPK_INLINE v_vector TYPED(gelu_value)(v_vector x, element parameter) {
  (void)parameter;
  TYPED(gelu_tail) tail = TYPED(gelu_tail_of)(x);
  v_vector probability = v_mul(tail.exponential, tail.ratio);
  v_vector product = v_mul(tail.argument, probability);
  return v_select(v_less(x, v_splat(0)), product, v_fma(tail.argument, probability, x));
}

BPK_INLINE v_vector TYPED(gelu_slope)(v_vector x, element parameter) {
  (void)parameter;
  TYPED(gelu_tail) tail = TYPED(gelu_tail_of)(x);
  v_vector below =
      v_mul(tail.exponential, v_fma(v_splat(TYPED(gelu_density)), tail.argument, tail.ratio));
  return v_select(v_less(x, v_splat(0)), below, v_sub(v_splat(1), below));
}
