// One row of A times a transpose, by vectors whose lanes are rows of B, for sets that define BPK_HAS_ROWS.
//
// Transposing whole blocks in registers is limited by permutations, most of all by those across lanes of 128
// bits. Here loads do the work of these: row_load_columns(x, upper, lower, stride) loads the first
// row_columns columns (128 bits) of row_lanes rows as that many vectors; the first half of the rows begin at
// `upper`, the others at `lower`, `stride` elements apart. The other operations are those of vector.h.
#ifdef BPK_HAS_ROWS

#define row_vector TYPED(row_vector)
#define row_lanes TYPED(row_lanes)
#define row_columns TYPED(row_columns)

/// The number of vectors of C that are computed together: enough chains to hide the latency of the
/// multiply-adds.
enum { TYPED(row_vectors) = 4 };

/// Continues the chains over the row_columns columns of B from `column` on, without the first `skipped` of
/// them; `rows` are the starts of each half vector's rows. With registers for it (BPK_ROWS_TOGETHER) all
/// vectors are loaded before one is used, so that neighbouring multiply-adds are of different chains.
BPK_INLINE void TYPED(add_columns)(const element *a, const element *const *rows, size_t stride,
                                   ptrdiff_t column, size_t skipped, row_vector *sums) {
  row_vector factors[row_columns];
  BPK_UNROLL
  for (size_t i = 0; i < row_columns; ++i) factors[i] = TYPED(row_splat)(a[column + (ptrdiff_t)i]);
  row_vector x[TYPED(row_vectors)][row_columns];
  BPK_UNROLL
  for (size_t v = 0; v < TYPED(row_vectors); ++v) {
    TYPED(row_load_columns)(x[v], rows[2 * v] + column, rows[2 * v + 1] + column, stride);
    if (BPK_ROWS_TOGETHER) {
      BPK_KEEP_ORDER;
      continue;
    }
    BPK_COMPLETE(sums[(v + TYPED(row_vectors) - 1) % TYPED(row_vectors)]);
    BPK_UNROLL
    for (size_t i = 0; i < row_columns; ++i) {
      if (i >= skipped) sums[v] = TYPED(row_fma)(factors[i], x[v][i], sums[v]);
    }
  }
  BPK_UNROLL
  for (size_t i = 0; BPK_ROWS_TOGETHER && i < row_columns; ++i) {
    if (i < skipped) continue;
    BPK_UNROLL
    for (size_t v = 0; v < TYPED(row_vectors); ++v) sums[v] = TYPED(row_fma)(factors[i], x[v][i], sums[v]);
  }
}

/// Computes `row_vectors` vectors of C from column j on.
BPK_INLINE void TYPED(multiply_row_columns)(const TYPED(bpk_product) * product, size_t j) {
  const size_t stride = product->ldb, line = BPK_LINE_BYTES / sizeof(element), last = row_columns;
  const element *a = product->a, *start = product->start ? product->start + j : NULL;
  const element *rows[2 * TYPED(row_vectors)];
  row_vector sums[TYPED(row_vectors)];
  BPK_UNROLL
  for (size_t v = 0; v < TYPED(row_vectors); ++v) {
    sums[v] = start ? TYPED(row_load)(start + v * row_lanes) : TYPED(row_splat)(0);
    rows[2 * v] = product->b + (j + v * row_lanes) * stride;
    rows[2 * v + 1] = rows[2 * v] + row_lanes / 2 * stride;
  }
  size_t rest = product->k;
  for (; rest >= line; rest -= line) {
    BPK_UNROLL
    for (size_t i = 0; i < 2 * TYPED(row_vectors); ++i) BPK_OPAQUE(rows[i]);
    BPK_UNROLL
    for (size_t column = 0; column < line; column += row_columns) {
      TYPED(add_columns)(a, rows, stride, (ptrdiff_t)column, 0, sums);
    }
    BPK_UNROLL
    for (size_t i = 0; i < 2 * TYPED(row_vectors); ++i) rows[i] += line;
    a += line;
  }
  ptrdiff_t column = 0;
  for (; rest >= last; rest -= last, column += row_columns) {
    TYPED(add_columns)(a, rows, stride, column, 0, sums);
  }
  // The last columns are loaded together with some that have been added.
  if (rest > 0) {
    TYPED(add_columns)(a, rows, stride, column + (ptrdiff_t)rest - row_columns, last - rest, sums);
  }
  BPK_UNROLL
  for (size_t v = 0; v < TYPED(row_vectors); ++v) TYPED(row_store)(product->c + j + v * row_lanes, sums[v]);
}

#endif

/// Computes columns of C, from the first on, in groups of `row_vectors` vectors, and returns their number.
/// None for short chains, and if so many of B's rows share a set of the first-level cache that lines would be
/// evicted before all of their columns are used.
BPK_INLINE size_t TYPED(multiply_row)(const TYPED(bpk_product) * product) {
  size_t j = 0;
#ifdef BPK_HAS_ROWS
  const size_t columns = TYPED(row_vectors) * row_lanes;
  if (product->k < BPK_ROW_DEPTH || product->ldb * sizeof(element) % BPK_CROWDED_BYTES == 0) return 0;
  for (; j + columns <= product->n; j += columns) TYPED(multiply_row_columns)(product, j);
#endif
  (void)product;
  return j;
}

#undef row_vector
#undef row_lanes
#undef row_columns
