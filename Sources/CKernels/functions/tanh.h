// f(x) = tanh(x). f′ = 1 − y².
//
// tanh |x| = u / (−2 − u) with u = exp(−2|x|) − 1, computed from the parts of the exponential so that u has
// full relative accuracy near 0, where s = 1 and s − 1 is exact.

#ifdef BPK_FUNCTION
BPK_FUNCTION(tanh, BPK_OF_OUTPUTS)
#else

BPK_INLINE v_vector TYPED(tanh_value)(v_vector x, element parameter) {
  (void)parameter;
  v_vector twice = v_mul(v_splat(2), v_minus_abs(x));
  TYPED(exp_parts) e = TYPED(exp_in_parts)(v_max(v_splat(-TYPED(exp_limit)), twice));
  v_vector u = v_fma(e.s, e.t, v_sub(e.s, v_splat(1)));
  return v_copysign(v_div(u, v_fnma(e.s, e.t, v_sub(v_splat(-1), e.s))), x);
}

BPK_INLINE v_vector TYPED(tanh_derivative)(v_vector y, element parameter) {
  (void)parameter;
  return v_fnma(y, y, v_splat(1));
}

#endif
