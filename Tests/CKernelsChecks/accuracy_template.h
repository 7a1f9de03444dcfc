// The accuracy checks for one element type (CHECK_ELEMENT of CHECK_DIGITS bits).

enum { TYPED(accuracy_block) = 4096, TYPED(accuracy_blocks) = 256 };

/// The magnitude of one unit in the last place of a number in the binade of `exact`.
static long double TYPED(unit)(long double exact) {
  int exponent;
  frexpl(fabsl(exact), &exponent);
  return ldexpl(1, exponent - CHECK_DIGITS);
}

static long double TYPED(exact_sigmoid)(long double x) { return 1 / (1 + expl(-x)); }

/// Of both signs; all sizes from 2^-30 up, and the range in which the functions bend.
static element TYPED(accuracy_input)(check_run *run, size_t block) {
  const double u = check_random_signed(run);
  if (block % 4 == 0) return (element)(u * 100);
  if (block % 4 == 1) return (element)(u * 8);
  if (block % 4 == 2) return (element)u;
  return (element)(u * exp2(-30 * (double)check_random_below(run, 1000) / 1000));
}

static bool TYPED(accuracy)(check_run *run, bpk_function function, long double (*exact)(long double),
                            double limit) {
  const long double smallest = sizeof(element) == 4 ? 0x1p-126L : 0x1p-1022L;
  element x[TYPED(accuracy_block)], y[TYPED(accuracy_block)];
  for (size_t block = 0; block < TYPED(accuracy_blocks); ++block) {
    for (size_t i = 0; i < TYPED(accuracy_block); ++i) x[i] = TYPED(accuracy_input)(run, block);
    TYPED(bpk_map)(check_preferred(), function, 1, TYPED(accuracy_block), x, y);
    for (size_t i = 0; i < TYPED(accuracy_block); ++i) {
      const long double expected = exact(x[i]), error = fabsl(y[i] - expected);
      const bool is_small = fabsl(expected) < smallest;
      const long double allowed =
          is_small ? smallest : (limit + reference_error) * TYPED(unit)(expected);
      if (!(error <= allowed)) {
        return check_fail(run, "f(%a) = %a is off by %.2f units", (double)x[i], (double)y[i],
                          (double)(error / TYPED(unit)(expected)));
      }
    }
  }
  return true;
}

bool TYPED(check_sigmoid_accuracy)(check_run *run) {
  return TYPED(accuracy)(run, bpk_function_sigmoid, TYPED(exact_sigmoid), CHECK_SIGMOID_LIMIT);
}

bool TYPED(check_tanh_accuracy)(check_run *run) {
  return TYPED(accuracy)(run, bpk_function_tanh, tanhl, CHECK_TANH_LIMIT);
}

/// Sigmoid falls by at most one unit between neighbours.
bool TYPED(check_sigmoid_order)(check_run *run) {
  element x[TYPED(accuracy_block)], y[TYPED(accuracy_block)];
  for (size_t block = 0; block < 200; ++block) {
    const element ends = sizeof(element) == 4 ? 90 : 712;
    const element step = (element)(block % 2 == 0 ? 0 : ends / (2000 * TYPED(accuracy_block)));
    x[0] = (element)check_random_signed(run) * ends;
    for (size_t i = 1; i < TYPED(accuracy_block); ++i) {
      const element next = (element)(sizeof(element) == 4 ? nextafterf((float)x[i - 1], INFINITY)
                                                          : nextafter((double)x[i - 1], INFINITY));
      x[i] = step > 0 ? x[i - 1] + step : next;
    }
    TYPED(bpk_map)(check_preferred(), bpk_function_sigmoid, 1, TYPED(accuracy_block), x, y);
    for (size_t i = 1; i < TYPED(accuracy_block); ++i) {
      if (!(y[i] >= y[i - 1] - TYPED(unit)(y[i - 1]))) {
        return check_fail(run, "f(%a) = %a, but f(%a) = %a", (double)x[i - 1], (double)y[i - 1], (double)x[i],
                          (double)y[i]);
      }
    }
  }
  return true;
}
