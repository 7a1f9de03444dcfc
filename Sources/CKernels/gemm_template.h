// The matrix products for one element type (BPK_ELEMENT).

/// What is done to a block of C once its chains are complete: at most one of a map in place and a
/// factor from stored outputs.
typedef struct TYPED(epilogue) {
  TYPED(bpk_map_kernel) * map;
  TYPED(bpk_derivative_kernel) * derivative;
  const element *outputs;
  size_t ldoutputs;
  element parameter;
} TYPED(epilogue);

/// Applies the epilogue to the `m` × `n` block of C whose first element is at row i, column j.
static void TYPED(finish)(const TYPED(epilogue) * epilogue, size_t m, size_t n, size_t i, size_t j,
                          element *c, size_t ldc) {
  element *block = c + i * ldc + j;
  if (epilogue->map) {
    epilogue->map(epilogue->parameter, m, n, block, ldc, block, ldc);
  } else if (epilogue->derivative) {
    const element *outputs = epilogue->outputs + i * epilogue->ldoutputs + j;
    epilogue->derivative(epilogue->parameter, m, n, outputs, epilogue->ldoutputs, block, ldc, block, ldc);
  }
}

/// Multiplies with B where it lies, some rows of C at a time so that they are still in the first-level
/// cache for the epilogue.
static void TYPED(multiply_in_place)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                                     const TYPED(epilogue) * epilogue) {
  const size_t m = whole->m, n = whole->n;
  const bool plain = !epilogue->map && !epilogue->derivative;
  if (plain || m * n <= BLOCK_ELEMENTS) {
    table->multiply(whole);
    TYPED(finish)(epilogue, m, n, 0, 0, whole->c, whole->ldc);
    return;
  }
  size_t rows = BLOCK_ELEMENTS / n;
  if (rows < 64) rows = 64;
  const size_t blocks = (m + rows - 1) / rows, longer = m % blocks;
  TYPED(bpk_product) block = *whole;
  for (size_t index = 0, i = 0; index < blocks; ++index, i += block.m) {
    block.m = m / blocks + (index < longer);
    block.a = whole->a + i * whole->a_row_stride;
    block.start = whole->start ? whole->start + i * whole->start_stride : NULL;
    block.c = whole->c + i * whole->ldc;
    table->multiply(&block);
    TYPED(finish)(epilogue, block.m, n, i, 0, whole->c, whole->ldc);
  }
}

/// Multiplies with B by way of scratch, one panel of its columns and one block of k at a time, copied or
/// (if `transposed`: whole->b is then n×k with row stride ldb) transposed. Later blocks over k continue
/// the chains.
static void TYPED(multiply_packed)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                                   bool transposed, const TYPED(epilogue) * epilogue, element *scratch) {
  const size_t m = whole->m, k = whole->k, n = whole->n, ldb = whole->ldb;
  const size_t columns = m <= table->wide_rows ? table->wide_columns : table->panel_columns;
  TYPED(bpk_product) block = *whole;
  block.b = scratch;
  block.ldb = columns;
  for (size_t j = 0; j < n; j += block.n) {
    block.n = n - j < columns ? n - j : columns;
    block.c = whole->c + j;
    block.start = whole->start ? whole->start + j : NULL;
    block.start_stride = whole->start_stride;
    size_t kk = 0;
    do {
      block.k = k - kk < BLOCK_DEPTH ? k - kk : BLOCK_DEPTH;
      block.a = whole->a + kk * whole->a_column_stride;
      if (transposed) {
        table->transpose(block.n, block.k, whole->b + j * ldb + kk, ldb, scratch, columns);
      } else {
        table->copy(block.k, block.n, whole->b + kk * ldb + j, ldb, scratch, columns);
      }
      table->multiply(&block);
      block.start = block.c;
      block.start_stride = block.ldc;
      kk += block.k;
    } while (kk < k);
    TYPED(finish)(epilogue, m, block.n, 0, j, whole->c, whole->ldc);
  }
}

/// Multiplies with B as it lies, or by way of packed panels if it is so large that its rows would come
/// from far away for each row of tiles, and there are enough of these to pay for the packing.
static void TYPED(multiply)(const TYPED(bpk_table) * table, const TYPED(bpk_product) * whole,
                            const TYPED(epilogue) * epilogue, void *scratch) {
  if (whole->m >= PACKED_ROWS && whole->k * whole->ldb * sizeof(element) > PACKED_BYTES) {
    TYPED(multiply_packed)(table, whole, false, epilogue, scratch);
  } else {
    TYPED(multiply_in_place)(table, whole, epilogue);
  }
}

void TYPED(bpk_forward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const element *x,
                        size_t ldx, const element *w, size_t ldw, const element *bias, element *y, size_t ldy,
                        bpk_function function, element parameter, void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const TYPED(bpk_product) product = {
      .m = m, .k = k, .n = n,
      .a = x, .a_row_stride = ldx, .a_column_stride = 1,
      .b = w, .ldb = ldw,
      .start = bias, .start_stride = 0,
      .c = y, .ldc = ldy,
  };
  const TYPED(epilogue) epilogue = {
      .map = function == bpk_function_linear ? NULL : table->map[function],
      .parameter = parameter,
  };
  TYPED(multiply)(table, &product, &epilogue, scratch);
}

void TYPED(bpk_backward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const element *delta,
                         size_t lddelta, const element *w, size_t ldw, const element *outputs,
                         size_t ldoutputs, bpk_function function, element parameter, element *d, size_t ldd,
                         void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const TYPED(bpk_product) product = {
      .m = m, .k = k, .n = n,
      .a = delta, .a_row_stride = lddelta, .a_column_stride = 1,
      .b = w, .ldb = ldw,
      .c = d, .ldc = ldd,
  };
  const TYPED(epilogue) epilogue = {
      .derivative = outputs && function != bpk_function_linear ? table->derivative[function] : NULL,
      .outputs = outputs, .ldoutputs = ldoutputs,
      .parameter = parameter,
  };
  if (m <= 1 || (m <= BPK_FEW_ROWS && k >= TRANSPOSED_DEPTH)) {
    table->multiply_transposed(&product);
    TYPED(finish)(&epilogue, m, n, 0, 0, d, ldd);
  } else {
    TYPED(multiply_packed)(table, &product, true, &epilogue, scratch);
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
  };
  const TYPED(epilogue) epilogue = {.map = NULL};
  TYPED(multiply)(table, &product, &epilogue, scratch);
  if (bias_gradient) table->column_sums(k, n, delta, lddelta, accumulate, bias_gradient);
}
