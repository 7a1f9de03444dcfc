// f(x) = x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 = x σ(p), p = x (c₁ + c₂ x²), σ the logistic function.
// f′ = σ(p) (1 + x p′ σ(−p)), p′ = c₁ + 3 c₂ x², from x.
//
// The exponential of −p multiplies p's rounding error by p. So p is computed in two parts, and the lower one
// is a factor of the exponential: exp(h + l) = s (1 + t) (1 + l) for so small an l.

#ifdef BPK_FUNCTION
BPK_FUNCTION(gelu_tanh, BPK_OF_NET_INPUTS)
#else

/// σ(p(x)) for |x| up to `gelu_tanh_limit` (or NaN).
BPK_INLINE v_vector TYPED(gelu_tanh_gate)(v_vector x) {
  v_vector c1 = v_splat(TYPED(gelu_tanh_c1)), c2 = v_splat(TYPED(gelu_tanh_c2)), one = v_splat(1);
  // The amounts by which `square` and `term` exceed x² and c₂ x².
  v_vector square = v_mul(x, x), square_excess = v_fnma(x, x, square);
  v_vector term = v_mul(c2, square);
  v_vector excess = v_fma(c2, square_excess, v_fnma(c2, square, term));
  excess = v_fnma(v_splat(TYPED(gelu_tanh_c2_low)), square, excess);
  // The rounding error of the sum, whichever term is the larger.
  v_vector sum = v_add(c1, term), rest = v_sub(sum, c1);
  v_vector lost = v_add(v_sub(c1, v_sub(sum, rest)), v_sub(term, rest));
  v_vector low = v_add(v_sub(lost, excess), v_splat(TYPED(gelu_tanh_c1_low)));
  v_vector minus_x = v_sub(v_splat(0), x);
  v_vector z = v_mul(minus_x, sum);
  v_vector z_low = v_fma(minus_x, low, v_sub(v_splat(0), v_fnma(minus_x, sum, z)));
  TYPED(exp_parts) e = TYPED(exp_in_parts)(v_max(v_splat(-TYPED(sigmoid_limit)), z));
  e.t = v_fma(z_low, v_add(one, e.t), e.t);
  return v_select(v_less(v_splat(TYPED(sigmoid_limit)), z), v_splat(0), TYPED(sigmoid_of_exp)(e));
}

BPK_INLINE v_vector TYPED(gelu_tanh_value)(v_vector x, element parameter) {
  (void)parameter;
  v_vector limit = v_splat(-TYPED(gelu_tanh_limit));
  return v_mul(v_max(limit, x), TYPED(gelu_tanh_gate)(TYPED(gate_argument)(x, TYPED(gelu_tanh_limit))));
}

BPK_INLINE v_vector TYPED(gelu_tanh_derivative)(v_vector x, element parameter) {
  (void)parameter;
  x = TYPED(gate_argument)(x, TYPED(gelu_tanh_limit));
  v_vector slope = v_fma(v_splat(3 * TYPED(gelu_tanh_c2)), v_mul(x, x), v_splat(TYPED(gelu_tanh_c1)));
  return TYPED(gate_derivative)(x, TYPED(gelu_tanh_gate)(v_minus_abs(x)), slope);
}

#endif
