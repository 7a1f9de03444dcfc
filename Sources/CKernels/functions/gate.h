// What f(x) = x σ(p(x)) needs for its derivative, σ the logistic function and p an odd function that rises.
//
// f′ = σ(p) (1 + x p′ σ(−p)). Of σ(p) and σ(−p) = 1 − σ(p) the smaller one is computed and the other one
// subtracted from it, so that neither loses its relative accuracy.

/// f′ from x, q = σ(−|p|) and p′.
BPK_INLINE v_vector TYPED(gate_slope)(v_vector x, v_vector q, v_vector slope) {
  v_vector one = v_splat(1), rest = v_sub(one, q);
  v_mask negative = v_less(x, v_splat(0));
  v_vector other = v_mul(v_mul(x, slope), v_select(negative, rest, q));
  return v_mul(v_select(negative, q, rest), v_add(one, other));
}

/// x within [−limit, limit].
BPK_INLINE v_vector TYPED(gate_argument)(v_vector x, element limit) {
  return v_max(v_splat(-limit), v_min(v_splat(limit), x));
}
