// The matrix products for one element type (BPK_ELEMENT).

/// The operation on a block of C after its chains are complete: a function of C, a factor from stored
/// outputs, or none.
typedef struct TYPED(epilogue) {
  /// values = f(C), if not NULL. `values` may be C.
  TYPED(bpk_map_kernel) * map;
  element *values;
  size_t ldvalues;
  /// Whether f is a function of whole rows.
  bool takes_whole_rows;
  /// C = C ⊙ f′, if not NULL.
  TYPED(bpk_derivative_kernel) * derivative;
  const element *outputs;
  size_t ldoutputs;
  element parameter;
} TYPED(epilogue);

/// Applies the epilogue to the `m` × `n` block of C whose first element is at row i, column j.
static void TYPED(apply_epilogue)(const TYPED(epilogue) * epilogue, size_t m, size_t n, size_t i, size_t j,
                                  element *c, size_t ldc) {
  element *block = c + i * ldc + j;
  if (epilogue->map) {
    element *values = epilogue->values + i * epilogue->ldvalues + j;
    epilogue->map(epilogue->parameter, m, n, block, ldc, values, epilogue->ldvalues);
  } else if (epilogue->derivative) {
    const element *outputs = epilogue->outputs + i * epilogue->ldoutputs + j;
    epilogue->derivative(epilogue->parameter, m, n, outputs, epilogue->ldoutputs, block, ldc, block, ldc);
  }
}

/// Multiplies without packing, some rows of C at a time, so that they are still in the first-level cache for
/// the epilogue, or so that a large C with short chains is written in order.
static void TYPED(multiply_in_place)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                                     const TYPED(epilogue) * epilogue) {
  const size_t m = whole->m, n = whole->n;
  const bool plain = !epilogue->map && !epilogue->derivative;
  const bpk_tuning *tuning = &table->tuning;
  const bool is_shallow =
      whole->k <= tuning->shallow_depth && m * n * sizeof(element) > tuning->shallow_bytes;
  if (!is_shallow && (plain || m * n <= tuning->block_elements)) {
    table->multiply(whole);
    TYPED(apply_epilogue)(epilogue, m, n, 0, 0, whole->c, whole->ldc);
    return;
  }
  size_t rows = tuning->block_elements / n;
  if (is_shallow) {
    rows = tuning->shallow_rows;
  } else if (rows < 64) {
    rows = 64;
  }
  const size_t blocks = (m + rows - 1) / rows, longer = m % blocks;
  TYPED(bpk_product) block = *whole;
  for (size_t index = 0, i = 0; index < blocks; ++index, i += block.m) {
    block.m = m / blocks + (index < longer);
    block.a = whole->a + i * whole->a_row_stride;
    block.start = whole->start ? whole->start + i * whole->start_stride : NULL;
    block.c = whole->c + i * whole->ldc;
    table->multiply(&block);
    TYPED(apply_epilogue)(epilogue, block.m, n, i, 0, whole->c, whole->ldc);
  }
}

#include "panels_template.h"

/// Whether the product has so few columns that vectors along the rows of C are faster.
static bool TYPED(is_narrow)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * product) {
  const size_t m = product->m, n = product->n;
  if (product->a_row_stride == 1) return table->is_narrow_gradient(m, product->k, n);
  return n <= table->narrow_columns && m >= n * table->tuning.narrow_rows;
}

/// Copies the start of the rows from `i` on, transposed, to the block where the chains begin.
static void TYPED(start_narrow)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole, size_t i,
                                TYPED(bpk_product) * block) {
  block->start = whole->start ? block->c : NULL;
  if (!whole->start) return;
  const element *start = whole->start + i * whole->start_stride;
  if (start == block->c) return;
  if (whole->start_stride > 0) {
    table->transpose(block->n, block->m, start, whole->start_stride, block->c, block->ldc);
    return;
  }
  for (size_t j = 0; j < block->m; ++j) {
    for (size_t r = 0; r < block->n; ++r) block->c[j * block->ldc + r] = start[j];
  }
}

/// Multiplies a narrow product as its transpose, Cᵀ = Bᵀ Aᵀ, some columns of Cᵀ at a time in scratch. Element
/// (kk, j) of B is b[kk * b_row_stride + j * b_column_stride].
static void TYPED(multiply_narrow)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                                   size_t b_row_stride, size_t b_column_stride,
                                   const TYPED(epilogue) * epilogue, element *scratch) {
  const bool is_transposed = whole->a_row_stride == 1;
  const bool in_place = whole->n == 1 && whole->ldc == 1;
  const bool maps_transpose = epilogue->map && epilogue->values == whole->c && !epilogue->takes_whole_rows;
  TYPED(bpk_product) block = {
      .m = whole->n, .k = whole->k,
      .a = whole->b, .a_row_stride = b_column_stride, .a_column_stride = b_row_stride,
      .ldb = is_transposed ? whole->a_column_stride : whole->a_row_stride,
      .start_stride = NARROW_BLOCK,
      .ldc = NARROW_BLOCK,
      .queue = whole->queue,
  };
  for (size_t i = 0; i < whole->m; i += block.n) {
    element *c = whole->c + i * whole->ldc;
    block.n = whole->m - i < NARROW_BLOCK ? whole->m - i : NARROW_BLOCK;
    block.b = whole->a + i * whole->a_row_stride;
    block.c = in_place ? c : scratch;
    TYPED(start_narrow)(table, whole, i, &block);
    if (is_transposed) {
      table->multiply(&block);
    } else {
      table->multiply_transposed(&block);
    }
    if (maps_transpose) {
      epilogue->map(epilogue->parameter, block.m, block.n, block.c, block.ldc, block.c, block.ldc);
    }
    if (!in_place) table->interleave(block.m, block.n, block.c, block.ldc, c, whole->ldc);
    if (!maps_transpose) TYPED(apply_epilogue)(epilogue, block.n, block.m, i, 0, whole->c, whole->ldc);
  }
}

/// Multiplies with the transpose of a small B (n×k), which is transposed as a whole.
static void TYPED(multiply_shallow_transposed)(const TYPED(bpk_table) * table,
                                               const TYPED(bpk_product) * whole,
                                               const TYPED(bpk_weights) * weights,
                                               const TYPED(epilogue) * epilogue, element *scratch) {
  TYPED(bpk_product) product = *whole;
  product.b = scratch;
  product.ldb = (whole->n + BPK_ROW_PADDING - 1) / BPK_ROW_PADDING * BPK_ROW_PADDING;
  TYPED(transpose_weights)(table, weights, 0, whole->n, 0, whole->k, scratch, product.ldb);
  TYPED(multiply_in_place)(table, &product, epilogue);
}

/// Whether A Bᵀ is faster computed as the transpose of B Aᵀ, which transposes A and C instead of B: if the
/// rows of A fill tiles, and what is saved of transposing and of multiplying by the unused lanes of C's last
/// vector exceeds what is added. Transposing takes about as long as the multiply-adds of four rows, that of C
/// twice as long.
static bool TYPED(is_faster_swapped)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * product) {
  const size_t m = product->m, k = product->k, n = product->n;
  const size_t width = table->panel_columns, unit = table->tuning.swapped_unit;
  const size_t columns = (n + unit - 1) / unit * unit;
  if (m > table->tuning.swapped_rows || m <= BPK_FEW_ROWS) return false;
  if (m != width / 2 && m % width != 0) return false;
  if (m * (k + SWAPPED_BLOCK) * sizeof(element) > BPK_PANELS_BYTES) return false;
  if (product->ldb * sizeof(element) % table->tuning.aliased_bytes == 0) return false;
  return columns * k + (columns - n) * m * k / 4 > m * k + 2 * m * n;
}

/// Multiplies A by the transpose of B (n×k) as the transpose of B Aᵀ, some rows of B at a time.
static void TYPED(multiply_swapped)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                                    element *scratch) {
  const size_t m = whole->m, k = whole->k, n = whole->n;
  const size_t blocks = (n + SWAPPED_BLOCK - 1) / SWAPPED_BLOCK, longer = n % blocks;
  TYPED(bpk_product) block = {
      .k = k, .n = m,
      .a_row_stride = whole->ldb, .a_column_stride = 1,
      .b = scratch, .ldb = m,
      .c = scratch + m * k, .ldc = m,
      .queue = whole->queue,
  };
  table->transpose(m, k, whole->a, whole->a_row_stride, scratch, m);
  for (size_t index = 0, j = 0; index < blocks; ++index, j += block.m) {
    block.m = n / blocks + (index < longer);
    block.a = whole->b + j * whole->ldb;
    table->multiply(&block);
    table->transpose_exactly(block.m, m, block.c, m, whole->c + j, whole->ldc);
  }
}

/// Multiplies without packing B, but with a copy of A in scratch, some rows at a time, which have at most
/// `copied_depth` elements; not for an epilogue with a derivative.
static void TYPED(multiply_copied_rows)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                                        const TYPED(epilogue) * epilogue, element *scratch) {
  const size_t rows = TYPED(packing_of)(table)->block_rows;
  TYPED(bpk_product) block = *whole;
  TYPED(epilogue) of_block = *epilogue;
  for (size_t i = 0; i < whole->m; i += block.m) {
    block.m = whole->m - i < rows ? whole->m - i : rows;
    block.a = whole->a + i * whole->a_row_stride;
    block.a_row_stride = whole->a_row_stride;
    TYPED(pack_rows)(table, &block, scratch);
    block.start = whole->start ? whole->start + i * whole->start_stride : NULL;
    block.c = whole->c + i * whole->ldc;
    if (epilogue->map) of_block.values = epilogue->values + i * epilogue->ldvalues;
    TYPED(multiply_in_place)(table, &block, &of_block);
  }
}

/// Chooses the algorithm of a product. B is packed if it does not fit into the nearer caches, from which each
/// row of tiles would have to load it, and there are enough rows of tiles to make up for the packing.
static void TYPED(multiply)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                            const TYPED(epilogue) * epilogue, void *scratch) {
  const bpk_tuning *tuning = &table->tuning;
  const bpk_packing *packing = TYPED(packing_of)(table);
  // B may be some columns of a wider matrix.
  const size_t spanned = whole->k * whole->ldb * sizeof(element);
  const size_t bytes = whole->k * whole->n * sizeof(element);
  const TYPED(bpk_weights) weights = {
      .start = whole->b, .rows = whole->k, .columns = whole->n, .stride = whole->ldb,
  };
  if (TYPED(is_narrow)(table, whole)) {
    TYPED(multiply_narrow)(table, whole, whole->ldb, 1, epilogue, scratch);
  } else if (whole->m >= tuning->packed_rows &&
             (bytes > packing->packed_bytes || spanned > tuning->spanned_bytes)) {
    TYPED(multiply_by_panels)(table, whole, &weights, false, epilogue, scratch);
  } else if (whole->k <= tuning->copied_depth && bytes > packing->uncopied_bytes &&
             TYPED(has_aliased_rows)(tuning, whole)) {
    TYPED(multiply_copied_rows)(table, whole, epilogue, scratch);
  } else {
    TYPED(multiply_in_place)(table, whole, epilogue);
  }
}

void TYPED(bpk_forward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const element *x,
                        size_t ldx, const element *w, size_t ldw, const element *bias, element *y, size_t ldy,
                        bpk_function function, element parameter, void *scratch) {
  const TYPED(bpk_weights) weights = {.start = w, .rows = k, .columns = n, .stride = ldw};
  TYPED(bpk_forward_keep_z)(kernels, m, &weights, x, ldx, bias, y, ldy, function, parameter, y, ldy,
                            scratch);
}

void TYPED(bpk_forward_keep_z)(const bpk_kernels *kernels, size_t m, const TYPED(bpk_weights) * weights,
                               const element *x, size_t ldx, const element *bias, element *z, size_t ldz,
                               bpk_function function, element parameter, element *y, size_t ldy,
                               void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  void *memory = bpk_scratch_memory(scratch);
  const TYPED(bpk_product) product = {
      .m = m, .k = weights->rows, .n = weights->columns,
      .a = x, .a_row_stride = ldx, .a_column_stride = 1,
      .b = weights->start, .ldb = weights->stride,
      .start = bias, .start_stride = 0,
      .c = z, .ldc = ldz,
      .queue = scratch,
  };
  const TYPED(epilogue) epilogue = {
      .map = function == bpk_function_linear && y == z ? NULL : table->map[function],
      .values = y, .ldvalues = ldy,
      .takes_whole_rows = function == bpk_function_softmax,
      .parameter = parameter,
  };
  if (weights->panel_columns > 0) {
    TYPED(multiply_by_panels)(table, &product, weights, false, &epilogue, memory);
  } else {
    TYPED(multiply)(table, &product, &epilogue, memory);
  }
}

void TYPED(bpk_backward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const element *delta,
                         size_t lddelta, const element *w, size_t ldw, const element *outputs,
                         size_t ldoutputs, bpk_function function, element parameter, element *d, size_t ldd,
                         void *scratch) {
  const TYPED(bpk_weights) weights = {.start = w, .rows = n, .columns = k, .stride = ldw};
  TYPED(bpk_backward_through)(kernels, m, &weights, delta, lddelta, outputs, ldoutputs, function, parameter,
                              d, ldd, scratch);
}

void TYPED(bpk_backward_through)(const bpk_kernels *kernels, size_t m, const TYPED(bpk_weights) * weights,
                                 const element *delta, size_t lddelta, const element *outputs,
                                 size_t ldoutputs, bpk_function function, element parameter, element *d,
                                 size_t ldd, void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const size_t k = weights->columns, n = weights->rows;
  void *memory = bpk_scratch_memory(scratch);
  const TYPED(bpk_product) product = {
      .m = m, .k = k, .n = n,
      .a = delta, .a_row_stride = lddelta, .a_column_stride = 1,
      .b = weights->start, .ldb = weights->stride,
      .c = d, .ldc = ldd,
      .queue = scratch,
  };
  const TYPED(epilogue) epilogue = {
      .derivative = outputs && function != bpk_function_linear ? table->derivative[function] : NULL,
      .outputs = outputs, .ldoutputs = ldoutputs,
      .parameter = parameter,
  };
  if (weights->panel_columns == 0 && TYPED(is_narrow)(table, &product)) {
    TYPED(multiply_narrow)(table, &product, 1, weights->stride, &epilogue, memory);
  } else if (m <= 1 || (m <= BPK_FEW_ROWS && k >= table->tuning.transposed_depth)) {
    TYPED(multiply_few_rows_transposed)(table, &product, weights);
    TYPED(apply_epilogue)(&epilogue, m, n, 0, 0, d, ldd);
  } else if (k <= table->tuning.shallow_depth && k * n <= table->tuning.block_elements) {
    TYPED(multiply_shallow_transposed)(table, &product, weights, &epilogue, memory);
  } else if (weights->panel_columns == 0 && TYPED(is_faster_swapped)(table, &product)) {
    TYPED(multiply_swapped)(table, &product, memory);
    TYPED(apply_epilogue)(&epilogue, m, n, 0, 0, d, ldd);
  } else {
    TYPED(multiply_by_panels)(table, &product, weights, true, &epilogue, memory);
  }
}

void TYPED(bpk_gradient)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const element *x,
                         size_t ldx, const element *delta, size_t lddelta, bool accumulate, element *g,
                         size_t ldg, element *bias_gradient, void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const TYPED(bpk_product) product = {
      .m = m, .k = k, .n = n,
      .a = x, .a_row_stride = 1, .a_column_stride = ldx,
      .b = delta, .ldb = lddelta,
      .start = accumulate ? g : NULL, .start_stride = ldg,
      .c = g, .ldc = ldg,
      .queue = scratch,
  };
  const TYPED(epilogue) epilogue = {.map = NULL};
  TYPED(multiply)(table, &product, &epilogue, bpk_scratch_memory(scratch));
  if (bias_gradient) table->column_sums(k, n, delta, lddelta, accumulate, bias_gradient);
}

void TYPED(bpk_gradient_in_panels)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const element *x,
                                   size_t ldx, const element *delta, size_t lddelta, bool accumulate,
                                   element *g, size_t pitch) {
  const TYPED(bpk_product) product = {
      .m = m, .k = k, .n = n,
      .a = x, .a_row_stride = 1, .a_column_stride = ldx,
      .b = delta, .ldb = lddelta,
      .start = accumulate ? g : NULL, .start_stride = BPK_WEIGHT_PANEL_COLUMNS,
      .c = g, .ldc = BPK_WEIGHT_PANEL_COLUMNS,
      .c_gap = pitch - BPK_WEIGHT_PANEL_COLUMNS,
  };
  kernels->BPK_ELEMENT->multiply(&product);
}

bpk_tile_shape TYPED(bpk_gradient_tile)(const bpk_kernels *kernels, size_t k, size_t n) {
  return kernels->BPK_ELEMENT->gradient_tile(k, n);
}

void TYPED(bpk_copy_rows)(const bpk_kernels *kernels, size_t m, size_t n, const element *x, size_t ldx,
                          element *y) {
  kernels->BPK_ELEMENT->copy(m, n, x, ldx, y, n);
}
