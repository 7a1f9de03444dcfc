// f(x) = x ≥ 0 ? 1 : 0, and NaN for NaN. f′ = 0, so a network cannot be trained through it.

#ifdef BPK_FUNCTION
BPK_FUNCTION(hard_limit, BPK_OF_OUTPUTS)
#else

BPK_INLINE v_vector TYPED(hard_limit_value)(v_vector x, element parameter) {
  (void)parameter;
  v_vector zero = v_splat(0);
  return v_select(v_less_or_equal(zero, x), v_splat(1), v_select(v_less(x, zero), zero, x));
}

BPK_INLINE v_vector TYPED(hard_limit_derivative)(v_vector y, element parameter) {
  (void)y, (void)parameter;
  return v_splat(0);
}

#endif
