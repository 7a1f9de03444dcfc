// Layers of very small networks, one sample at a time, without the calls and choices of a product, which
// would take longer than the arithmetic. The chains are those of the products.

/// f(z) for one of BPK_ROW_FUNCTIONS, inlined because a call would take as long as the function; z for
/// softmax, which is applied to whole rows afterwards.
BPK_INLINE v_vector TYPED(value_of)(bpk_function function, element parameter, v_vector z) {
  switch (function) {
#define BPK_VALUE(name) \
  case bpk_function_##name: return TYPED(name##_value)(z, parameter);
    BPK_ROW_FUNCTIONS(BPK_VALUE)
#undef BPK_VALUE
    default: break;
  }
  return z;
}

/// f′ for one of BPK_ROW_FUNCTIONS, from y = f(z); 1 for softmax, which is applied to whole rows afterwards.
BPK_INLINE v_vector TYPED(derivative_of)(bpk_function function, element parameter, v_vector y) {
  switch (function) {
#define BPK_SLOPE(name) \
  case bpk_function_##name: return TYPED(name##_derivative)(y, parameter);
    BPK_ROW_FUNCTIONS(BPK_SLOPE)
#undef BPK_SLOPE
    default: break;
  }
  return v_splat(1);
}

BPK_INLINE void TYPED(tile_store)(element *p, v_tail tail, v_vector x, const bool partial) {
  if (partial) {
    v_store_tail(p, tail, x);
  } else {
    v_store(p, x);
  }
}

BPK_INLINE void TYPED(forward_vector)(size_t k, size_t n, const element *x, const element *w,
                                      const element *bias, bpk_function function, element parameter,
                                      element *y, size_t columns, const bool partial) {
  const v_tail tail = v_tail_of(partial ? columns : 0);
  v_vector z = TYPED(tile_load)(bias, tail, partial);
  for (size_t i = 0; i < k; ++i) z = v_fma(v_splat(x[i]), TYPED(tile_load)(w + i * n, tail, partial), z);
  TYPED(tile_store)(y, tail, TYPED(value_of)(function, parameter, z), partial);
}

/// y = f(x w + bias) for m rows.
static void TYPED(forward_rows)(size_t m, size_t k, size_t n, const element *x, size_t ldx, const element *w,
                                const element *bias, bpk_function function, element parameter, element *y,
                                size_t ldy) {
  for (; m > 0; --m, x += ldx, y += ldy) {
    size_t j = 0;
    for (; j + v_lanes <= n; j += v_lanes) {
      TYPED(forward_vector)(k, n, x, w + j, bias + j, function, parameter, y + j, v_lanes, false);
    }
    if (j < n) TYPED(forward_vector)(k, n, x, w + j, bias + j, function, parameter, y + j, n - j, true);
  }
}

BPK_INLINE void TYPED(backward_vector)(v_vector delta, const element *w, const element *y,
                                       bpk_function function, element parameter, element *d, size_t columns,
                                       const bool partial) {
  const v_tail tail = v_tail_of(partial ? columns : 0);
  const v_vector error = v_fma(delta, TYPED(tile_load)(w, tail, partial), v_splat(0));
  const v_vector factor = TYPED(derivative_of)(function, parameter, TYPED(tile_load)(y, tail, partial));
  TYPED(tile_store)(d, tail, v_mul(error, factor), partial);
}

/// d = (delta wᵀ) ⊙ f′ for m rows, where the layer above has one output, so that its n weights are
/// contiguous.
static void TYPED(backward_rows)(size_t m, size_t n, const element *delta, size_t lddelta, const element *w,
                                 const element *y, size_t ldy, bpk_function function, element parameter,
                                 element *d, size_t ldd) {
  for (; m > 0; --m, delta += lddelta, y += ldy, d += ldd) {
    const v_vector error = v_splat(*delta);
    size_t j = 0;
    for (; j + v_lanes <= n; j += v_lanes) {
      TYPED(backward_vector)(error, w + j, y + j, function, parameter, d + j, v_lanes, false);
    }
    if (j < n) TYPED(backward_vector)(error, w + j, y + j, function, parameter, d + j, n - j, true);
  }
}

/// row[j] = factor · x[j], as a chain of one multiply-add from 0.
BPK_INLINE void TYPED(scaled_row)(v_vector factor, size_t n, const element *x, element *row) {
  const v_vector zero = v_splat(0);
  size_t j = 0;
  for (; j + v_lanes <= n; j += v_lanes) v_store(row + j, v_fma(factor, v_load(x + j), zero));
  if (j < n) {
    const v_tail tail = v_tail_of(n - j);
    v_store_tail(row + j, tail, v_fma(factor, v_load_tail(x + j, tail), zero));
  }
}

/// g = xᵀ delta, k×n, and bias_gradient = delta, for one row.
static void TYPED(gradient_row)(size_t k, size_t n, const element *x, const element *delta, element *g,
                                element *bias_gradient) {
  if (n == 1) {
    TYPED(scaled_row)(v_splat(*delta), k, x, g);
  } else {
    for (size_t i = 0; i < k; ++i) TYPED(scaled_row)(v_splat(x[i]), n, delta, g + i * n);
  }
  TYPED(scaled_row)(v_splat(1), n, delta, bias_gradient);
}
