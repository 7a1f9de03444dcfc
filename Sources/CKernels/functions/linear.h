// f(x) = x.

#ifdef BPK_FUNCTION
BPK_FUNCTION(linear, BPK_OF_OUTPUTS)
#else

BPK_INLINE v_vector TYPED(linear_value)(v_vector x, element parameter) {
  (void)parameter;
  return x;
}

BPK_INLINE v_vector TYPED(linear_derivative)(v_vector y, element parameter) {
  (void)y, (void)parameter;
  return v_splat(1);
}

#endif
