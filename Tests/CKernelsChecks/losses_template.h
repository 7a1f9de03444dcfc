// The check of the loss of classes for one element type (CHECK_ELEMENT).

/// The definition of the header, one row at a time.
static double TYPED(loss_of_row)(const TYPED(bpk_class_rows) * rows, size_t row) {
  const element *z = rows->logits + row * rows->ldlogits, *y = rows->outputs + row * rows->ldoutputs;
  const element *t = rows->targets + row * rows->ldtargets;
  size_t largest = 0;
  for (size_t j = 1; j < rows->n; ++j) {
    if (z[j] > z[largest]) largest = j;
  }
  double rest = 0, sum = 0;
  for (size_t j = 0; j < rows->n; ++j) {
    if (j != largest) rest += (double)y[j];
  }
  double logarithm = rest / (double)y[largest];
  bpk_log1p(check_portable(), 1, &logarithm);
  for (size_t j = 0; j < rows->n; ++j) {
    const double scaled = t[j] * rows->kept, target = scaled + rows->added;
    const double loss = target * (((double)z[largest] - (double)z[j]) + logarithm);
    if (target != 0) sum += loss;
  }
  return sum;
}

static bool TYPED(same_losses)(check_run *run, size_t m, const TYPED(bpk_class_rows) * rows) {
  for (size_t s = 0; s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    guarded losses = guarded_make(m * sizeof(double), true, 0);
    TYPED(bpk_categorical_losses)(check_set(s), m, rows, (double *)losses.data);
    bool passed = true;
    for (size_t i = 0; passed && i < m; ++i) {
      const double expected = TYPED(loss_of_row)(rows, i);
      double found;
      memcpy(&found, losses.data + i * sizeof found, sizeof found);
      passed = memcmp(&found, &expected, sizeof found) == 0 || (isnan(found) && isnan(expected));
      if (!passed) {
        check_fail(run, "%s, row %zu of %zu, %zu columns: %a instead of %a",
                   bpk_kernels_name(check_set(s)), i, m, rows->n, found, expected);
      }
    }
    guarded_free(losses);
    if (!passed) return false;
  }
  return true;
}

/// Classes, probabilities or any numbers as targets, with logits that are equal, far apart or infinite.
static bool TYPED(losses_shape)(check_run *run, size_t m, size_t n, bool special) {
  static const double scales[] = {0, 0.5, 8, 200};
  const double scale = scales[check_random_below(run, 4)];
  TYPED(matrix) z = TYPED(matrix_random)(run, m, n, special), y = TYPED(matrix_make)(run, m, n);
  TYPED(matrix) t = TYPED(matrix_random)(run, m, n, special && check_random_below(run, 2));
  const bool are_classes = check_random_below(run, 2);
  for (size_t i = 0; i < m; ++i) {
    for (size_t j = 0; j < n; ++j) {
      z.p[i * z.ld + j] *= (element)scale;
      if (are_classes) t.p[i * t.ld + j] = 0;
    }
    if (are_classes) t.p[i * t.ld + check_random_below(run, n)] = 1;
    // The largest logit twice.
    if (n > 1) z.p[i * z.ld + check_random_below(run, n)] = z.p[i * z.ld + check_random_below(run, n)];
  }
  TYPED(bpk_softmax_rows)(check_portable(), m, n, z.p, z.ld, y.p, y.ld);
  TYPED(bpk_class_rows) rows = {
      .n = n, .logits = z.p, .ldlogits = z.ld, .outputs = y.p, .ldoutputs = y.ld, .targets = t.p,
      .ldtargets = t.ld, .kept = 1, .added = 0,
  };
  bool passed = TYPED(same_losses)(run, m, &rows);
  rows.kept = 0.9, rows.added = 0.1 / (double)n;
  passed = passed && TYPED(same_losses)(run, m, &rows);
  TYPED(matrix_free)(z);
  TYPED(matrix_free)(y);
  TYPED(matrix_free)(t);
  return passed;
}

bool TYPED(check_losses)(check_run *run) {
  for (size_t n = 1; n < 70; ++n) {
    for (int repetition = 0; repetition < 8; ++repetition) {
      if (!TYPED(losses_shape)(run, check_random_below(run, 50), n, repetition % 2)) return false;
    }
  }
  for (int i = 0; i < 10; ++i) {
    if (!TYPED(losses_shape)(run, check_random_below(run, 40), 1 + check_random_below(run, 1000), i % 2)) {
      return false;
    }
  }
  return true;
}
