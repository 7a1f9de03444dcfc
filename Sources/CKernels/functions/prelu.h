// f(x) = x > 0 ? x : s x, s the parameter, any number. f′ = x > 0 ? 1 : s, from x, because the output does
// not determine it if s ≤ 0.

#ifdef BPK_FUNCTION
BPK_FUNCTION(prelu, BPK_OF_NET_INPUTS)
#else

BPK_INLINE v_vector TYPED(prelu_value)(v_vector x, element parameter) {
  return TYPED(leaky_relu_value)(x, parameter);
}

BPK_INLINE v_vector TYPED(prelu_derivative)(v_vector x, element parameter) {
  return TYPED(leaky_relu_derivative)(x, parameter);
}

/// Σ_j upstream[j] min(z[j], 0) for each of m rows, its term of ∂L/∂s. In 16 lanes, like the sums of softmax.
static void TYPED(slope_terms)(size_t m, size_t n, const element *z, size_t ldz, const element *upstream,
                               size_t ldupstream, element *terms) {
  const v_vector zero = v_splat(0);
  for (size_t i = 0; i < m; ++i, z += ldz, upstream += ldupstream) {
    v_vector sums[TYPED(chunk_vectors)];
    TYPED(chunk_fill)(sums, 0);
    for (size_t j = 0; j < n; j += 16) {
      const size_t columns = TYPED(chunk_columns)(n, j);
      BPK_UNROLL
      for (int v = 0; v < TYPED(chunk_vectors); ++v) {
        const v_vector x = TYPED(chunk_load)(z + j, columns, v, 0);
        const v_vector error = TYPED(chunk_load)(upstream + j, columns, v, 0);
        sums[v] = v_fma(error, v_select(v_less(zero, x), zero, x), sums[v]);
      }
    }
    terms[i] = TYPED(chunk_sum)(sums);
  }
}

#endif
