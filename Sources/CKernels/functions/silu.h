// f(x) = x σ(x), σ the logistic function. f′ = σ (1 + x (1 − σ)), from x.
//
// σ is 0 where it would be below the smallest normal number, and so is f, whose magnitude is below 2^-119
// (f64: 2^-1012) there.

#ifdef BPK_FUNCTION
BPK_FUNCTION(silu, BPK_OF_NET_INPUTS)
#else

BPK_INLINE v_vector TYPED(silu_value)(v_vector x, element parameter) {
  (void)parameter;
  return v_mul(v_max(v_splat(-TYPED(exp_limit)), x), TYPED(sigmoid_value)(x, 1));
}

BPK_INLINE v_vector TYPED(silu_derivative)(v_vector x, element parameter) {
  (void)parameter;
  x = TYPED(gate_argument)(x, TYPED(exp_limit));
  return TYPED(gate_derivative)(x, TYPED(sigmoid_value)(v_minus_abs(x), 1), v_splat(1));
}

#endif
