// The checks of the products for one element type (CHECK_ELEMENT).

/// result = start + A B, one chain for each element; each matrix is given by the strides of its indices.
static void TYPED(chains)(TYPED(matrix) * result, size_t k, const element *a, size_t a_row, size_t a_column,
                          const element *b, size_t b_row, size_t b_column) {
  for (size_t i = 0; i < result->rows; ++i) {
    for (size_t j = 0; j < result->columns; ++j) {
      element *sum = result->p + i * result->ld + j;
      for (size_t kk = 0; kk < k; ++kk) {
        *sum = CHECK_FMA(a[i * a_row + kk * a_column], b[kk * b_row + j * b_column], *sum);
      }
    }
  }
}

static void TYPED(fill)(TYPED(matrix) * matrix, element value) {
  for (size_t i = 0; i < matrix->rows; ++i) {
    for (size_t j = 0; j < matrix->columns; ++j) matrix->p[i * matrix->ld + j] = value;
  }
}

// Forward.

typedef struct TYPED(forward_case) {
  TYPED(matrix) x, w, bias, expected;
  bool has_bias;
  bpk_function function;
  element parameter;
} TYPED(forward_case);

static void TYPED(forward_part)(check_run *run, const bpk_kernels *kernels, const TYPED(forward_case) * c,
                                TYPED(matrix) * y, size_t i, size_t rows, size_t j, size_t columns) {
  TYPED(bpk_forward)(kernels, rows, c->x.columns, columns, c->x.p + i * c->x.ld, c->x.ld, c->w.p + j,
                     c->w.ld, c->has_bias ? c->bias.p + j : NULL, y->p + i * y->ld + j, y->ld, c->function,
                     c->parameter, check_scratch(run));
}

static bool TYPED(forward_set)(check_run *run, const bpk_kernels *kernels, const TYPED(forward_case) * c) {
  const size_t m = c->x.rows, n = c->w.columns;
  TYPED(matrix) y = TYPED(matrix_make)(run, m, n);
  TYPED(forward_part)(run, kernels, c, &y, 0, m, 0, n);
  bool passed = TYPED(matrix_check)(run, "forward", kernels, &y, &c->expected);
  if (passed) {
    TYPED(fill)(&y, 7);
    const size_t i = check_random_below(run, m + 1), j = check_random_below(run, n + 1);
    TYPED(forward_part)(run, kernels, c, &y, 0, i, 0, j);
    TYPED(forward_part)(run, kernels, c, &y, 0, i, j, n - j);
    TYPED(forward_part)(run, kernels, c, &y, i, m - i, 0, j);
    TYPED(forward_part)(run, kernels, c, &y, i, m - i, j, n - j);
    passed = TYPED(matrix_check)(run, "forward in four parts", kernels, &y, &c->expected);
  }
  TYPED(matrix_free)(y);
  return passed;
}

static bool TYPED(forward_shape)(check_run *run, size_t m, size_t k, size_t n) {
  const bool special = check_random_below(run, 8) == 0;
  TYPED(forward_case) c = {
      .x = TYPED(matrix_random)(run, m, k, special),
      .w = TYPED(matrix_random)(run, k, n, special),
      .bias = TYPED(matrix_random)(run, 1, n, special),
      .expected = TYPED(matrix_make)(run, m, n),
      .has_bias = check_random_below(run, 4) != 0,
      .function = check_random_function(run),
      .parameter = (element)(1 + check_random_signed(run)),
  };
  for (size_t i = 0; i < m; ++i) {
    for (size_t j = 0; j < n; ++j) c.expected.p[i * c.expected.ld + j] = c.has_bias ? c.bias.p[j] : 0;
  }
  TYPED(chains)(&c.expected, k, c.x.p, c.x.ld, 1, c.w.p, c.w.ld, 1);
  for (size_t i = 0; i < m; ++i) {
    element *row = c.expected.p + i * c.expected.ld;
    TYPED(bpk_map)(check_portable(), c.function, c.parameter, n, row, row);
  }
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (check_set(s)) passed = TYPED(forward_set)(run, check_set(s), &c);
  }
  TYPED(matrix_free)(c.x);
  TYPED(matrix_free)(c.w);
  TYPED(matrix_free)(c.bias);
  TYPED(matrix_free)(c.expected);
  return passed;
}

bool TYPED(check_forward)(check_run *run) { return check_shapes(run, TYPED(forward_shape)); }

// Backward.

typedef struct TYPED(backward_case) {
  TYPED(matrix) delta, w, outputs, expected;
  bool has_outputs;
  bpk_function function;
  element parameter;
} TYPED(backward_case);

static void TYPED(backward_part)(check_run *run, const bpk_kernels *kernels, const TYPED(backward_case) * c,
                                 TYPED(matrix) * d, size_t i, size_t rows, size_t j, size_t columns) {
  TYPED(bpk_backward)(kernels, rows, c->delta.columns, columns, c->delta.p + i * c->delta.ld, c->delta.ld,
                      c->w.p + j * c->w.ld, c->w.ld,
                      c->has_outputs ? c->outputs.p + i * c->outputs.ld + j : NULL, c->outputs.ld,
                      c->function, c->parameter, d->p + i * d->ld + j, d->ld, check_scratch(run));
}

static bool TYPED(backward_set)(check_run *run, const bpk_kernels *kernels, const TYPED(backward_case) * c) {
  const size_t m = c->delta.rows, n = c->w.rows;
  TYPED(matrix) d = TYPED(matrix_make)(run, m, n);
  TYPED(backward_part)(run, kernels, c, &d, 0, m, 0, n);
  bool passed = TYPED(matrix_check)(run, "backward", kernels, &d, &c->expected);
  if (passed) {
    TYPED(fill)(&d, 7);
    const size_t i = check_random_below(run, m + 1), j = check_random_below(run, n + 1);
    TYPED(backward_part)(run, kernels, c, &d, 0, i, 0, j);
    TYPED(backward_part)(run, kernels, c, &d, 0, i, j, n - j);
    TYPED(backward_part)(run, kernels, c, &d, i, m - i, 0, j);
    TYPED(backward_part)(run, kernels, c, &d, i, m - i, j, n - j);
    passed = TYPED(matrix_check)(run, "backward in four parts", kernels, &d, &c->expected);
  }
  TYPED(matrix_free)(d);
  return passed;
}

static bool TYPED(backward_shape)(check_run *run, size_t m, size_t k, size_t n) {
  const bool special = check_random_below(run, 8) == 0;
  TYPED(backward_case) c = {
      .delta = TYPED(matrix_random)(run, m, k, special),
      .w = TYPED(matrix_random)(run, n, k, special),
      .outputs = TYPED(matrix_random)(run, m, n, special),
      .expected = TYPED(matrix_make)(run, m, n),
      .has_outputs = check_random_below(run, 4) != 0,
      .function = check_random_function(run),
      .parameter = (element)(1 + check_random_signed(run)),
  };
  TYPED(fill)(&c.expected, 0);
  TYPED(chains)(&c.expected, k, c.delta.p, c.delta.ld, 1, c.w.p, 1, c.w.ld);
  for (size_t i = 0; c.has_outputs && i < m; ++i) {
    element *row = c.expected.p + i * c.expected.ld;
    TYPED(bpk_map_derivative)(check_portable(), c.function, c.parameter, n, c.outputs.p + i * c.outputs.ld,
                              row, row);
  }
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (check_set(s)) passed = TYPED(backward_set)(run, check_set(s), &c);
  }
  TYPED(matrix_free)(c.delta);
  TYPED(matrix_free)(c.w);
  TYPED(matrix_free)(c.outputs);
  TYPED(matrix_free)(c.expected);
  return passed;
}

bool TYPED(check_backward)(check_run *run) { return check_shapes(run, TYPED(backward_shape)); }

// Gradient.

typedef struct TYPED(gradient_case) {
  TYPED(matrix) x, delta, start, bias_start, expected, bias_expected;
  bool accumulate, has_bias;
} TYPED(gradient_case);

/// Adds rows [row, row + rows) of the batch to columns [j, j + columns) of the gradient.
static void TYPED(gradient_part)(check_run *run, const bpk_kernels *kernels, const TYPED(gradient_case) * c,
                                 TYPED(matrix) * g, TYPED(matrix) * bias, bool accumulate, size_t row,
                                 size_t rows, size_t j, size_t columns) {
  TYPED(bpk_gradient)(kernels, c->x.columns, rows, columns, c->x.p + row * c->x.ld, c->x.ld,
                      c->delta.p + row * c->delta.ld + j, c->delta.ld, accumulate, g->p + j, g->ld,
                      c->has_bias ? bias->p + j : NULL, check_scratch(run));
}

static bool TYPED(gradient_set)(check_run *run, const bpk_kernels *kernels, const TYPED(gradient_case) * c,
                                bool in_parts) {
  const size_t k = c->x.rows, m = c->x.columns, n = c->delta.columns;
  TYPED(matrix) g = c->accumulate ? TYPED(matrix_copy)(run, &c->start) : TYPED(matrix_make)(run, m, n);
  TYPED(matrix) bias = c->accumulate ? TYPED(matrix_copy)(run, &c->bias_start)
                                     : TYPED(matrix_make)(run, 1, n);
  const size_t row = in_parts ? check_random_below(run, k + 1) : k;
  const size_t j = in_parts ? check_random_below(run, n + 1) : n;
  TYPED(gradient_part)(run, kernels, c, &g, &bias, c->accumulate, 0, row, 0, j);
  if (in_parts) {
    TYPED(gradient_part)(run, kernels, c, &g, &bias, c->accumulate, 0, row, j, n - j);
    TYPED(gradient_part)(run, kernels, c, &g, &bias, true, row, k - row, 0, j);
    TYPED(gradient_part)(run, kernels, c, &g, &bias, true, row, k - row, j, n - j);
  }
  const char *what = in_parts ? "gradient in four parts" : "gradient";
  bool passed = TYPED(matrix_check)(run, what, kernels, &g, &c->expected);
  if (passed && c->has_bias) {
    passed = TYPED(matrix_check)(run, "bias gradient", kernels, &bias, &c->bias_expected);
  }
  TYPED(matrix_free)(g);
  TYPED(matrix_free)(bias);
  return passed;
}

static bool TYPED(gradient_shape)(check_run *run, size_t m, size_t k, size_t n) {
  const bool special = check_random_below(run, 8) == 0;
  TYPED(gradient_case) c = {
      .x = TYPED(matrix_random)(run, k, m, special),
      .delta = TYPED(matrix_random)(run, k, n, special),
      .start = TYPED(matrix_random)(run, m, n, special),
      .bias_start = TYPED(matrix_random)(run, 1, n, special),
      .accumulate = check_random_below(run, 2) == 0,
      .has_bias = check_random_below(run, 4) != 0,
  };
  c.expected = TYPED(matrix_copy)(run, &c.start);
  c.bias_expected = TYPED(matrix_copy)(run, &c.bias_start);
  if (!c.accumulate) {
    TYPED(fill)(&c.expected, 0);
    TYPED(fill)(&c.bias_expected, 0);
  }
  TYPED(chains)(&c.expected, k, c.x.p, 1, c.x.ld, c.delta.p, c.delta.ld, 1);
  for (size_t row = 0; row < k; ++row) {
    for (size_t j = 0; j < n; ++j) c.bias_expected.p[j] += c.delta.p[row * c.delta.ld + j];
  }
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    passed = TYPED(gradient_set)(run, check_set(s), &c, false) &&
             TYPED(gradient_set)(run, check_set(s), &c, true);
  }
  TYPED(matrix_free)(c.x);
  TYPED(matrix_free)(c.delta);
  TYPED(matrix_free)(c.start);
  TYPED(matrix_free)(c.bias_start);
  TYPED(matrix_free)(c.expected);
  TYPED(matrix_free)(c.bias_expected);
  return passed;
}

bool TYPED(check_gradient)(check_run *run) { return check_shapes(run, TYPED(gradient_shape)); }

// The gradient in panels.

typedef struct TYPED(panels_case) {
  TYPED(matrix) x, delta;
  /// A row for each panel.
  TYPED(matrix) start, expected;
  bool accumulate;
} TYPED(panels_case);

static bool TYPED(panels_set)(check_run *run, const bpk_kernels *kernels, const TYPED(panels_case) * c) {
  TYPED(matrix) g = c->accumulate ? TYPED(matrix_copy)(run, &c->start)
                                  : TYPED(matrix_make)(run, c->start.rows, c->start.columns);
  TYPED(bpk_gradient_in_panels)(kernels, c->x.columns, c->x.rows, c->delta.columns, c->x.p, c->x.ld,
                                c->delta.p, c->delta.ld, c->accumulate, g.p, g.ld);
  const bool passed = TYPED(matrix_check)(run, "gradient in panels", kernels, &g, &c->expected);
  TYPED(matrix_free)(g);
  return passed;
}

static bool TYPED(panels_shape)(check_run *run, size_t m, size_t k, size_t panels) {
  const bool special = check_random_below(run, 8) == 0;
  const size_t width = BPK_WEIGHT_PANEL_COLUMNS;
  TYPED(panels_case) c = {
      .x = TYPED(matrix_random)(run, k, m, special),
      .delta = TYPED(matrix_random)(run, k, panels * width, special),
      .start = TYPED(matrix_random)(run, panels, m * width, special),
      .accumulate = check_random_below(run, 2) == 0,
  };
  c.expected = TYPED(matrix_copy)(run, &c.start);
  if (!c.accumulate) TYPED(fill)(&c.expected, 0);
  for (size_t panel = 0; panel < panels; ++panel) {
    TYPED(matrix) part = {
        .p = c.expected.p + panel * c.expected.ld, .rows = m, .columns = width, .ld = width,
    };
    TYPED(chains)(&part, k, c.x.p, 1, c.x.ld, c.delta.p + panel * width, c.delta.ld, 1);
  }
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (check_set(s)) passed = TYPED(panels_set)(run, check_set(s), &c);
  }
  TYPED(matrix_free)(c.x);
  TYPED(matrix_free)(c.delta);
  TYPED(matrix_free)(c.start);
  TYPED(matrix_free)(c.expected);
  return passed;
}

/// Rows of several tiles, samples with and without prefetching, and panels of one and of several tiles.
bool TYPED(check_gradient_in_panels)(check_run *run) {
  bool passed = true;
  for (size_t panels = 1; passed && panels <= 5; ++panels) {
    const size_t m = 1 + check_random_below(run, 48), k = check_random_below(run, 200);
    passed = TYPED(panels_shape)(run, m, k, panels);
  }
  return passed;
}

// Rounding.

/// The error of a chain of k roundings is at most k ε Σ |a b| / (1 − k ε).
static bool TYPED(error_shape)(check_run *run, size_t m, size_t k, size_t n) {
  TYPED(matrix) x = TYPED(matrix_random)(run, m, k, false), w = TYPED(matrix_random)(run, k, n, false);
  TYPED(matrix) y = TYPED(matrix_make)(run, m, n);
  const double epsilon = sizeof(element) == 4 ? 0x1p-24 : 0x1p-53;
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    TYPED(bpk_forward)(check_set(s), m, k, n, x.p, x.ld, w.p, w.ld, NULL, y.p, y.ld, bpk_function_linear, 1,
                       check_scratch(run));
    for (size_t i = 0; passed && i < m; ++i) {
      for (size_t j = 0; passed && j < n; ++j) {
        long double sum = 0, sizes = 0;
        for (size_t kk = 0; kk < k; ++kk) {
          long double term = (long double)x.p[i * x.ld + kk] * w.p[kk * w.ld + j];
          sum += term;
          sizes += fabsl(term);
        }
        const double error = (double)fabsl(y.p[i * y.ld + j] - sum);
        const double bound = 2.1 * (double)k * epsilon * (double)sizes;
        if (error > bound) {
          passed = check_fail(run, "%s: error %g > %g", bpk_kernels_name(check_set(s)), error, bound);
        }
      }
    }
  }
  TYPED(matrix_free)(x);
  TYPED(matrix_free)(w);
  TYPED(matrix_free)(y);
  return passed;
}

bool TYPED(check_product_error)(check_run *run) {
  for (size_t k = 0; k < 1500; k = 1 + 3 * k) {
    const size_t m = 1 + check_random_below(run, 20), n = 1 + check_random_below(run, 40);
    if (!TYPED(error_shape)(run, m, k, n)) return false;
  }
  return true;
}

// Rows a multiple of 4 KiB apart, which are copied to scratch.

/// Products of rows of k elements, `ldx` apart, forward and backward.
static void TYPED(strided_products)(check_run *run, const bpk_kernels *kernels, size_t m, size_t k, size_t n,
                                    const element *x, size_t ldx, const element *w, element *y) {
  TYPED(bpk_forward)(kernels, m, k, n, x, ldx, w, n, NULL, y, n, bpk_function_linear, 0, check_scratch(run));
  TYPED(bpk_backward)(kernels, m, k, n, x, ldx, w, k, NULL, 0, bpk_function_linear, 0, y + m * n, n,
                      check_scratch(run));
}

/// The rows of the longer k do not fit into scratch.
bool TYPED(check_aliased_rows)(check_run *run) {
  const size_t m = 49, n = 65, depths[] = {1024, 13312};
  bool passed = true;
  for (int index = 0; passed && index < 2; ++index) {
    const size_t k = depths[index], ld = k + 1;
    TYPED(matrix)
    aliased = TYPED(matrix_random)(run, 1, m * k, false),
    apart = TYPED(matrix_make)(run, 1, m * ld);
    TYPED(matrix) w = TYPED(matrix_random)(run, 1, k * n, false);
    for (size_t i = 0; i < m; ++i) memcpy(apart.p + i * ld, aliased.p + i * k, k * sizeof(element));
    for (size_t set = 0; passed && set < bpk_kernels_count(); ++set) {
      const bpk_kernels *kernels = check_set(set);
      if (!kernels) continue;
      TYPED(matrix)
      expected = TYPED(matrix_make)(run, 1, 2 * m * n),
      y = TYPED(matrix_make)(run, 1, 2 * m * n);
      TYPED(strided_products)(run, kernels, m, k, n, apart.p, ld, w.p, expected.p);
      TYPED(strided_products)(run, kernels, m, k, n, aliased.p, k, w.p, y.p);
      passed = TYPED(matrix_check)(run, "products of aliased rows", kernels, &y, &expected);
      TYPED(matrix_free)(expected);
      TYPED(matrix_free)(y);
    }
    TYPED(matrix_free)(aliased);
    TYPED(matrix_free)(apart);
    TYPED(matrix_free)(w);
  }
  return passed;
}
