// The checks of the element-wise functions for one element type (CHECK_ELEMENT).

/// Sometimes any bit pattern, else a number of moderate magnitude.
static element TYPED(any_value)(check_run *run) {
  static const element unusual[] = {0, (element)-0.0, (element)INFINITY, -(element)INFINITY, (element)NAN,
                                    (element)1e-40, (element)5e-324, (element)-3e38, 1, -1, 88, -88,
                                    (element)-87.4, (element)-708.5, (element)709.5, (element)1e300};
  const size_t kind = check_random_below(run, 4);
  if (kind == 0) return unusual[check_random_below(run, sizeof unusual / sizeof *unusual)];
  if (kind > 1) return (element)(check_random_signed(run) * (kind == 2 ? 2 : 20));
  element value;
  unsigned char bytes[sizeof value];
  for (size_t i = 0; i < sizeof value; ++i) bytes[i] = (unsigned char)check_random_below(run, 256);
  memcpy(&value, bytes, sizeof value);
  return value;
}

static TYPED(matrix) TYPED(any_values)(check_run *run, size_t count) {
  TYPED(matrix) matrix = TYPED(matrix_make)(run, 1, count);
  for (size_t i = 0; i < count; ++i) matrix.p[i] = TYPED(any_value)(run);
  return matrix;
}

/// A steepness, mostly 1.
static element TYPED(any_parameter)(check_run *run) {
  static const element parameters[] = {1, 1, (element)0.5, 3, (element)0.01, 1000, 0, -1};
  return parameters[check_random_below(run, sizeof parameters / sizeof *parameters)];
}

typedef bool TYPED(count_check)(check_run *run, bpk_function function, size_t count);

/// Runs a check for all functions over all counts up to two vectors and one more, and some long ones.
static bool TYPED(all_counts)(check_run *run, TYPED(count_check) * check) {
  const size_t last = 2 * check_widest_lanes() + 1;
  for (int f = 0; f < bpk_function_softmax; ++f) {
    for (size_t count = 0; count <= last; ++count) {
      if (!check(run, (bpk_function)f, count)) return false;
    }
    for (int i = 0; i < 30; ++i) {
      if (!check(run, (bpk_function)f, check_random_below(run, 20000))) return false;
    }
  }
  return true;
}

static bool TYPED(map_count)(check_run *run, bpk_function function, size_t count) {
  const element parameter = TYPED(any_parameter)(run);
  TYPED(matrix) x = TYPED(any_values)(run, count), expected = TYPED(matrix_make)(run, 1, count);
  TYPED(bpk_map)(check_portable(), function, parameter, count, x.p, expected.p);
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    TYPED(matrix) y = TYPED(matrix_make)(run, 1, count), same = TYPED(matrix_copy)(run, &x);
    TYPED(bpk_map)(check_set(s), function, parameter, count, x.p, y.p);
    TYPED(bpk_map)(check_set(s), function, parameter, count, same.p, same.p);
    passed = TYPED(matrix_check)(run, "map", check_set(s), &y, &expected) &&
             TYPED(matrix_check)(run, "map in place", check_set(s), &same, &expected);
    TYPED(matrix_free)(y);
    TYPED(matrix_free)(same);
  }
  TYPED(matrix_free)(x);
  TYPED(matrix_free)(expected);
  return passed;
}

bool TYPED(check_map)(check_run *run) { return TYPED(all_counts)(run, TYPED(map_count)); }

static bool TYPED(derivative_count)(check_run *run, bpk_function function, size_t count) {
  const element parameter = TYPED(any_parameter)(run);
  TYPED(matrix) y = TYPED(any_values)(run, count), upstream = TYPED(any_values)(run, count);
  TYPED(matrix) expected = TYPED(matrix_make)(run, 1, count);
  TYPED(bpk_map_derivative)(check_portable(), function, parameter, count, y.p, upstream.p, expected.p);
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    TYPED(matrix) d = TYPED(matrix_make)(run, 1, count), same = TYPED(matrix_copy)(run, &upstream);
    TYPED(bpk_map_derivative)(check_set(s), function, parameter, count, y.p, upstream.p, d.p);
    TYPED(bpk_map_derivative)(check_set(s), function, parameter, count, y.p, same.p, same.p);
    passed = TYPED(matrix_check)(run, "derivative", check_set(s), &d, &expected) &&
             TYPED(matrix_check)(run, "derivative in place", check_set(s), &same, &expected);
    TYPED(matrix_free)(d);
    TYPED(matrix_free)(same);
  }
  TYPED(matrix_free)(y);
  TYPED(matrix_free)(upstream);
  TYPED(matrix_free)(expected);
  return passed;
}

bool TYPED(check_map_derivative)(check_run *run) { return TYPED(all_counts)(run, TYPED(derivative_count)); }

/// The values that follow exactly from the header's definitions.
bool TYPED(check_map_definition)(check_run *run) {
  const element infinite = (element)INFINITY, nan = (element)NAN, tiny = (element)1e-30;
  const struct {
    bpk_function function;
    element parameter, x, y;
  } cases[] = {
      {bpk_function_linear, 1, -3, -3},          {bpk_function_linear, 1, infinite, infinite},
      {bpk_function_linear, 1, nan, nan},        {bpk_function_linear, 1, (element)-0.0, (element)-0.0},
      {bpk_function_relu, 1, 3, 3},              {bpk_function_relu, 1, -3, 0},
      {bpk_function_relu, 1, (element)-0.0, 0},  {bpk_function_relu, 1, nan, nan},
      {bpk_function_relu, 1, infinite, infinite}, {bpk_function_relu, 1, -infinite, 0},
      {bpk_function_sigmoid, 1, 0, (element)0.5}, {bpk_function_sigmoid, 1, (element)-0.0, (element)0.5},
      {bpk_function_sigmoid, 1, infinite, 1},    {bpk_function_sigmoid, 1, -infinite, 0},
      {bpk_function_sigmoid, 1, nan, nan},       {bpk_function_sigmoid, 0, 5, (element)0.5},
      {bpk_function_sigmoid, 4, 300, 1},         {bpk_function_sigmoid, 4, -300, 0},
      {bpk_function_tanh, 1, 0, 0},              {bpk_function_tanh, 1, (element)-0.0, (element)-0.0},
      {bpk_function_tanh, 1, infinite, 1},       {bpk_function_tanh, 1, -infinite, -1},
      {bpk_function_tanh, 1, nan, nan},          {bpk_function_tanh, 1, 40, 1},
      {bpk_function_tanh, 1, tiny, tiny},        {bpk_function_tanh, 1, -tiny, -tiny},
      {bpk_function_leaky_relu, (element)0.25, 3, 3},
      {bpk_function_leaky_relu, (element)0.25, -3, (element)-0.75},
      {bpk_function_leaky_relu, 1, infinite, infinite}, {bpk_function_leaky_relu, 1, -infinite, -infinite},
      {bpk_function_leaky_relu, 1, nan, nan},    {bpk_function_leaky_relu, (element)0.25, 0, 0},
      {bpk_function_elu, 2, 3, 3},               {bpk_function_elu, 2, -infinite, -2},
      {bpk_function_elu, 2, 0, 0},               {bpk_function_elu, 2, -tiny, -2 * tiny},
      {bpk_function_elu, 1, infinite, infinite}, {bpk_function_elu, 1, nan, nan},
      {bpk_function_softplus, 1, infinite, infinite}, {bpk_function_softplus, 1, -infinite, 0},
      {bpk_function_softplus, 1, 1000, 1000},    {bpk_function_softplus, 1, nan, nan},
      {bpk_function_hard_limit, 1, 0, 1},        {bpk_function_hard_limit, 1, (element)-0.0, 1},
      {bpk_function_hard_limit, 1, tiny, 1},     {bpk_function_hard_limit, 1, -tiny, 0},
      {bpk_function_hard_limit, 1, infinite, 1}, {bpk_function_hard_limit, 1, -infinite, 0},
      {bpk_function_hard_limit, 1, nan, nan},    {bpk_function_silu, 1, nan, nan},
      {bpk_function_silu, 1, 0, 0},              {bpk_function_silu, 1, tiny, tiny / 2},
      {bpk_function_silu, 1, infinite, infinite}, {bpk_function_silu, 1, -infinite, (element)-0.0},
      {bpk_function_gelu, 1, 0, 0},              {bpk_function_gelu, 1, tiny, tiny / 2},
      {bpk_function_gelu, 1, infinite, infinite}, {bpk_function_gelu, 1, -infinite, (element)-0.0},
      {bpk_function_gelu, 1, 1000, 1000},        {bpk_function_gelu, 1, nan, nan},
      {bpk_function_gelu_tanh, 1, 0, 0},         {bpk_function_gelu_tanh, 1, tiny, tiny / 2},
      {bpk_function_gelu_tanh, 1, infinite, infinite}, {bpk_function_gelu_tanh, 1, -infinite, (element)-0.0},
      {bpk_function_gelu_tanh, 1, 1000, 1000},   {bpk_function_gelu_tanh, 1, nan, nan},
      {bpk_function_prelu, (element)0.25, 3, 3}, {bpk_function_prelu, (element)0.25, -3, (element)-0.75},
      {bpk_function_prelu, 0, -3, (element)-0.0}, {bpk_function_prelu, -2, -3, 6},
      {bpk_function_prelu, -2, infinite, infinite}, {bpk_function_prelu, -2, -infinite, infinite},
      {bpk_function_prelu, 2, nan, nan},         {bpk_function_prelu, 2, 0, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    element y;
    TYPED(bpk_map)(check_preferred(), cases[i].function, cases[i].parameter, 1, &cases[i].x, &y);
    if (!TYPED(same)(y, cases[i].y)) {
      return check_fail(run, "function %d of %g is %g, not %g", (int)cases[i].function, (double)cases[i].x,
                        (double)y, (double)cases[i].y);
    }
  }
  return true;
}

/// The derivatives at random outputs within the range of the functions, within a few roundings.
bool TYPED(check_derivative_definition)(check_run *run) {
  const long double epsilon = sizeof(element) == 4 ? 0x1p-24L : 0x1p-53L;
  for (int i = 0; i < 20000; ++i) {
    const element u = (element)check_random_signed(run), upstream = (element)check_random_signed(run);
    const element t = (element)(1 + check_random_signed(run)), half = (1 + u) / 2;
    const struct {
      bpk_function function;
      element y;
      long double slope;
    } cases[] = {
        {bpk_function_linear, u, 1},
        {bpk_function_sigmoid, half, (long double)t * half * (1 - (long double)half)},
        {bpk_function_tanh, u, (1 - (long double)u) * (1 + (long double)u)},
        {bpk_function_relu, u, u > 0},
        {bpk_function_relu, 0, 0},
        {bpk_function_leaky_relu, u, u > 0 ? 1 : (long double)t},
        {bpk_function_elu, t * u, u > 0 ? 1 : (long double)(t * u) + t},
        {bpk_function_softplus, half, -expm1l(-(long double)half)},
        {bpk_function_hard_limit, u, 0},
        // At 0, where they are exactly 1/2, and where they are 1 and 0.
        {bpk_function_silu, 0, 0.5L},         {bpk_function_silu, (element)INFINITY, 1},
        {bpk_function_silu, -(element)INFINITY, 0},
        {bpk_function_gelu, 0, 0.5L},         {bpk_function_gelu, (element)INFINITY, 1},
        {bpk_function_gelu, -(element)INFINITY, 0},
        {bpk_function_gelu_tanh, 0, 0.5L},    {bpk_function_gelu_tanh, (element)INFINITY, 1},
        {bpk_function_gelu_tanh, -(element)INFINITY, 0},
        {bpk_function_prelu, u, u > 0 ? 1 : (long double)t},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; ++c) {
      element d;
      TYPED(bpk_map_derivative)(check_preferred(), cases[c].function, t, 1, &cases[c].y, &upstream, &d);
      const long double expected = cases[c].slope * upstream;
      if (fabsl(d - expected) > 5 * epsilon * fabsl(expected)) {
        return check_fail(run, "derivative %d at %a is %a, not %a", (int)cases[c].function,
                          (double)cases[c].y, (double)d, (double)expected);
      }
    }
  }
  return true;
}
