// f(x) = x > 0 ? x : a (exp(x) − 1), a the parameter, above 0. f′ = y > 0 ? 1 : y + a.

#ifdef BPK_FUNCTION
BPK_FUNCTION(elu, BPK_OF_OUTPUTS)
#else

BPK_INLINE v_vector TYPED(elu_value)(v_vector x, element parameter) {
  v_vector below = v_mul(v_splat(parameter), TYPED(exp_minus_one_of_negative)(x));
  return v_select(v_less(v_splat(0), x), x, below);
}

BPK_INLINE v_vector TYPED(elu_derivative)(v_vector y, element parameter) {
  return v_select(v_less(v_splat(0), y), v_splat(1), v_add(y, v_splat(parameter)));
}

#endif
