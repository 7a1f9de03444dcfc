// The accuracy checks for one element type (CHECK_ELEMENT of CHECK_DIGITS bits).

enum { TYPED(accuracy_block) = 4096, TYPED(accuracy_blocks) = ACCURACY_BLOCKS };

/// The magnitude of one unit in the last place of a number in the binade of `exact`.
static long double TYPED(unit)(long double exact) {
  int exponent;
  frexpl(fabsl(exact), &exponent);
  return ldexpl(1, exponent - CHECK_DIGITS);
}

/// A random argument of either sign: below 100, 8 or 1, or of any magnitude from 2^-30 to 1.
static element TYPED(accuracy_input)(check_run *run, size_t block) {
  const double u = check_random_signed(run);
  if (block % 4 == 0) return (element)(u * 100);
  if (block % 4 == 1) return (element)(u * 8);
  if (block % 4 == 2) return (element)u;
  return (element)(u * exp2(-30 * (double)check_random_below(run, 1000) / 1000));
}

/// The allowed error of a result.
static long double TYPED(allowed_error)(const function_case *c, long double x, long double exact) {
  const long double smallest = (sizeof(element) == 4 ? 0x1p-126L : 0x1p-1022L) * c->small;
  if (fabsl(exact) < smallest) return smallest;
  long double units = (sizeof(element) == 4 ? c->limit_f32 : c->limit_f64) + reference_error;
  if (c->squares) units += 2 * x * x * ldexpl(1, CHECK_DIGITS - LDBL_MANT_DIG);
  return units * TYPED(unit)(exact);
}

static bool TYPED(accuracy)(check_run *run, const function_case *c) {
  element x[TYPED(accuracy_block)], y[TYPED(accuracy_block)];
  for (size_t block = 0; block < TYPED(accuracy_blocks); ++block) {
    for (size_t i = 0; i < TYPED(accuracy_block); ++i) x[i] = TYPED(accuracy_input)(run, block);
    TYPED(bpk_map)(check_preferred(), c->function, 1, TYPED(accuracy_block), x, y);
    for (size_t i = 0; i < TYPED(accuracy_block); ++i) {
      const long double expected = c->exact(x[i]), error = fabsl(y[i] - expected);
      if (!(error <= TYPED(allowed_error)(c, x[i], expected))) {
        return check_fail(run, "function %d of %a = %a is off by %.2f units", (int)c->function, (double)x[i],
                          (double)y[i], (double)(error / TYPED(unit)(expected)));
      }
    }
  }
  return true;
}

bool TYPED(check_accuracy)(check_run *run) {
  for (size_t f = 0; f < sizeof functions / sizeof *functions; ++f) {
    if (!TYPED(accuracy)(run, &functions[f])) return false;
  }
  return true;
}

/// The derivatives that are computed from net inputs: their errors are a few units of the largest derivative,
/// which is about 1.
bool TYPED(check_slope_accuracy)(check_run *run) {
  static const struct {
    bpk_function function;
    long double (*exact)(long double);
  } cases[] = {
      {bpk_function_silu, exact_silu_slope},
      {bpk_function_gelu, exact_gelu_slope},
      {bpk_function_gelu_tanh, exact_gelu_tanh_slope},
  };
  element x[TYPED(accuracy_block)], one[TYPED(accuracy_block)], d[TYPED(accuracy_block)];
  for (size_t i = 0; i < TYPED(accuracy_block); ++i) one[i] = 1;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; ++c) {
    for (size_t block = 0; block < TYPED(accuracy_blocks); ++block) {
      for (size_t i = 0; i < TYPED(accuracy_block); ++i) x[i] = TYPED(accuracy_input)(run, block);
      TYPED(bpk_map_derivative)(check_preferred(), cases[c].function, 1, TYPED(accuracy_block), x, one, d);
      for (size_t i = 0; i < TYPED(accuracy_block); ++i) {
        const long double error = fabsl(d[i] - cases[c].exact(x[i]));
        if (!(error <= (3.5L + 4 * reference_error) * ldexpl(1, -CHECK_DIGITS))) {
          return check_fail(run, "derivative %d at %a is %a, off by %.2f units of 1", (int)cases[c].function,
                            (double)x[i], (double)d[i], (double)(error * ldexpl(1, CHECK_DIGITS)));
        }
      }
    }
  }
  return true;
}

/// Sigmoid decreases by at most one unit between adjacent arguments.
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
