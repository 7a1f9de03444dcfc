// f(x) = 1 / (1 + exp(−t x)), t the parameter. f′ = t y (1 − y).
//
// The denominator is taken from the parts s (1 + t) of the exponential, so that it is rounded once.
// Where f(x) would be below the smallest normal number it is 0.

#ifndef BPK_SIGMOID_CONSTANTS
#define BPK_SIGMOID_CONSTANTS
/// The logarithms of the smallest normal numbers, towards 0.
static const float sigmoid_limit_f32 = 87.33654f;
static const double sigmoid_limit_f64 = 708.3964185322641;
#endif

BPK_INLINE v_vector TYPED(sigmoid_value)(v_vector x, element parameter) {
  v_vector z = v_mul(x, v_splat(-parameter));
  v_vector limit = v_splat(TYPED(sigmoid_limit)), one = v_splat(1);
  TYPED(exp_parts) e = TYPED(exp_in_parts)(v_max(v_splat(-TYPED(sigmoid_limit)), v_min(limit, z)));
  v_vector sum = v_add(e.s, one);
  v_vector denominator = v_fma(e.s, e.t, sum);
  v_vector rest = v_fma(e.s, e.t, v_sub(sum, denominator));
  v_vector y = v_div(one, denominator);
  v_vector residual = v_fnma(rest, y, v_fnma(denominator, y, one));
  return v_select(v_less(limit, z), v_splat(0), v_fma(residual, y, y));
}

BPK_INLINE v_vector TYPED(sigmoid_slope)(v_vector y, element parameter) {
  return v_mul(v_mul(v_splat(parameter), y), v_sub(v_splat(1), y));
}
