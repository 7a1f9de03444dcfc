// Gradients of very small layers over a batch, with the chains of all weights and biases computed in
// parallel, because the time of a single chain is the latency of its multiply-adds. (Zen 4, ns for a step
// with products, and with these: 1-10-1 over 100 rows 1470 and 1170, 2-5-1 over 4 rows 415 and 214.)

BPK_INLINE void TYPED(gradient_chains)(size_t m, size_t n, const element *x, size_t ldx, const element *delta,
                                       size_t lddelta, bool accumulate, element *g, element *bias_gradient,
                                       const size_t k) {
  const v_tail tail = v_tail_of(n);
  v_vector sums[BPK_CHAINED_INPUTS], bias_sum = accumulate ? v_load_tail(bias_gradient, tail) : v_splat(0);
  BPK_UNROLL
  for (size_t i = 0; i < k; ++i) sums[i] = accumulate ? v_load_tail(g + i * n, tail) : v_splat(0);
  for (; m > 0; --m, x += ldx, delta += lddelta) {
    const v_vector error = v_load_tail(delta, tail);
    BPK_UNROLL
    for (size_t i = 0; i < k; ++i) sums[i] = v_fma(v_splat(x[i]), error, sums[i]);
    bias_sum = v_add(bias_sum, error);
  }
  BPK_UNROLL
  for (size_t i = 0; i < k; ++i) v_store_tail(g + i * n, tail, sums[i]);
  v_store_tail(bias_gradient, tail, bias_sum);
}

/// g = xᵀ delta, k×n without gaps, and bias_gradient = Σ delta over m rows, from 0 or with `accumulate` from
/// their contents, for up to BPK_CHAINED_INPUTS inputs and as many outputs as a vector has lanes.
static void TYPED(gradient_rows)(size_t m, size_t k, size_t n, const element *x, size_t ldx,
                                 const element *delta, size_t lddelta, bool accumulate, element *g,
                                 element *bias_gradient) {
  switch (k) {
#define BPK_GRADIENT_CASE(inputs, ignored)                                                                \
  case inputs:                                                                                            \
    TYPED(gradient_chains)(m, n, x, ldx, delta, lddelta, accumulate, g, bias_gradient, inputs);           \
    break;
    BPK_UP_TO(BPK_CHAINED_INPUTS)(BPK_GRADIENT_CASE, )
#undef BPK_GRADIENT_CASE
    default: break;
  }
}

/// The maximum number of vectors of a row that `single_output_columns` computes at a time.
enum { TYPED(single_output_vectors) = 4 };

/// The chains of `single_output_columns`: of the weights and the bias of the output, and of the layer below.
typedef struct TYPED(single_output_sums) {
  v_vector weights[TYPED(single_output_vectors)], bias;
  v_vector below_weights[BPK_FUSED_INPUTS], below_bias;
} TYPED(single_output_sums);

/// Some rows of `single_output_columns`. With `spills` whole vectors of d are stored, which overwrite the
/// start of the next row, computed later.
BPK_INLINE void TYPED(single_output_rows)(const TYPED(bpk_single_output) * layer, size_t first, size_t end,
                                          size_t j, v_vector (*derivative)(v_vector, element), v_tail tail,
                                          const v_vector *w, TYPED(single_output_sums) * sums,
                                          const int vectors, const bool partial, const bool spills,
                                          const size_t below_k) {
  const element *delta = layer->delta + first * layer->lddelta, *y = layer->y + first * layer->ldy + j;
  const element *x = below_k > 0 ? layer->x + first * layer->ldx : NULL;
  element *d = layer->d + first * layer->ldd + j;
  const element parameter = layer->parameter;
  for (size_t row = first; row < end; ++row, delta += layer->lddelta, y += layer->ldy, d += layer->ldd) {
    const v_vector error = v_splat(*delta);
    BPK_UNROLL
    for (int v = 0; v < vectors; ++v) {
      const v_vector input = TYPED(tile_load)(y + v * v_lanes, tail, partial);
      sums->weights[v] = v_fma(error, input, sums->weights[v]);
      const v_vector below = v_mul(v_fma(error, w[v], v_splat(0)), derivative(input, parameter));
      TYPED(tile_store)(d + v * v_lanes, tail, below, partial && !spills);
      BPK_UNROLL
      for (size_t i = 0; i < below_k; ++i) {
        sums->below_weights[i] = v_fma(v_splat(x[i]), below, sums->below_weights[i]);
      }
      if (below_k > 0) sums->below_bias = v_add(sums->below_bias, below);
    }
    sums->bias = v_add(sums->bias, error);
    if (below_k > 0) x += layer->ldx;
  }
}

/// The columns from j on of the layer below: `vectors` whole vectors, or (if `partial`) the first lanes of
/// one. Returns the gradient of the bias, the sum of delta over the rows, in all lanes.
BPK_INLINE v_vector TYPED(single_output_columns)(const TYPED(bpk_single_output) * layer, size_t j,
                                                 v_vector bias_sum, v_vector (*derivative)(v_vector, element),
                                                 const int vectors, const bool partial,
                                                 const size_t below_k) {
  const size_t m = layer->m, n = layer->n;
  const v_tail tail = v_tail_of(partial ? n - j : 0);
  const bool accumulate = layer->accumulate;
  v_vector w[TYPED(single_output_vectors)];
  TYPED(single_output_sums) sums = {.bias = bias_sum};
  BPK_UNROLL
  for (int v = 0; v < vectors; ++v) {
    w[v] = TYPED(tile_load)(layer->w + j + v * v_lanes, tail, partial);
    sums.weights[v] = accumulate ? TYPED(tile_load)(layer->g + j + v * v_lanes, tail, partial) : v_splat(0);
  }
  BPK_UNROLL
  for (size_t i = 0; i < below_k; ++i) {
    sums.below_weights[i] = accumulate ? TYPED(tile_load)(layer->below_g + i * n, tail, partial) : v_splat(0);
  }
  if (below_k > 0) {
    sums.below_bias = accumulate ? TYPED(tile_load)(layer->below_bias_gradient, tail, partial) : v_splat(0);
  }
  // Masked stores are slower, but needed for the last rows, after which there is no room for a vector, and
  // where rows have gaps, which may not be written.
  size_t last_rows = partial ? (v_lanes - 1) / n + 1 : 0;
  if (partial && (last_rows > m || layer->ldd != n)) last_rows = m;
  TYPED(single_output_rows)(layer, 0, m - last_rows, j, derivative, tail, w, &sums, vectors, partial, true,
                            below_k);
  if (partial) {
    TYPED(single_output_rows)(layer, m - last_rows, m, j, derivative, tail, w, &sums, vectors, true, false,
                              below_k);
  }
  BPK_UNROLL
  for (int v = 0; v < vectors; ++v) {
    TYPED(tile_store)(layer->g + j + v * v_lanes, tail, sums.weights[v], partial);
  }
  BPK_UNROLL
  for (size_t i = 0; i < below_k; ++i) {
    TYPED(tile_store)(layer->below_g + i * n, tail, sums.below_weights[i], partial);
  }
  if (below_k > 0) TYPED(tile_store)(layer->below_bias_gradient, tail, sums.below_bias, partial);
  return sums.bias;
}

/// The columns that do not fill a vector come first, because their stores overwrite the start of the next
/// row.
BPK_INLINE void TYPED(single_output_all)(const TYPED(bpk_single_output) * layer,
                                         v_vector (*derivative)(v_vector, element)) {
  const v_vector bias = v_splat(layer->accumulate ? *layer->bias_gradient : 0);
  const size_t rest = layer->n % v_lanes, whole_columns = layer->n - rest;
  const size_t group = TYPED(single_output_vectors) * v_lanes;
  v_vector bias_sum = bias;
  if (rest > 0) bias_sum = TYPED(single_output_columns)(layer, whole_columns, bias, derivative, 1, true, 0);
  size_t j = 0;
  for (; j + group <= whole_columns; j += group) {
    bias_sum =
        TYPED(single_output_columns)(layer, j, bias, derivative, TYPED(single_output_vectors), false, 0);
  }
  for (; j < whole_columns; j += v_lanes) {
    bias_sum = TYPED(single_output_columns)(layer, j, bias, derivative, 1, false, 0);
  }
  v_store_tail(layer->bias_gradient, v_tail_of(1), bias_sum);
}

/// With the gradient of the layer below: the chains of both layers together take as long as those of one.
/// (Zen 4, a step of 1-10-1 over 100 rows: 1190 ns, and 1130 with this.)
BPK_INLINE void TYPED(single_output_fused)(const TYPED(bpk_single_output) * layer,
                                           v_vector (*derivative)(v_vector, element), const size_t below_k) {
  const v_vector bias = v_splat(layer->accumulate ? *layer->bias_gradient : 0);
  const v_vector bias_sum = TYPED(single_output_columns)(layer, 0, bias, derivative, 1, true, below_k);
  v_store_tail(layer->bias_gradient, v_tail_of(1), bias_sum);
}

/// Propagates error terms through a layer of one output, and computes its gradient in the same loop.
static void TYPED(single_output)(const TYPED(bpk_single_output) * layer) {
  switch (layer->function) {
#define BPK_FUSED_CASE(inputs, name) \
  case inputs: TYPED(single_output_fused)(layer, TYPED(name##_derivative), inputs); break;
#define BPK_SINGLE_OUTPUT(name)                                                    \
  case bpk_function_##name:                                                        \
    switch (layer->below_k) {                                                      \
      BPK_UP_TO(BPK_FUSED_INPUTS)(BPK_FUSED_CASE, name)                            \
      default: TYPED(single_output_all)(layer, TYPED(name##_derivative)); break;   \
    }                                                                              \
    break;
    BPK_ROW_FUNCTIONS(BPK_SINGLE_OUTPUT)
#undef BPK_SINGLE_OUTPUT
#undef BPK_FUSED_CASE
    default: break;
  }
}
