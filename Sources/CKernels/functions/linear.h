// f(x) = x.

BPK_INLINE v_vector TYPED(linear_value)(v_vector x, element parameter) {
  (void)parameter;
  return x;
}

BPK_INLINE v_vector TYPED(linear_slope)(v_vector y, element parameter) {
  (void)y, (void)parameter;
  return v_splat(1);
}
