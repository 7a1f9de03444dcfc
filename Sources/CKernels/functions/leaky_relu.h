// f(x) = x > 0 ? x : s x, s the parameter, above 0. f′ = y > 0 ? 1 : s.

#ifdef BPK_FUNCTION
BPK_FUNCTION(leaky_relu, BPK_OF_OUTPUTS)
#else

BPK_INLINE v_vector TYPED(leaky_relu_value)(v_vector x, element parameter) {
  return v_select(v_less(v_splat(0), x), x, v_mul(v_splat(parameter), x));
}

BPK_INLINE v_vector TYPED(leaky_relu_derivative)(v_vector y, element parameter) {
  return v_select(v_less(v_splat(0), y), v_splat(1), v_splat(parameter));
}

#endif
