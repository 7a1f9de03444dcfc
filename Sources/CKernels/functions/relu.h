// f(x) = x > 0 ? x : 0, and NaN for NaN. f′ = y > 0 ? 1 : 0.

#ifdef BPK_FUNCTION
BPK_FUNCTION(relu, BPK_OF_OUTPUTS)
#else

BPK_INLINE v_vector TYPED(relu_value)(v_vector x, element parameter) {
  (void)parameter;
  v_vector zero = v_splat(0);
  return v_select(v_less_or_equal(x, zero), zero, x);
}

BPK_INLINE v_vector TYPED(relu_derivative)(v_vector y, element parameter) {
  (void)parameter;
  v_vector zero = v_splat(0);
  return v_select(v_less(zero, y), v_splat(1), zero);
}

#endif
