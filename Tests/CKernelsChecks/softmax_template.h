// The checks of softmax for one element type (CHECK_ELEMENT).

/// Compares a row with the definition, and its sum with 1.
static bool TYPED(softmax_row)(check_run *run, size_t n, const element *z, const element *y) {
  const long double epsilon = sizeof(element) == 4 ? 0x1p-24L : 0x1p-53L;
  const long double smallest = sizeof(element) == 4 ? 0x1p-126L : 0x1p-1022L;
  long double maximum = z[0], total = 0, sum = 0;
  for (size_t j = 1; j < n; ++j) maximum = z[j] > maximum ? z[j] : maximum;
  for (size_t j = 0; j < n; ++j) total += expl(z[j] - maximum);
  for (size_t j = 0; j < n; ++j) {
    const long double expected = expl(z[j] - maximum) / total;
    sum += y[j];
    const long double difference = fabsl(z[j] - maximum);
    const long double allowed = (8 + (long double)n / 16 + difference) * epsilon * expected + smallest;
    if (!(fabsl(y[j] - expected) <= allowed)) {
      return check_fail(run, "column %zu of %zu: %a instead of %a", j, n, (double)y[j], (double)expected);
    }
  }
  if (!(fabsl(sum - 1) <= (8 + (long double)n / 16) * epsilon)) {
    return check_fail(run, "a row of %zu sums to %.17g", n, (double)sum);
  }
  return true;
}

/// Compares all sets with the portable one, and that with the definition, unless there are special numbers.
static bool TYPED(softmax_shape)(check_run *run, size_t m, size_t n, double scale, bool special) {
  TYPED(matrix) z = TYPED(matrix_random)(run, m, n, special), expected = TYPED(matrix_make)(run, m, n);
  for (size_t i = 0; i < m; ++i) {
    for (size_t j = 0; j < n; ++j) z.p[i * z.ld + j] *= (element)scale;
  }
  TYPED(bpk_softmax_rows)(check_portable(), m, n, z.p, z.ld, expected.p, expected.ld);
  bool passed = true;
  for (size_t i = 0; passed && !special && n > 0 && i < m; ++i) {
    passed = TYPED(softmax_row)(run, n, z.p + i * z.ld, expected.p + i * expected.ld);
  }
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    TYPED(matrix) y = TYPED(matrix_make)(run, m, n), same = TYPED(matrix_copy)(run, &z);
    TYPED(bpk_softmax_rows)(check_set(s), m, n, z.p, z.ld, y.p, y.ld);
    TYPED(bpk_softmax_rows)(check_set(s), m, n, same.p, same.ld, same.p, same.ld);
    passed = TYPED(matrix_check)(run, "softmax", check_set(s), &y, &expected) &&
             TYPED(matrix_check)(run, "softmax in place", check_set(s), &same, &expected);
    TYPED(matrix_free)(y);
    TYPED(matrix_free)(same);
  }
  TYPED(matrix_free)(z);
  TYPED(matrix_free)(expected);
  return passed;
}

bool TYPED(check_softmax)(check_run *run) {
  for (size_t n = 0; n < 70; ++n) {
    // Short rows are computed several at a time.
    const size_t m = check_random_below(run, n <= 17 ? 60 : 6);
    if (!TYPED(softmax_shape)(run, m, n, 5, false)) return false;
  }
  for (int i = 0; i < 40; ++i) {
    const double scale = i % 3 == 0 ? 0.01 : i % 3 == 1 ? 10 : 100;
    const size_t m = check_random_below(run, 40);
    if (!TYPED(softmax_shape)(run, m, check_random_below(run, 1000), scale, false)) return false;
  }
  // Smallest parts of the sum on both sides of those that are divided in another way.
  for (int i = 0; i < ACCURACY_BLOCKS / 2; ++i) {
    const double scale = check_random_below(run, sizeof(element) == 4 ? 60 : 400);
    const size_t m = check_random_below(run, 30), n = 17 + check_random_below(run, 300);
    if (!TYPED(softmax_shape)(run, m, n, scale, i % 4 == 0)) return false;
  }
  return true;
}

/// Finite rows of the largest numbers give finite results; NaN and infinity give the same rows in all sets.
bool TYPED(check_softmax_extremes)(check_run *run) {
  const element huge = (element)3e38, infinite = (element)INFINITY, nan = (element)NAN;
  const struct {
    element z[3], y[3];
  } cases[] = {
      {{huge, -huge, 0}, {1, 0, 0}},
      {{-huge, -huge, -huge}, {(element)1 / 3, (element)1 / 3, (element)1 / 3}},
      {{huge, huge, -1}, {(element)0.5, (element)0.5, 0}},
      {{-infinite, 0, 0}, {0, (element)0.5, (element)0.5}},
      {{nan, 0, 0}, {nan, nan, nan}},
      {{infinite, 0, 0}, {nan, nan, nan}},
      {{-infinite, -infinite, -infinite}, {nan, nan, nan}},
  };
  for (size_t s = 0; s < bpk_kernels_count(); ++s) {
    for (size_t c = 0; check_set(s) && c < sizeof cases / sizeof *cases; ++c) {
      element y[3];
      TYPED(bpk_softmax_rows)(check_set(s), 1, 3, cases[c].z, 3, y, 3);
      for (int j = 0; j < 3; ++j) {
        if (!TYPED(same)(y[j], cases[c].y[j])) {
          return check_fail(run, "%s, case %zu: %g instead of %g", bpk_kernels_name(check_set(s)), c,
                            (double)y[j], (double)cases[c].y[j]);
        }
      }
    }
  }
  return true;
}

static bool TYPED(softmax_derivative_shape)(check_run *run, size_t m, size_t n) {
  const bool special = check_random_below(run, 8) == 0;
  TYPED(matrix) y = TYPED(matrix_random)(run, m, n, special);
  TYPED(matrix) upstream = TYPED(matrix_random)(run, m, n, special);
  TYPED(matrix) expected = TYPED(matrix_make)(run, m, n);
  for (size_t i = 0; i < m; ++i) {
    const element *a = y.p + i * y.ld, *b = upstream.p + i * upstream.ld;
    element lanes[16] = {0};
    for (size_t j = 0; j < n; ++j) lanes[j % 16] = CHECK_FMA(b[j], a[j], lanes[j % 16]);
    const element dot = TYPED(lane_sum)(lanes);
    for (size_t j = 0; j < n; ++j) {
      const element difference = b[j] - dot;
      expected.p[i * expected.ld + j] = a[j] * difference;
    }
  }
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    TYPED(matrix) d = TYPED(matrix_make)(run, m, n), same = TYPED(matrix_copy)(run, &upstream);
    TYPED(bpk_softmax_rows_derivative)(check_set(s), m, n, y.p, y.ld, upstream.p, upstream.ld, d.p, d.ld);
    TYPED(bpk_softmax_rows_derivative)(check_set(s), m, n, y.p, y.ld, same.p, same.ld, same.p, same.ld);
    passed = TYPED(matrix_check)(run, "softmax derivative", check_set(s), &d, &expected) &&
             TYPED(matrix_check)(run, "softmax derivative in place", check_set(s), &same, &expected);
    TYPED(matrix_free)(d);
    TYPED(matrix_free)(same);
  }
  TYPED(matrix_free)(y);
  TYPED(matrix_free)(upstream);
  TYPED(matrix_free)(expected);
  return passed;
}

bool TYPED(check_softmax_derivative)(check_run *run) {
  for (size_t n = 0; n < 300; ++n) {
    if (!TYPED(softmax_derivative_shape)(run, check_random_below(run, 6), n)) return false;
  }
  return true;
}
