// The derivative of f(x) = x σ(p(x)), with the logistic function σ and an odd increasing function p.
//
// f′ = σ(p) (1 + x p′ σ(−p)). The smaller one of σ(p) and σ(−p) is computed, and the other one is 1 minus it,
// so that both have full relative accuracy.

/// f′ from x, q = σ(−|p|) and p′.
BPK_INLINE v_vector TYPED(gate_derivative)(v_vector x, v_vector q, v_vector slope) {
  v_vector one = v_splat(1), rest = v_sub(one, q);
  v_mask negative = v_less(x, v_splat(0));
  v_vector other = v_mul(v_mul(x, slope), v_select(negative, rest, q));
  return v_mul(v_select(negative, q, rest), v_add(one, other));
}

/// x clamped to [−limit, limit].
BPK_INLINE v_vector TYPED(gate_argument)(v_vector x, element limit) {
  return v_max(v_splat(-limit), v_min(v_splat(limit), x));
}
