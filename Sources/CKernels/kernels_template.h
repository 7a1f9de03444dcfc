// The kernels of one set for one element type, written over the vector operations of vector.h.
//
// The including file provides those operations, BPK_ELEMENT, BPK_TILE_ROWS_1, _2, _4 and _8,
// BPK_TRANSPOSED_VECTORS and BPK_CHAINS; see README.md.

#include "logarithms.h"
#include "tuning.h"

_Static_assert(16 % v_lanes == 0, "sums in 16 lanes are whole vectors");
_Static_assert(sizeof(v_vector) <= BPK_ROOM_BYTES, "the room behind buffers holds a vector");
_Static_assert(BPK_PANEL_DEPTH * 8 * v_lanes * sizeof(element) <= BPK_PANELS_BYTES,
               "scratch holds the widest panel");
_Static_assert(BPK_BLOCK_DEPTH * 2 * v_lanes * sizeof(element) <= BPK_PANELS_BYTES &&
                   BPK_WIDE_BLOCK_DEPTH * 4 * v_lanes * sizeof(element) <= BPK_PANELS_BYTES,
               "scratch holds a block of B");
_Static_assert((TYPED(BPK_BLOCK_ROWS) + BPK_ROW_PADDING) * (BPK_BLOCK_DEPTH + BPK_ROW_PADDING) *
                           sizeof(element) <=
                       BPK_ROWS_BYTES &&
                   (TYPED(BPK_WIDE_BLOCK_ROWS) + BPK_ROW_PADDING) *
                           (BPK_WIDE_BLOCK_DEPTH + BPK_ROW_PADDING) * sizeof(element) <=
                       BPK_ROWS_BYTES,
               "scratch holds a block of A");
_Static_assert((TYPED(BPK_WIDE_BLOCK_ROWS) + BPK_ROW_PADDING) * (BPK_BLOCK_DEPTH + BPK_ROW_PADDING) *
                       sizeof(element) <=
                   BPK_PANELS_BYTES,
               "scratch holds copied rows of A");

#include "tile_template.h"
#include "transpose_template.h"

#include "functions/all.h"
#include "rows_template.h"
#include "row_gradients_template.h"
#include "step_template.h"
#include "dropout_template.h"
#include "losses_template.h"
#include "updates_template.h"

// Element-wise functions.

BPK_INLINE void TYPED(map_rows)(v_vector (*value)(v_vector, element), element parameter, size_t m, size_t n,
                                const element *x, size_t ldx, element *y, size_t ldy) {
  if (ldx == n && ldy == n) {
    n *= m;
    m = n > 0;
  }
  for (; m > 0; --m, x += ldx, y += ldy) {
    size_t j = 0;
    for (; j + v_lanes <= n; j += v_lanes) v_store(y + j, value(v_load(x + j), parameter));
    if (j < n) {
      v_tail tail = v_tail_of(n - j);
      v_store_tail(y + j, tail, value(v_load_tail(x + j, tail), parameter));
    }
  }
}

BPK_INLINE void TYPED(derivative_rows)(v_vector (*derivative)(v_vector, element), element parameter, size_t m,
                                       size_t n, const element *y, size_t ldy, const element *upstream,
                                       size_t ldupstream, element *d, size_t ldd) {
  if (ldy == n && ldupstream == n && ldd == n) {
    n *= m;
    m = n > 0;
  }
  for (; m > 0; --m, y += ldy, upstream += ldupstream, d += ldd) {
    size_t j = 0;
    for (; j + v_lanes <= n; j += v_lanes) {
      v_store(d + j, v_mul(v_load(upstream + j), derivative(v_load(y + j), parameter)));
    }
    if (j < n) {
      v_tail tail = v_tail_of(n - j);
      v_vector factor = derivative(v_load_tail(y + j, tail), parameter);
      v_store_tail(d + j, tail, v_mul(v_load_tail(upstream + j, tail), factor));
    }
  }
}

// A parameter of 1, the most frequent one, is a constant, which saves a multiplication.
#define BPK_FUNCTION(name, source)                                                                        \
  static void TYPED(map_##name)(element parameter, size_t m, size_t n, const element *x, size_t ldx,      \
                                element *y, size_t ldy) {                                                 \
    if (parameter == 1) {                                                                                 \
      TYPED(map_rows)(TYPED(name##_value), 1, m, n, x, ldx, y, ldy);                                      \
    } else {                                                                                              \
      TYPED(map_rows)(TYPED(name##_value), parameter, m, n, x, ldx, y, ldy);                              \
    }                                                                                                     \
  }                                                                                                       \
  static void TYPED(derivative_##name)(element parameter, size_t m, size_t n, const element *y, size_t ldy, \
                                       const element *upstream, size_t ldupstream, element *d, size_t ldd) { \
    TYPED(derivative_rows)                                                                                \
    (TYPED(name##_derivative), parameter, m, n, y, ldy, upstream, ldupstream, d, ldd);                    \
  }
#include "functions/all.h"
#undef BPK_FUNCTION

static void TYPED(map_softmax)(element parameter, size_t m, size_t n, const element *z, size_t ldz,
                               element *y, size_t ldy) {
  (void)parameter;
  TYPED(softmax)(m, n, z, ldz, y, ldy);
}

static void TYPED(derivative_softmax)(element parameter, size_t m, size_t n, const element *y, size_t ldy,
                                      const element *upstream, size_t ldupstream, element *d, size_t ldd) {
  (void)parameter;
  TYPED(softmax_derivative)(m, n, y, ldy, upstream, ldupstream, d, ldd);
}

// Column sums.

BPK_INLINE void TYPED(sum_columns)(size_t m, const element *x, size_t ldx, bool accumulate, element *sums,
                                   size_t columns, const int vectors, const bool partial) {
  const v_tail tail = v_tail_of(partial ? columns : 0);
  v_vector totals[4];
  BPK_UNROLL
  for (int v = 0; v < vectors; ++v) {
    totals[v] = accumulate ? TYPED(tile_load)(sums + v * v_lanes, tail, partial) : v_splat(0);
  }
  for (size_t i = 0; i < m; ++i, x += ldx) {
    BPK_UNROLL
    for (int v = 0; v < vectors; ++v) {
      totals[v] = v_add(totals[v], TYPED(tile_load)(x + v * v_lanes, tail, partial));
    }
  }
  BPK_UNROLL
  for (int v = 0; v < vectors; ++v) {
    if (partial) {
      v_store_tail(sums, tail, totals[v]);
    } else {
      v_store(sums + v * v_lanes, totals[v]);
    }
  }
}

static void TYPED(column_sums)(size_t m, size_t n, const element *x, size_t ldx, bool accumulate,
                               element *sums) {
  size_t j = 0;
  for (; j + 4 * v_lanes <= n; j += 4 * v_lanes) {
    TYPED(sum_columns)(m, x + j, ldx, accumulate, sums + j, 4 * v_lanes, 4, false);
  }
  for (; j + v_lanes <= n; j += v_lanes) {
    TYPED(sum_columns)(m, x + j, ldx, accumulate, sums + j, v_lanes, 1, false);
  }
  if (j < n) TYPED(sum_columns)(m, x + j, ldx, accumulate, sums + j, n - j, 1, true);
}

// Packing.

static void TYPED(copy)(size_t rows, size_t columns, const element *source, size_t ldsource,
                        element *destination, size_t lddestination) {
  for (; rows > 0; --rows, source += ldsource, destination += lddestination) {
    size_t c = 0;
    for (; c + v_lanes <= columns; c += v_lanes) v_store(destination + c, v_load(source + c));
    if (c < columns) v_store(destination + c, v_load_tail(source + c, v_tail_of(columns - c)));
  }
}

// Measuring.

static double TYPED(run_fma_chains)(size_t iterations, element *sink) {
  v_vector chains[BPK_CHAINS];
  BPK_UNROLL
  for (int i = 0; i < BPK_CHAINS; ++i) chains[i] = v_splat((element)i);
  const v_vector factor = v_splat((element)0.5), term = v_splat((element)0.25);
  for (size_t round = 0; round < iterations; ++round) {
    BPK_UNROLL
    for (int i = 0; i < BPK_CHAINS; ++i) chains[i] = v_fma(chains[i], factor, term);
  }
  BPK_UNROLL
  for (int i = 1; i < BPK_CHAINS; ++i) chains[0] = v_add(chains[0], chains[i]);
  element lanes[v_lanes];
  v_store(lanes, chains[0]);
  *sink = lanes[0];
  return 2.0 * v_lanes * BPK_CHAINS * (double)iterations;
}

static const TYPED(bpk_table) TYPED(table) = {
    .tuning =
        {
            .direct_weights = BPK_DIRECT_WEIGHTS,
            .direct_rows = BPK_DIRECT_ROWS,
            .chained_single_inputs = BPK_CHAINED_SINGLE_INPUTS,
            .packed_rows = BPK_PACKED_ROWS,
            .spanned_bytes = BPK_PACKED_BYTES,
            .copied_depth = BPK_BLOCK_DEPTH,
            .panel_depth = BPK_PANEL_DEPTH,
            .tall_rows = BPK_TALL_ROWS,
            .block_elements = BPK_BLOCK_ELEMENTS,
            .packing =
                {
                    .packed_bytes = BPK_PACKED_BYTES,
                    .uncopied_bytes = 0,
                    .block_depth = BPK_BLOCK_DEPTH,
                    .block_rows = TYPED(BPK_BLOCK_ROWS),
                },
            .wide_packing =
                {
                    .packed_bytes = BPK_WIDE_PACKED_BYTES,
                    .uncopied_bytes = BPK_WIDE_PACKED_BYTES,
                    .block_depth = BPK_WIDE_BLOCK_DEPTH,
                    .block_rows = TYPED(BPK_WIDE_BLOCK_ROWS),
                },
            .aliased_rows = BPK_ALIASED_ROWS,
            .aliased_bytes = BPK_ALIASED_BYTES,
            .aliased_columns = BPK_ALIASED_COLUMNS,
            .transposed_depth = BPK_TRANSPOSED_DEPTH,
            .swapped_rows = BPK_SWAPPED_ROWS,
            .swapped_unit = v_lanes / BPK_VECTOR_PARTS,
            .narrow_rows = BPK_NARROW_ROWS,
            .shallow_depth = BPK_SHALLOW_DEPTH,
            .shallow_rows = BPK_SHALLOW_ROWS,
            .shallow_bytes = BPK_SHALLOW_BYTES,
        },
    .panel_columns = 2 * v_lanes,
    .packed_columns = TYPED(packed_columns),
    .narrow_columns = v_lanes / 4,
    .is_narrow_gradient = TYPED(is_narrow_gradient),
    .prefers_wide_tiles = TYPED(prefers_wide_tiles),
    .gradient_tile = TYPED(gradient_tile),
    .multiply = TYPED(multiply),
    .multiply_across = TYPED(multiply_across),
    .multiply_transposed = TYPED(multiply_transposed),
    .transpose = TYPED(transpose),
    .transpose_exactly = TYPED(transpose_exactly),
    .interleave = TYPED(interleave),
    .copy = TYPED(copy),
    .column_sums = TYPED(column_sums),
    .forward_rows = TYPED(forward_rows),
    .backward_rows = TYPED(backward_rows),
    .gradient_row = TYPED(gradient_row),
    .chained_columns = v_lanes,
    .gradient_rows = TYPED(gradient_rows),
    .single_output = TYPED(single_output),
    .single_sample_step = TYPED(single_sample_step),
    .map =
        {
#define BPK_FUNCTION(name, source) [bpk_function_##name] = TYPED(map_##name),
#include "functions/all.h"
#undef BPK_FUNCTION
            [bpk_function_softmax] = TYPED(map_softmax),
        },
    .derivative =
        {
#define BPK_FUNCTION(name, source) [bpk_function_##name] = TYPED(derivative_##name),
#include "functions/all.h"
#undef BPK_FUNCTION
            [bpk_function_softmax] = TYPED(derivative_softmax),
        },
    .slope_terms = TYPED(slope_terms),
    .drop = TYPED(drop),
    .categorical_losses = TYPED(categorical_losses),
    .updates =
        {
            .descent = TYPED(update_descent),
            .momentum = TYPED(update_momentum),
            .nesterov = TYPED(update_nesterov),
            .adam = TYPED(update_adam),
            .rmsprop = TYPED(update_rmsprop),
        },
    .run_fma_chains = TYPED(run_fma_chains),
};
