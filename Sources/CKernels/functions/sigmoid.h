// f(x) = 1 / (1 + exp(−t x)), t the parameter. f′ = t y (1 − y).
//
// With e = exp(−|t x|) the quotient is 1 / (1 + e) on the right and e / (1 + e) on the left, so that
// both sides keep their relative accuracy and nothing overflows.

BPK_INLINE v_vector TYPED(sigmoid_value)(v_vector x, element parameter) {
  v_vector z = v_mul(x, v_splat(parameter));
  v_vector one = v_splat(1);
  v_vector e = TYPED(exp_of_negative)(v_minus_abs(z));
  return v_div(v_select(v_less(z, v_splat(0)), e, one), v_add(one, e));
}

BPK_INLINE v_vector TYPED(sigmoid_slope)(v_vector y, element parameter) {
  return v_mul(v_mul(v_splat(parameter), y), v_sub(v_splat(1), y));
}
