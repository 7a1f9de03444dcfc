// Row softmax and its derivative.
//
// A row is divided into chunks of 16 columns on every set: column j is summed in lane j mod 16, and the 16
// sums are added by halving. The last chunk is filled up with elements that do not change the result.

enum { TYPED(chunk_vectors) = 16 / v_lanes };

/// The number of the vector's lanes that lie within the first `columns`.
BPK_INLINE v_tail TYPED(chunk_tail)(size_t columns, int vector) {
  size_t before = (size_t)vector * v_lanes;
  size_t rest = columns > before ? columns - before : 0;
  return v_tail_of(rest < v_lanes ? rest : v_lanes);
}

/// Loads vector `vector` of the chunk at `p`, which has `columns` (up to 16) columns.
BPK_INLINE v_vector TYPED(chunk_load)(const element *p, size_t columns, int vector, element fill) {
  if (columns == 16) return v_load(p + vector * v_lanes);
  v_tail tail = TYPED(chunk_tail)(columns, vector);
  return v_fill_tail(v_load_tail(p + vector * v_lanes, tail), tail, v_splat(fill));
}

BPK_INLINE void TYPED(chunk_store)(element *p, size_t columns, int vector, v_vector value) {
  if (columns == 16) {
    v_store(p + vector * v_lanes, value);
  } else {
    v_store_tail(p + vector * v_lanes, TYPED(chunk_tail)(columns, vector), value);
  }
}

BPK_INLINE size_t TYPED(chunk_columns)(size_t n, size_t j) { return n - j < 16 ? n - j : 16; }

BPK_INLINE void TYPED(chunk_fill)(v_vector *chunk, element value) {
  BPK_UNROLL
  for (int v = 0; v < TYPED(chunk_vectors); ++v) chunk[v] = v_splat(value);
}

BPK_INLINE element TYPED(chunk_sum)(const v_vector *chunk) {
  element lanes[16];
  BPK_UNROLL
  for (int v = 0; v < TYPED(chunk_vectors); ++v) v_store(lanes + v * v_lanes, chunk[v]);
  BPK_UNROLL
  for (int half = 8; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

/// By halving too: comparing one lane after the other would take longer than all the rest.
BPK_INLINE element TYPED(chunk_maximum)(const v_vector *chunk) {
  element lanes[16];
  BPK_UNROLL
  for (int v = 0; v < TYPED(chunk_vectors); ++v) v_store(lanes + v * v_lanes, chunk[v]);
  BPK_UNROLL
  for (int half = 8; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) lanes[i] = lanes[i] > lanes[i + half] ? lanes[i] : lanes[i + half];
  }
  return lanes[0];
}

BPK_INLINE element TYPED(row_maximum)(size_t n, const element *z) {
  v_vector maxima[TYPED(chunk_vectors)];
  TYPED(chunk_fill)(maxima, -(element)INFINITY);
  for (size_t j = 0; j < n; j += 16) {
    size_t columns = TYPED(chunk_columns)(n, j);
    BPK_UNROLL
    for (int v = 0; v < TYPED(chunk_vectors); ++v) {
      maxima[v] = v_max(TYPED(chunk_load)(z + j, columns, v, -(element)INFINITY), maxima[v]);
    }
  }
  return TYPED(chunk_maximum)(maxima);
}

/// A divisor ≥ 1 of many quotients, with its reciprocal, correctly rounded, and the rest of that.
typedef struct TYPED(divisor) {
  v_vector value, reciprocal, rest;
} TYPED(divisor);

BPK_INLINE TYPED(divisor) TYPED(divisor_of)(v_vector value) {
  const v_vector one = v_splat(1), reciprocal = v_div(one, value);
  return (TYPED(divisor)){value, reciprocal, v_mul(v_fnma(value, reciprocal, one), reciprocal)};
}

/// v_div(x, divisor->value) for `least_dividend` ≤ x ≤ 1 (or NaN), without a division.
///
/// The product is within less than a unit in the last place of the quotient, and its remainder exact. Then
/// Markstein's theorem says that adding the remainder times the correctly rounded reciprocal gives the
/// correctly rounded quotient.
BPK_INLINE v_vector TYPED(quotient)(v_vector x, const TYPED(divisor) * divisor) {
  const v_vector product = v_fma(x, divisor->reciprocal, v_mul(x, divisor->rest));
  return v_fma(v_fnma(divisor->value, product, x), divisor->reciprocal, product);
}

/// Whether quotients of numbers from `least` on may be taken by `quotient`. A set of one lane divides: its
/// fused multiply-add may be slow.
BPK_INLINE bool TYPED(has_quotients)(v_vector least) {
  return v_lanes > 1 && !v_any(v_less(least, v_splat(TYPED(least_dividend))));
}

/// y = exp(z − maximum), its sum, and the least of it.
BPK_INLINE element TYPED(row_exp)(size_t n, const element *z, element *y, element maximum, v_vector *least) {
  v_vector sums[TYPED(chunk_vectors)];
  TYPED(chunk_fill)(sums, 0);
  *least = v_splat(1);
  for (size_t j = 0; j < n; j += 16) {
    size_t columns = TYPED(chunk_columns)(n, j);
    BPK_UNROLL
    for (int v = 0; v < TYPED(chunk_vectors); ++v) {
      v_vector x = TYPED(chunk_load)(z + j, columns, v, -(element)INFINITY);
      v_vector e = TYPED(exp_of_negative)(v_sub(x, v_splat(maximum)));
      sums[v] = v_add(sums[v], e);
      *least = v_min(columns == 16 ? e : v_fill_tail(e, TYPED(chunk_tail)(columns, v), *least), *least);
      TYPED(chunk_store)(y + j, columns, v, e);
    }
  }
  return TYPED(chunk_sum)(sums);
}

/// Softmax of a row of one chunk, which stays in registers: store-to-load forwarding would fail for partial
/// stores.
BPK_INLINE void TYPED(softmax_chunk)(size_t n, const element *z, element *y) {
  v_vector x[TYPED(chunk_vectors)], values[TYPED(chunk_vectors)];
  BPK_UNROLL
  for (int v = 0; v < TYPED(chunk_vectors); ++v) x[v] = TYPED(chunk_load)(z, n, v, -(element)INFINITY);
  const v_vector maximum = v_splat(TYPED(chunk_maximum)(x));
  BPK_UNROLL
  for (int v = 0; v < TYPED(chunk_vectors); ++v) {
    values[v] = TYPED(exp_of_negative)(v_sub(x[v], maximum));
  }
  const v_vector sum = v_splat(TYPED(chunk_sum)(values));
  BPK_UNROLL
  for (int v = 0; v < TYPED(chunk_vectors); ++v) TYPED(chunk_store)(y, n, v, v_div(values[v], sum));
}

/// Softmax of as many rows as a vector has lanes, of up to as many columns: each row is in a lane, with the
/// same operations in the same order. (Filled up elements add 0 to a sum.)
BPK_INLINE void TYPED(softmax_transposed)(size_t n, const element *z, size_t ldz, element *y, size_t ldy) {
  const v_tail tail = v_tail_of(n);
  v_vector x[v_lanes], sums[16];
  TYPED(load_transposed)(x, v_lanes, n, z, ldz, true);
  v_vector maximum = x[0];
  for (size_t j = 1; j < n; ++j) maximum = v_max(x[j], maximum);
  for (size_t j = 0; j < n; ++j) sums[j] = x[j] = TYPED(exp_of_negative)(v_sub(x[j], maximum));
  for (size_t j = n; j < 16; ++j) sums[j] = v_splat(0);
  BPK_UNROLL
  for (int half = 8; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) sums[i] = v_add(sums[i], sums[i + half]);
  }
  for (size_t j = 0; j < n; ++j) x[j] = v_div(x[j], sums[0]);
  v_transpose(x);
  BPK_UNROLL
  for (size_t i = 0; i < v_lanes; ++i) v_store_tail(y + i * ldy, tail, x[i]);
}

/// y = y / sum.
BPK_INLINE void TYPED(row_quotients)(size_t n, element *y, const TYPED(divisor) * divisor,
                                     const bool divides) {
  size_t j = 0;
  for (; j + v_lanes <= n; j += v_lanes) {
    const v_vector x = v_load(y + j);
    v_store(y + j, divides ? v_div(x, divisor->value) : TYPED(quotient)(x, divisor));
  }
  if (j < n) {
    const v_tail tail = v_tail_of(n - j);
    const v_vector x = v_load_tail(y + j, tail);
    v_store_tail(y + j, tail, divides ? v_div(x, divisor->value) : TYPED(quotient)(x, divisor));
  }
}

static void TYPED(softmax)(size_t m, size_t n, const element *z, size_t ldz, element *y, size_t ldy) {
  if (n <= 16) {
    for (; v_lanes > 1 && 0 < n && n <= v_lanes && m >= v_lanes; m -= v_lanes) {
      TYPED(softmax_transposed)(n, z, ldz, y, ldy);
      z += v_lanes * ldz, y += v_lanes * ldy;
    }
    for (size_t i = 0; i < m; ++i, z += ldz, y += ldy) TYPED(softmax_chunk)(n, z, y);
    return;
  }
  if (m == 0) return;
  element maximum = TYPED(row_maximum)(n, z);
  for (size_t i = 0; i < m; ++i, z += ldz, y += ldy) {
    v_vector least;
    const v_vector sum = v_splat(TYPED(row_exp)(n, z, y, maximum, &least));
    // While the sum's lanes are added.
    if (i + 1 < m) maximum = TYPED(row_maximum)(n, z + ldz);
    const TYPED(divisor) divisor = TYPED(divisor_of)(sum);
    if (TYPED(has_quotients)(least)) {
      TYPED(row_quotients)(n, y, &divisor, false);
    } else {
      TYPED(row_quotients)(n, y, &divisor, true);
    }
  }
}

BPK_INLINE element TYPED(row_dot)(size_t n, const element *a, const element *b) {
  v_vector sums[TYPED(chunk_vectors)];
  TYPED(chunk_fill)(sums, 0);
  for (size_t j = 0; j < n; j += 16) {
    size_t columns = TYPED(chunk_columns)(n, j);
    BPK_UNROLL
    for (int v = 0; v < TYPED(chunk_vectors); ++v) {
      v_vector x = TYPED(chunk_load)(a + j, columns, v, 0);
      sums[v] = v_fma(x, TYPED(chunk_load)(b + j, columns, v, 0), sums[v]);
    }
  }
  return TYPED(chunk_sum)(sums);
}

static void TYPED(softmax_derivative)(size_t m, size_t n, const element *y, size_t ldy,
                                      const element *upstream, size_t ldupstream, element *d, size_t ldd) {
  for (size_t i = 0; i < m; ++i, y += ldy, upstream += ldupstream, d += ldd) {
    v_vector dot = v_splat(TYPED(row_dot)(n, upstream, y));
    size_t j = 0;
    for (; j + v_lanes <= n; j += v_lanes) {
      v_store(d + j, v_mul(v_load(y + j), v_sub(v_load(upstream + j), dot)));
    }
    if (j < n) {
      v_tail tail = v_tail_of(n - j);
      v_vector difference = v_sub(v_load_tail(upstream + j, tail), dot);
      v_store_tail(d + j, tail, v_mul(v_load_tail(y + j, tail), difference));
    }
  }
}
