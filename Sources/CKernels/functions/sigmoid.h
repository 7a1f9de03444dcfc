// f(x) = 1 / (1 + exp(−t x)), t the parameter. f′ = t y (1 − y).
//
// The denominator 1 + s + s t is taken from the parts of the exponential. s is a power of two: s t is exact,
// and so is 1 + s up to 2^24 (f64: 2^53), above which what it lost joins s t. Thus the denominator is
// rounded once where it counts, and the quotient once: (s t + 1) + s would make f fall by 2 ULP at places.
// Where f(x) would be below the smallest normal number it is 0.

#ifndef BPK_SIGMOID_CONSTANTS
#define BPK_SIGMOID_CONSTANTS
/// The logarithms of the smallest normal numbers, towards 0.
static const float sigmoid_limit_f32 = 87.33654f;
static const double sigmoid_limit_f64 = 708.3964185322641;

/// w where an error of 1 + t counts, and not of t (f32: 2^-27.2): one coefficient less. In f64 that would not do.
enum { sigmoid_degree_f32 = 4, sigmoid_degree_f64 = exp_degree_f64 };
static const float sigmoid_coefficients_f32[] = {0x1p-1f, 0x1.555452p-3f, 0x1.55556p-5f, 0x1.125e6ap-7f,
                                                 0x1.6ca98ep-10f};
#define sigmoid_coefficients_f64 exp_coefficients_f64
#endif

/// 1 / (1 + e) for an exponential in parts.
BPK_INLINE v_vector TYPED(sigmoid_of_exp)(TYPED(exp_parts) e) {
  v_vector one = v_splat(1), sum = v_add(e.s, one);
  v_vector lost = v_sub(one, v_sub(sum, e.s));
  return v_div(one, v_add(sum, v_fma(e.s, e.t, lost)));
}

BPK_INLINE v_vector TYPED(sigmoid_value)(v_vector x, element parameter) {
  v_vector z = v_mul(x, v_splat(-parameter)), limit = v_splat(TYPED(sigmoid_limit));
  TYPED(exp_parts) e = TYPED(exp_with)(
      v_max(v_splat(-TYPED(sigmoid_limit)), z), TYPED(sigmoid_coefficients), TYPED(sigmoid_degree));
  return v_select(v_less(limit, z), v_splat(0), TYPED(sigmoid_of_exp)(e));
}

BPK_INLINE v_vector TYPED(sigmoid_slope)(v_vector y, element parameter) {
  return v_mul(v_mul(v_splat(parameter), y), v_sub(v_splat(1), y));
}
