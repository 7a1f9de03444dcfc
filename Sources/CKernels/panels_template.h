// Products with panels of B, for one element type (BPK_ELEMENT): packed ones, or weights that lie in panels.

/// The numbers for the tiles that take packed products.
static const bpk_packing *TYPED(packing_of)(const TYPED(bpk_table) * table) {
  return table->prefers_wide_tiles() ? &table->tuning.wide_packing : &table->tuning.packing;
}

/// The number of outputs from `output` on whose weights lie in the same panel.
static size_t TYPED(columns_from)(const TYPED(bpk_weights) * weights, size_t output) {
  const size_t rest = weights->columns - output, panel = weights->panel_columns;
  if (panel == 0 || rest < panel - output % panel) return rest;
  return panel - output % panel;
}

/// The address of the weight from an input to an output, with the distance to that of the next input.
static const element *TYPED(weights_from)(const TYPED(bpk_weights) * weights, size_t input, size_t output,
                                          size_t *stride) {
  const size_t panel = weights->panel_columns;
  if (panel == 0) {
    *stride = weights->stride;
    return weights->start + input * weights->stride + output;
  }
  const size_t column = output % panel, first = output - column;
  *stride = weights->columns - first < panel ? weights->stride : panel;
  return weights->start + first * weights->rows + input * *stride + column;
}

/// Transposes the weights from the inputs from `input` on to the outputs from `output` on.
static void TYPED(transpose_weights)(const TYPED(bpk_table) * table, const TYPED(bpk_weights) * weights,
                                     size_t input, size_t input_count, size_t output, size_t output_count,
                                     element *destination, size_t lddestination) {
  const size_t end = output + output_count;
  while (output < end) {
    size_t stride;
    const size_t rest = end - output, whole = TYPED(columns_from)(weights, output);
    const size_t columns = rest < whole ? rest : whole;
    const element *source = TYPED(weights_from)(weights, input, output, &stride);
    table->transpose(input_count, columns, source, stride, destination, lddestination);
    destination += columns * lddestination;
    output += columns;
  }
}

/// Copies the block of B that begins at row kk, column j to scratch, panel by panel.
static void TYPED(pack_panels)(const TYPED(bpk_table) * table, const TYPED(bpk_weights) * weights,
                               bool transposed, size_t kk, size_t k, size_t j, size_t n, size_t width,
                               element *panels) {
  const size_t end = j + n;
  for (; j < end; j += width, panels += k * width) {
    const size_t columns = end - j < width ? end - j : width;
    if (transposed) {
      TYPED(transpose_weights)(table, weights, j, columns, kk, k, panels, width);
    } else {
      table->copy(k, columns, weights->start + kk * weights->stride + j, weights->stride, panels, width);
    }
  }
}

/// Copies the block's part of A to scratch in its own order, but with rows next to each other, and makes the
/// block use the copy.
static void TYPED(pack_rows)(const TYPED(bpk_table) * table, TYPED(bpk_product) * block, element *copy) {
  if (block->a_column_stride == 1) {
    const size_t stride = block->k + BPK_ROW_PADDING;
    table->copy(block->m, block->k, block->a, block->a_row_stride, copy, stride);
    block->a_row_stride = stride;
  } else {
    const size_t stride = (block->m + BPK_ROW_PADDING) / BPK_ROW_PADDING * BPK_ROW_PADDING;
    table->copy(block->k, block->m, block->a, block->a_column_stride, copy, stride);
    block->a_column_stride = stride;
  }
  block->a = copy;
}

/// Whether all rows of A map to the same sets of the cache, which have fewer lines than a tile has rows.
static bool TYPED(has_aliased_rows)(const bpk_tuning *tuning, const TYPED(bpk_product) * product) {
  return product->a_column_stride == 1 && product->m >= tuning->aliased_rows &&
         product->n >= tuning->aliased_columns &&
         product->a_row_stride * sizeof(element) % tuning->aliased_bytes == 0;
}

/// Multiplies a block of A with all panels of a block of B. The block begins at row i, column j of C, and at
/// row kk of B, whose panels are packed in scratch, or those of `weights` if that is not NULL.
static void TYPED(multiply_panels)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * block,
                                   const TYPED(bpk_weights) * weights, size_t i, size_t j, size_t kk,
                                   bool is_last, const TYPED(epilogue) * epilogue, element *c) {
  TYPED(bpk_product) panel = *block;
  const size_t width = block->ldb;
  const bool may_take_two = width == BPK_WEIGHT_PANEL_COLUMNS;
  panel.panel_pitch = (weights ? weights->rows : block->k) * width;
  for (size_t jj = 0, columns = 0; jj < block->n; jj += columns) {
    const size_t rest = block->n - jj;
    if (weights) panel.b = TYPED(weights_from)(weights, kk, j + jj, &panel.ldb);
    panel.n = rest < 2 * width ? rest : 2 * width;
    panel.next_columns = rest - panel.n;
    columns = may_take_two ? table->multiply_across(&panel) : 0;
    if (columns == 0) {
      columns = panel.n = rest < width ? rest : width;
      table->multiply(&panel);
    }
    if (is_last && !epilogue->takes_whole_rows) {
      TYPED(apply_epilogue)(epilogue, panel.m, columns, i, j + jj, c, panel.ldc);
    }
    panel.b += block->k * columns;
    panel.c += columns;
    if (panel.start) panel.start += columns;
  }
}

/// Multiplies by as many panels of weights at a time as is faster than one.
/// Returns the number of columns of C that are complete.
static size_t TYPED(multiply_panels_across)(const TYPED(bpk_table) * table,
                                            const TYPED(bpk_product) * whole,
                                            const TYPED(bpk_weights) * weights,
                                            const TYPED(epilogue) * epilogue) {
  if (weights->panel_columns != BPK_WEIGHT_PANEL_COLUMNS) return 0;
  TYPED(bpk_product) product = *whole;
  product.ldb = BPK_WEIGHT_PANEL_COLUMNS;
  product.panel_pitch = whole->k * BPK_WEIGHT_PANEL_COLUMNS;
  // Many rows of C leave the nearer caches before the epilogue if all columns are computed first.
  const size_t most = whole->m > BPK_FEW_ROWS ? 2 * BPK_WEIGHT_PANEL_COLUMNS : whole->n;
  size_t j = 0;
  while (j < whole->n) {
    product.n = whole->n - j < most ? whole->n - j : most;
    product.next_columns = whole->n - j - product.n;
    const size_t columns = table->multiply_across(&product);
    if (columns == 0) break;
    if (!epilogue->takes_whole_rows) {
      TYPED(apply_epilogue)(epilogue, whole->m, columns, 0, j, whole->c, whole->ldc);
    }
    product.b += columns / BPK_WEIGHT_PANEL_COLUMNS * product.panel_pitch;
    product.c += columns;
    if (product.start) product.start += columns;
    j += columns;
  }
  return j;
}

/// Multiplies with panels of B, one block of C's columns and one block of k at a time; later blocks over k
/// continue the chains. The panels are those of the weights, or else (and for their transpose) packed. Many
/// rows, or rows that map to the same sets of the cache, are divided into blocks too, whose part of A is
/// packed and multiplied with all panels of a block of B. For few rows a block of B is a single panel, used
/// while it is still in the cache.
static void TYPED(multiply_by_panels)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                                      const TYPED(bpk_weights) * weights, bool transposed,
                                      const TYPED(epilogue) * epilogue, element *scratch) {
  const size_t m = whole->m, k = whole->k, n = whole->n, ldc = whole->ldc;
  const bpk_tuning *tuning = &table->tuning;
  const bpk_packing *packing = TYPED(packing_of)(table);
  const bool is_blocked = m > tuning->tall_rows || TYPED(has_aliased_rows)(tuning, whole);
  const bool is_packed = transposed || weights->panel_columns == 0;
  const bool is_blocked_in_order = is_blocked && whole->a_column_stride == 1;
  const size_t width = is_packed ? table->packed_columns(m, is_blocked_in_order) : weights->panel_columns;
  const size_t columns = is_blocked ? BPK_PANELS_BYTES / sizeof(element) / packing->block_depth : width;
  const bool may_go_across = !is_packed && !is_blocked;
  const size_t first = may_go_across ? TYPED(multiply_panels_across)(table, whole, weights, epilogue) : 0;
  const size_t rows = packing->block_rows, depth = is_blocked ? packing->block_depth : tuning->panel_depth;
  const size_t count = is_blocked ? (m + rows - 1) / rows : 1, longer = m % count;
  const size_t parts = k > 0 ? (k + depth - 1) / depth : 1, deeper = k % parts;
  TYPED(bpk_product) block = {.b = scratch, .ldb = width, .ldc = ldc, .queue = whole->queue};
  for (size_t j = first; j < n; j += block.n) {
    block.n = n - j < columns ? n - j : columns;
    for (size_t part = 0, kk = 0; part < parts; ++part, kk += block.k) {
      block.k = k / parts + (part < deeper);
      if (is_packed) {
        TYPED(pack_panels)(table, weights, transposed, kk, block.k, j, block.n, width, scratch);
      }
      for (size_t index = 0, i = 0; index < count; ++index, i += block.m) {
        block.m = m / count + (index < longer);
        block.a = whole->a + i * whole->a_row_stride + kk * whole->a_column_stride;
        block.a_row_stride = whole->a_row_stride;
        block.a_column_stride = whole->a_column_stride;
        if (is_blocked) TYPED(pack_rows)(table, &block, scratch + BPK_PANELS_BYTES / sizeof(element));
        block.c = whole->c + i * ldc + j;
        block.start = kk > 0 ? block.c : whole->start ? whole->start + i * whole->start_stride + j : NULL;
        block.start_stride = kk > 0 ? ldc : whole->start_stride;
        TYPED(multiply_panels)(table, &block, is_packed ? NULL : weights, i, j, kk, part + 1 == parts,
                               epilogue, whole->c);
      }
    }
  }
  if (epilogue->takes_whole_rows) TYPED(apply_epilogue)(epilogue, m, n, 0, 0, whole->c, ldc);
}

/// Multiplies few rows with the transpose of weights in registers, which continues the chains panel by panel.
static void TYPED(multiply_few_rows_transposed)(const TYPED(bpk_table) * table,
                                                const TYPED(bpk_product) * whole,
                                                const TYPED(bpk_weights) * weights) {
  TYPED(bpk_product) product = *whole;
  size_t kk = 0;
  do {
    product.k = TYPED(columns_from)(weights, kk);
    product.a = whole->a + kk * whole->a_column_stride;
    product.b = TYPED(weights_from)(weights, 0, kk, &product.ldb);
    table->multiply_transposed(&product);
    kk += product.k;
    product.start = whole->c;
    product.start_stride = whole->ldc;
  } while (kk < whole->k);
}
