// f(x) = log(1 + exp(x)) = max(x, 0) + log(1 + u), u = exp(−|x|). f′ = 1 − exp(−y).
//
// log(1 + u) = 2 artanh v, v = u / (2 + u) ≤ 1/3, and 2 v = u − u v, so it is u − v (u − R) with R = (2
// artanh v − 2 v) / v = v² (2/3 + 2 v²/5 + …), a polynomial in v² (errors f32: 2^-25, f64: 2^-52, of which
// less than 4 % reach the result). The term subtracted from u is small where u is, so the result has the
// relative accuracy of the exponential.

#ifdef BPK_FUNCTION
BPK_FUNCTION(softplus, BPK_OF_OUTPUTS)
#else

BPK_INLINE v_vector TYPED(softplus_value)(v_vector x, element parameter) {
  (void)parameter;
  v_vector u = TYPED(exp_of_negative)(v_minus_abs(x));
  v_vector v = v_div(u, v_add(v_splat(2), u));
  const v_vector square = v_mul(v, v);
  const element *c = TYPED(softplus_coefficients);
  v_vector w = v_splat(c[TYPED(softplus_degree)]);
  BPK_UNROLL
  for (int i = TYPED(softplus_degree) - 1; i >= 0; --i) w = v_fma(w, square, v_splat(c[i]));
  v_vector logarithm = v_fnma(v, v_fnma(square, w, u), u);
  return v_add(v_max(x, v_splat(0)), logarithm);
}

BPK_INLINE v_vector TYPED(softplus_derivative)(v_vector y, element parameter) {
  (void)parameter;
  v_vector zero = v_splat(0);
  return v_sub(zero, TYPED(exp_minus_one_of_negative)(v_sub(zero, y)));
}

#endif
