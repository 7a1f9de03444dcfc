// The tile of a matrix product: `rows` × `vectors` registers of sums, held over the whole of k.
//
// Row kk of B is loaded as vectors, element (i, kk) of A is broadcast, and each pair is the operands of one
// fused multiply-add. The sizes are constants in each instance, so that the loops over them are unrolled and
// the sums stay in registers; BPK_TILE_ROWS_… of the set limits them to its number of registers.

/// The number of base pointers, one for every third row of A: the addresses p, p + stride and p + 2 stride
/// need no registers of their own. With a single pointer clang computes each address from the one before, a
/// chain of additions that takes longer than a narrow tile's multiply-adds.
enum { TYPED(tile_bases) = (BPK_TILE_ROWS_LARGEST + 2) / 3 };

/// The vectors of a row that lie in the same panel. A tile that is wider than a panel reads the next ones of
/// B `pitch` elements after the first (`multiply_across`), and writes those of C behind a gap.
enum { TYPED(panel_vectors) = BPK_WEIGHT_PANEL_COLUMNS / v_lanes };

/// The place of vector v of a tile in a row of C.
BPK_INLINE size_t TYPED(tile_place)(const TYPED(bpk_product) * product, int v) {
  return (size_t)v * v_lanes + (size_t)(v / TYPED(panel_vectors)) * product->c_gap;
}

BPK_INLINE v_vector TYPED(tile_load)(const element *p, v_tail tail, bool partial) {
  return partial ? v_load_tail(p, tail) : v_load(p);
}

/// Which of the last vector's lanes a tile uses: all, fewer, or at most half of them, for sets whose half
/// vectors take less time (BPK_HAS_HALVES).
enum { TYPED(tile_whole), TYPED(tile_partial), TYPED(tile_half) };

/// An element of A in all lanes.
BPK_INLINE v_vector TYPED(tile_splat)(element s, bool half) {
#ifdef BPK_HAS_HALVES
  if (half) return v_splat_for_halves(s);
#endif
  (void)half;
  return v_splat(s);
}

BPK_INLINE v_vector TYPED(tile_fma)(v_vector a, v_vector b, v_vector c, bool half) {
#ifdef BPK_HAS_HALVES
  if (half) return v_fma_half(a, b, c);
#endif
  (void)half;
  return v_fma(a, b, c);
}

/// Whether rows of an operand, `stride` elements apart, span more than the first-level cache keeps, and there
/// are enough of them for prefetching.
BPK_INLINE bool TYPED(is_far)(size_t rows, size_t stride) {
  return rows >= 8 * BPK_ROWS_AHEAD && rows * stride * sizeof(element) > BPK_NEAR_BYTES;
}

/// Prefetches what stands some rows below an element, if anything does.
BPK_INLINE void TYPED(prefetch_ahead)(const element *p, size_t stride) {
  __builtin_prefetch((const void *)((uintptr_t)p + BPK_ROWS_AHEAD * stride * sizeof(element)));
}

/// The elements of a cache line.
enum { TYPED(line_elements) = 64 / sizeof(element) };

/// Adds the products of k terms to the sums of a tile, and prefetches the rows of B, or those of A's
/// transpose and of B, some k ahead: Intel's own prefetchers do not follow rows that are far apart. With
/// `prefetches_next` one line of `next` for each k is prefetched into the second-level cache.
BPK_INLINE void TYPED(tile_sums)(const TYPED(bpk_product) * product, size_t k, const element *a,
                                 const element *b, v_tail tail, const int rows, const int vectors,
                                 const int form, const size_t pitch, const bool prefetches_a,
                                 const bool prefetches_b, const bool prefetches_next,
                                 const element *next, v_vector *sums) {
  const bool partial = form != TYPED(tile_whole), half = form == TYPED(tile_half);
  const size_t row_stride = product->a_row_stride, column_stride = product->a_column_stride;
  const size_t ldb = product->ldb;
  const element *bases[TYPED(tile_bases)];
  BPK_UNROLL
  for (int r = 0; r < rows; r += 3) bases[r / 3] = a + (size_t)r * row_stride;
  for (size_t kk = k; kk > 0; --kk) {
    v_vector b_row[BPK_TILE_VECTORS];
    BPK_UNROLL
    for (int v = 0; v < vectors; ++v) {
      const element *group = b + (size_t)(v / TYPED(panel_vectors)) * pitch;
      b_row[v] = TYPED(tile_load)(group + v % TYPED(panel_vectors) * v_lanes, tail,
                                  partial && v == vectors - 1);
    }
    BPK_UNROLL
    for (int r = 0; r < rows; ++r) {
      v_vector x = TYPED(tile_splat)(bases[r / 3][(size_t)(r % 3) * row_stride], half && vectors > 1);
      BPK_UNROLL
      for (int v = 0; v < vectors; ++v) {
        v_vector *sum = &sums[r * vectors + v];
        *sum = TYPED(tile_fma)(x, b_row[v], *sum, half && v == vectors - 1);
      }
    }
    if (prefetches_next) {
      bpk_prefetch_second_level(next);
      next += TYPED(line_elements);
    }
    if (prefetches_b) {
      BPK_UNROLL
      for (int column = 0; column < vectors * v_lanes; column += TYPED(line_elements)) {
        TYPED(prefetch_ahead)(b + column, ldb);
      }
    }
    if (prefetches_a) {
      // The elements of a tile's rows lie side by side, in one cache line or two.
      TYPED(prefetch_ahead)(bases[0], column_stride);
      TYPED(prefetch_ahead)(bases[0] + rows - 1, column_stride);
    }
    b += ldb;
    BPK_UNROLL
    for (int r = 0; r < rows; r += 3) bases[r / 3] += column_stride;
  }
}

/// One tile of C. Up to k lines at `next` are prefetched for a tile across panels.
BPK_INLINE void TYPED(tile)(const TYPED(bpk_product) * product, const element *a, const element *b,
                            const element *start, element *c, size_t columns, const int rows,
                            const int vectors, const int form, const size_t pitch, const element *next,
                            size_t next_lines) {
  const bool partial = form != TYPED(tile_whole);
  const size_t row_stride = product->a_row_stride, column_stride = product->a_column_stride;
  const size_t ldb = product->ldb, ldc = product->ldc, start_stride = product->start_stride;
  const v_tail tail = v_tail_of(partial ? columns - (size_t)(vectors - 1) * v_lanes : 0);
  v_vector sums[BPK_TILE_SUMS];
  BPK_UNROLL
  for (int r = 0; r < rows; ++r) {
    BPK_UNROLL
    for (int v = 0; v < vectors; ++v) {
      sums[r * vectors + v] =
          start ? TYPED(tile_load)(start + (size_t)r * start_stride + TYPED(tile_place)(product, v), tail,
                                   partial && v == vectors - 1)
                : v_splat(0);
    }
  }

  // Tiles of few rows wait for nothing but B, which they read once.
  const bool is_large =
      rows >= 4 && pitch == BPK_WEIGHT_PANEL_COLUMNS &&
      (vectors == 2 || (vectors == 4 && product->m > BPK_TILE_ROWS_4));
  const size_t k = product->k;
  if (is_large && row_stride == 1 && TYPED(is_far)(k, column_stride)) {
    TYPED(tile_sums)(product, k, a, b, tail, rows, vectors, form, pitch, true, true, false, NULL, sums);
  } else if (is_large && TYPED(is_far)(k, ldb)) {
    TYPED(tile_sums)(product, k, a, b, tail, rows, vectors, form, pitch, false, true, false, NULL, sums);
  } else {
    if (next_lines > 0) {
      TYPED(tile_sums)(product, next_lines, a, b, tail, rows, vectors, form, pitch, false, false, true, next,
                       sums);
      a += next_lines * column_stride;
      b += next_lines * ldb;
    }
    TYPED(tile_sums)(product, k - next_lines, a, b, tail, rows, vectors, form, pitch, false, false, false,
                     NULL, sums);
  }

  BPK_UNROLL
  for (int r = 0; r < rows; ++r) {
    BPK_UNROLL
    for (int v = 0; v < vectors; ++v) {
      element *p = c + (size_t)r * ldc + TYPED(tile_place)(product, v);
      if (partial && v == vectors - 1) {
        v_store_tail(p, tail, sums[r * vectors + v]);
      } else {
        v_store(p, sums[r * vectors + v]);
      }
    }
  }
}

typedef void TYPED(tile_function)(const TYPED(bpk_product) * product, const element *a, const element *b,
                                  const element *start, element *c, size_t columns);

#define BPK_TILE_FORM(rows, vectors, form)                                                                   \
  static void TYPED(tile_##vectors##_##rows##_##form)(                                                      \
      const TYPED(bpk_product) * product, const element *a, const element *b, const element *start,         \
      element *c, size_t columns) {                                                                         \
    TYPED(tile)(product, a, b, start, c, columns, rows, vectors, TYPED(tile_##form),                        \
                BPK_WEIGHT_PANEL_COLUMNS, NULL, 0);                                                         \
  }
#define BPK_TILE_NAME(rows, vectors, form) TYPED(tile_##vectors##_##rows##_##form),
#ifdef BPK_HAS_HALVES
enum { TYPED(tile_forms) = 3 };
#define BPK_TILE_FORMS(X, rows, vectors) \
  X(rows, vectors, whole) X(rows, vectors, partial) X(rows, vectors, half)
#else
enum { TYPED(tile_forms) = 2 };
#define BPK_TILE_FORMS(X, rows, vectors) X(rows, vectors, whole) X(rows, vectors, partial)
#endif
#define BPK_TILE(rows, vectors) BPK_TILE_FORMS(BPK_TILE_FORM, rows, vectors)
#define BPK_TILE_NAMES(rows, vectors) {BPK_TILE_FORMS(BPK_TILE_NAME, rows, vectors)},

BPK_TILES(BPK_TILE)

/// The instances by rows − 1 and by form, for each number of vectors.
typedef TYPED(tile_function) * const TYPED(tile_instances)[TYPED(tile_forms)];
static TYPED(tile_instances) TYPED(tiles_1)[] = {BPK_TILES_1(BPK_TILE_NAMES)};
static TYPED(tile_instances) TYPED(tiles_2)[] = {BPK_TILES_2(BPK_TILE_NAMES)};
static TYPED(tile_instances) TYPED(tiles_4)[] = {BPK_TILES_4(BPK_TILE_NAMES)};
static TYPED(tile_instances) TYPED(tiles_8)[] = {BPK_TILES_8(BPK_TILE_NAMES)};

#undef BPK_TILE
#undef BPK_TILE_NAMES
#undef BPK_TILE_FORMS
#undef BPK_TILE_FORM
#undef BPK_TILE_NAME

/// The form of a tile whose last vector has the given number of columns.
BPK_INLINE int TYPED(tile_form)(size_t columns) {
  if (columns == v_lanes) return TYPED(tile_whole);
#ifdef BPK_HAS_HALVES
  if (2 * columns <= v_lanes) return TYPED(tile_half);
#endif
  return TYPED(tile_partial);
}

/// Prefetches the cache lines of C that the next tile starts from. It does not pay for tiles with a smaller k
/// than `prefetched_depth`.
enum { TYPED(prefetched_depth) = 128 };
BPK_INLINE void TYPED(prefetch_tile)(const TYPED(bpk_product) * product, const element *c, size_t rows,
                                     size_t vectors) {
  for (size_t r = 0; r < rows; ++r) {
    for (size_t v = 0; v < vectors; ++v) {
      __builtin_prefetch(c + r * product->ldc + TYPED(tile_place)(product, (int)v), 1);
    }
  }
}

/// Multiplies one group of columns for all rows, which are divided evenly among tiles.
BPK_INLINE void TYPED(multiply_columns)(const TYPED(bpk_product) * product, size_t j, size_t columns,
                                        TYPED(tile_instances) * tiles, size_t largest) {
  const size_t m = product->m;
  const size_t vectors = (columns + v_lanes - 1) / v_lanes;
  const int form = TYPED(tile_form)(columns - (vectors - 1) * v_lanes);
  const element *a = product->a, *b = product->b + j;
  const size_t place = j + j / BPK_WEIGHT_PANEL_COLUMNS * product->c_gap;
  const element *start = product->start ? product->start + place : NULL;
  element *c = product->c + place;
  if (m <= largest) {
    tiles[m - 1][form](product, a, b, start, c, columns);
    if (product->queue) bpk_prefetch_next(product->queue);
    return;
  }
  const size_t count = (m + largest - 1) / largest;
  size_t longer = m % count;
  for (size_t i = 0; i < count; ++i) {
    size_t rows = m / count + (i < longer);
    if (i + 1 < count && product->k >= TYPED(prefetched_depth)) {
      TYPED(prefetch_tile)(product, c + rows * product->ldc, m / count, vectors);
    }
    tiles[rows - 1][form](product, a, b, start, c, columns);
    if (product->queue) bpk_prefetch_next(product->queue);
    a += rows * product->a_row_stride;
    if (start) start += rows * product->start_stride;
    c += rows * product->ldc;
  }
}

/// Whether wide tiles take less time although there are rows enough for others: not just those of one, nor
/// rows fewer than that unless a small B is read twice instead of once.
BPK_INLINE bool TYPED(is_faster_wide)(const TYPED(bpk_product) * product) {
  const size_t bytes = product->k * product->ldb * sizeof(element), most = BPK_WIDE_TILE_BYTES;
  return BPK_PREFERS_WIDE_TILES && product->m != BPK_TILE_ROWS_2 &&
         bytes <= (product->m > BPK_TILE_ROWS_2 ? most : most / 2);
}

static bool TYPED(prefers_wide_tiles)(void) { return BPK_PREFERS_WIDE_TILES; }

/// Whether a gradient of m×n over k samples takes less time as its transpose. A transpose of more than a
/// quarter of a vector takes longer to write, which needs a larger k to make up for it.
static bool TYPED(is_narrow_gradient)(size_t m, size_t k, size_t n) {
  if (!BPK_PREFERS_NARROW_GRADIENTS) return n <= v_lanes / 2 && m >= n * BPK_NARROW_ROWS;
  if (n <= v_lanes / 4) return 4 * m >= 3 * v_lanes;
  if (n <= 3 * v_lanes / 4) return m >= v_lanes && k >= 16;
  return n <= 5 * v_lanes / 4 && m >= 2 * v_lanes && k >= 32;
}

/// The tiles of gradients of n columns over k samples, with rows enough for a tile of two vectors, which lie
/// along the rows of narrow ones.
static bpk_tile_shape TYPED(gradient_tile)(size_t k, size_t n) {
  const size_t vectors = (n + v_lanes - 1) / v_lanes, rows = 2 * v_lanes;
  if (TYPED(is_narrow_gradient)(rows, k, n)) return (bpk_tile_shape){rows, vectors * v_lanes};
  const bool is_wide = BPK_PREFERS_WIDE_TILES && k * n * sizeof(element) <= BPK_WIDE_TILE_BYTES;
  if (vectors >= 4 && is_wide) return (bpk_tile_shape){BPK_TILE_ROWS_4, 4 * v_lanes};
  if (vectors >= 2) return (bpk_tile_shape){BPK_TILE_ROWS_2, 2 * v_lanes};
  return (bpk_tile_shape){BPK_TILE_ROWS_1, v_lanes};
}

/// The columns of a packed panel of B for m rows: the width of a tile. Tiles across panels prefetch the next
/// ones, but not columns of A.
static size_t TYPED(packed_columns)(size_t m, bool is_blocked_in_order) {
  if (m <= BPK_TILE_ROWS_4) return 8 * v_lanes;
  if (!BPK_PREFERS_WIDE_TILES || m <= BPK_TILE_ROWS_2) return 2 * v_lanes;
  return is_blocked_in_order ? BPK_WEIGHT_PANEL_COLUMNS : 4 * v_lanes;
}

/// Products of few rows have wide tiles, so that there are always enough independent sums to hide the latency
/// of the multiply-adds.
static void TYPED(multiply)(const TYPED(bpk_product) * product) {
  const size_t m = product->m, n = product->n;
  if (m == 0) return;
  const bool is_wide = m <= BPK_TILE_ROWS_4 || TYPED(is_faster_wide)(product);
  size_t j = 0;
  while (j < n) {
    size_t vectors = (n - j + v_lanes - 1) / v_lanes;
    if (vectors >= 8 && m <= BPK_TILE_ROWS_8) {
      vectors = 8;
    } else if (vectors >= 4 && is_wide) {
      vectors = 4;
    } else if (vectors >= 2) {
      vectors = 2;
    }
    size_t columns = n - j < vectors * v_lanes ? n - j : vectors * v_lanes;
    switch (vectors) {
      case 8: TYPED(multiply_columns)(product, j, columns, TYPED(tiles_8), BPK_TILE_ROWS_8); break;
      case 4: TYPED(multiply_columns)(product, j, columns, TYPED(tiles_4), BPK_TILE_ROWS_4); break;
      case 2: TYPED(multiply_columns)(product, j, columns, TYPED(tiles_2), BPK_TILE_ROWS_2); break;
      default: TYPED(multiply_columns)(product, j, columns, TYPED(tiles_1), BPK_TILE_ROWS_1); break;
    }
    j += columns;
  }
}

#define BPK_TILE_ACROSS(rows, vectors)                                                                       \
  static void TYPED(tile_across_##vectors##_##rows)(                                                        \
      const TYPED(bpk_product) * product, const element *a, const element *b, const element *start,         \
      element *c, const element *next, size_t next_lines) {                                                 \
    TYPED(tile)(product, a, b, start, c, vectors * v_lanes, rows, vectors, TYPED(tile_whole),               \
                product->panel_pitch, next, next_lines);                                                    \
  }
#define BPK_TILE_ACROSS_NAME(rows, vectors) TYPED(tile_across_##vectors##_##rows),
BPK_TILES_4(BPK_TILE_ACROSS)
BPK_TILES_8(BPK_TILE_ACROSS)

typedef void TYPED(tile_across_function)(const TYPED(bpk_product) * product, const element *a,
                                         const element *b, const element *start, element *c,
                                         const element *next, size_t next_lines);
typedef TYPED(tile_across_function) * const TYPED(tile_across_instance);
static TYPED(tile_across_instance) TYPED(tiles_across_4)[] = {BPK_TILES_4(BPK_TILE_ACROSS_NAME)};
static TYPED(tile_across_instance) TYPED(tiles_across_8)[] = {BPK_TILES_8(BPK_TILE_ACROSS_NAME)};

#undef BPK_TILE_ACROSS
#undef BPK_TILE_ACROSS_NAME

/// Multiplies all rows, divided evenly among tiles, by panels of weights that are as wide as a tile together.
/// If they come to enough tiles, each prefetches its share of the panels behind these, where there are some.
static void TYPED(multiply_rows_across)(const TYPED(bpk_product) * product, const element *b,
                                        const element *start, element *c, size_t columns,
                                        TYPED(tile_across_instance) * tiles, size_t largest, bool has_next) {
  const element *a = product->a;
  const size_t m = product->m, k = product->k, count = (m + largest - 1) / largest, longer = m % count;
  const size_t panels = columns / BPK_WEIGHT_PANEL_COLUMNS, panel = k * BPK_WEIGHT_PANEL_COLUMNS;
  const size_t share = panels * panel / TYPED(line_elements) / count;
  const size_t lines = has_next && share <= k ? share : 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t rows = m / count + (i < longer), from = i * lines * TYPED(line_elements);
    const element *next = NULL;
    if (lines > 0) next = b + (panels + from / panel) * product->panel_pitch + from % panel;
    if (i + 1 < count && k >= TYPED(prefetched_depth)) {
      TYPED(prefetch_tile)(product, c + rows * product->ldc, m / count, columns / v_lanes);
    }
    tiles[rows - 1](product, a, b, start, c, next, lines);
    if (product->queue) bpk_prefetch_next(product->queue);
    a += rows * product->a_row_stride;
    if (start) start += rows * product->start_stride;
    c += rows * product->ldc;
  }
}

/// Multiplies by several panels of weights at a time: few rows, for which one panel would have too few
/// independent sums to hide the latency of the multiply-adds, and many where wide tiles are faster.
static size_t TYPED(multiply_across)(const TYPED(bpk_product) * product) {
  const bool is_few = product->m <= BPK_TILE_ROWS_8;
  const size_t panels = is_few ? 8 / TYPED(panel_vectors) : 4 / TYPED(panel_vectors);
  const size_t columns = panels * BPK_WEIGHT_PANEL_COLUMNS;
  if (panels < 2 || product->m == 0) return 0;
  if (!is_few && (!BPK_PREFERS_WIDE_TILES || product->m <= BPK_TILE_ROWS_2)) return 0;
  const element *b = product->b, *start = product->start;
  size_t j = 0;
  for (; j + columns <= product->n; j += columns) {
    TYPED(multiply_rows_across)(product, b, start, product->c + j, columns,
                                is_few ? TYPED(tiles_across_8) : TYPED(tiles_across_4),
                                is_few ? BPK_TILE_ROWS_8 : BPK_TILE_ROWS_4,
                                !is_few && product->n - j + product->next_columns >= 2 * columns);
    b += panels * product->panel_pitch;
    if (start) start += columns;
  }
  return j;
}
