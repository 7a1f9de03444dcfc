// Transposition in registers, and the product with a transpose that needs no scratch.

/// Loads the transpose of up to lanes × lanes elements; elements outside of the source are 0.
BPK_INLINE void TYPED(load_transposed)(v_vector *x, size_t rows, size_t columns, const element *source,
                                       size_t ldsource, const bool partial) {
  const v_tail tail = v_tail_of(partial ? columns : 0);
  const element *from = source;
  BPK_UNROLL
  for (size_t i = 0; i < v_lanes; ++i) {
    if (i % 4 == 0) {
      if (i > 0 && (!partial || i < rows)) from += 4 * ldsource;
      BPK_OPAQUE(from);
    }
    x[i] = partial && i >= rows ? v_splat(0) : TYPED(tile_load)(from + i % 4 * ldsource, tail, partial);
  }
  v_transpose(x);
}

/// Transposes up to lanes × lanes elements. Whole vectors of the destination are written, unless the block is
/// partial and `exact`.
BPK_INLINE void TYPED(transpose_block)(size_t rows, size_t columns, const element *source, size_t ldsource,
                                       element *destination, size_t lddestination, const bool partial,
                                       const bool exact) {
  const v_tail tail = v_tail_of(partial && exact ? rows : 0);
  v_vector x[v_lanes];
  TYPED(load_transposed)(x, rows, columns, source, ldsource, partial);
  BPK_UNROLL
  for (size_t i = 0; i < v_lanes; ++i) {
    element *to = destination + i * lddestination;
    if (partial && i >= columns) continue;
    if (partial && exact) {
      v_store_tail(to, tail, x[i]);
    } else {
      v_store(to, x[i]);
    }
  }
}

BPK_INLINE void TYPED(transpose_blocks)(size_t rows, size_t columns, const element *source, size_t ldsource,
                                        element *destination, size_t lddestination, const bool exact) {
  for (size_t r = 0; r < rows; r += v_lanes) {
    const element *from = source + r * ldsource;
    const size_t height = rows - r < v_lanes ? rows - r : v_lanes;
    for (size_t c = 0; c < columns; c += v_lanes) {
      const size_t width = columns - c < v_lanes ? columns - c : v_lanes;
      element *to = destination + c * lddestination + r;
      if (height == v_lanes && width == v_lanes) {
        TYPED(transpose_block)(v_lanes, v_lanes, from + c, ldsource, to, lddestination, false, exact);
      } else {
        TYPED(transpose_block)(height, width, from + c, ldsource, to, lddestination, true, exact);
      }
    }
  }
}

static void TYPED(transpose)(size_t rows, size_t columns, const element *source, size_t ldsource,
                             element *destination, size_t lddestination) {
  TYPED(transpose_blocks)(rows, columns, source, ldsource, destination, lddestination, false);
}

static void TYPED(transpose_exactly)(size_t rows, size_t columns, const element *source, size_t ldsource,
                                     element *destination, size_t lddestination) {
  TYPED(transpose_blocks)(rows, columns, source, ldsource, destination, lddestination, true);
}

// The product with a transpose, for few rows of A.

/// Continues one row's chains over the first `columns` vectors of a block of B's transpose.
BPK_INLINE v_vector TYPED(add_row)(v_vector sum, const element *a, size_t stride, const v_vector *x,
                                   size_t columns, const bool partial) {
  BPK_UNROLL
  for (size_t i = 0; i < v_lanes; ++i) {
    if (!partial || i < columns) sum = v_fma(v_splat(a[i * stride]), x[i], sum);
  }
  return sum;
}

/// Continues the chains over one block of B's transpose; sums[r] is a vector of row r of C. The sums of the
/// first `fixed` rows (up to 4) stay in registers.
BPK_INLINE void TYPED(add_transposed_block)(const TYPED(bpk_product) * product, size_t m, const size_t fixed,
                                            size_t stride, size_t kk, size_t columns, const element *b,
                                            size_t rows, v_vector *sums, const bool partial) {
  v_vector x[v_lanes];
  BPK_KEEP_ORDER;
  TYPED(load_transposed)(x, rows, columns, b + kk, product->ldb, partial);
  const element *a = product->a + kk * stride;
  BPK_UNROLL
  for (size_t r = 0; r < 4; ++r) {
    if (r < fixed) {
      sums[r] = TYPED(add_row)(sums[r], a + r * product->a_row_stride, stride, x, columns, partial);
    }
  }
  for (size_t r = fixed; r < m; ++r) {
    sums[r] = TYPED(add_row)(sums[r], a + r * product->a_row_stride, stride, x, columns, partial);
  }
}

/// Computes columns of C from j on: `vectors` whole vectors, or (if `partial`) the first `rows` lanes of one.
BPK_INLINE void TYPED(multiply_transposed_columns)(const TYPED(bpk_product) * product, size_t m,
                                                   const size_t fixed, size_t stride, size_t j, size_t rows,
                                                   const size_t vectors, const bool partial) {
  const size_t k = product->k, ldb = product->ldb;
  v_vector sums[BPK_TRANSPOSED_VECTORS][BPK_FEW_ROWS];
  const v_tail tail = v_tail_of(partial ? rows : 0);
  const element *start = product->start ? product->start + j : NULL;
  BPK_UNROLL
  for (size_t v = 0; v < vectors; ++v) {
    for (size_t r = 0; r < m; ++r) {
      sums[v][r] = start ? TYPED(tile_load)(start + r * product->start_stride + v * v_lanes, tail, partial)
                         : v_splat(0);
    }
  }
  const element *b = product->b + j * ldb;
  const size_t next = v_lanes * ldb;
  size_t kk = 0;
  for (; kk + v_lanes <= k; kk += v_lanes) {
    BPK_UNROLL
    for (size_t v = 0; v < vectors; ++v) {
      TYPED(add_transposed_block)(product, m, fixed, stride, kk, v_lanes, b + v * next, rows, sums[v],
                                  partial);
    }
  }
  if (kk < k) {
    BPK_UNROLL
    for (size_t v = 0; v < vectors; ++v) {
      TYPED(add_transposed_block)(product, m, fixed, stride, kk, k - kk, b + v * next, rows, sums[v], true);
    }
  }
  for (size_t r = 0; r < m; ++r) {
    element *c = product->c + r * product->ldc + j;
    BPK_UNROLL
    for (size_t v = 0; v < vectors; ++v) {
      if (partial) {
        v_store_tail(c, tail, sums[v][r]);
      } else {
        v_store(c + v * v_lanes, sums[v][r]);
      }
    }
  }
}

#include "single_row_template.h"

/// Computes columns of C from j on.
BPK_INLINE void TYPED(multiply_transposed_rows)(const TYPED(bpk_product) * whole, size_t m,
                                                const size_t fixed, size_t stride, size_t j) {
  // The copy can stay in registers across BPK_KEEP_ORDER.
  const TYPED(bpk_product) copy = *whole, *product = &copy;
  const size_t n = product->n, group = BPK_TRANSPOSED_VECTORS * v_lanes;
  for (; j + group <= n; j += group) {
    TYPED(multiply_transposed_columns)(product, m, fixed, stride, j, v_lanes, BPK_TRANSPOSED_VECTORS, false);
  }
  for (; j + v_lanes <= n; j += v_lanes) {
    TYPED(multiply_transposed_columns)(product, m, fixed, stride, j, v_lanes, 1, false);
  }
  if (j < n) TYPED(multiply_transposed_columns)(product, m, fixed, stride, j, n - j, 1, true);
}

/// Up to four rows have instances of their own, and so has a single row with contiguous columns, for which
/// computing the addresses of A's elements would take most of the time.
static void TYPED(multiply_transposed)(const TYPED(bpk_product) * product) {
  const size_t m = product->m, stride = product->a_column_stride;
  switch (m) {
    case 1:
      if (stride == 1) {
        TYPED(multiply_transposed_rows)(product, 1, 1, 1, TYPED(multiply_row)(product));
      } else {
        TYPED(multiply_transposed_rows)(product, 1, 1, stride, 0);
      }
      break;
    case 2: TYPED(multiply_transposed_rows)(product, 2, 2, stride, 0); break;
    case 3: TYPED(multiply_transposed_rows)(product, 3, 3, stride, 0); break;
    case 4: TYPED(multiply_transposed_rows)(product, 4, 4, stride, 0); break;
    default: TYPED(multiply_transposed_rows)(product, m, 0, 1, 0); break;
  }
}

// The transpose of few rows.

BPK_INLINE void TYPED(interleave_rows)(const size_t rows, size_t columns, const element *source,
                                       size_t ldsource, element *destination, size_t lddestination) {
  for (size_t c = 0; c < columns; ++c) {
    for (size_t r = 0; r < rows; ++r) destination[c * lddestination + r] = source[r * ldsource + c];
  }
}

/// Compilers vectorise the loops over rows of a constant width without gaps; others are transposed in
/// registers.
static void TYPED(interleave)(size_t rows, size_t columns, const element *source, size_t ldsource,
                              element *destination, size_t lddestination) {
  switch (rows == lddestination ? rows : 0) {
    case 1: TYPED(interleave_rows)(1, columns, source, ldsource, destination, 1); break;
    case 2: TYPED(interleave_rows)(2, columns, source, ldsource, destination, 2); break;
    case 3: TYPED(interleave_rows)(3, columns, source, ldsource, destination, 3); break;
    case 4: TYPED(interleave_rows)(4, columns, source, ldsource, destination, 4); break;
    default: TYPED(transpose_exactly)(rows, columns, source, ldsource, destination, lddestination); break;
  }
}
