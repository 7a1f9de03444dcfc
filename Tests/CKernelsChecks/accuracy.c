// The accuracy of the activation functions, in units in the last place of the true result.
#include <float.h>

#include "list.h"

static const long double root_of_two_over_pi = 0.797884560802865355879892119868763736951717262329869L;

static long double exact_sigmoid(long double x) { return 1 / (1 + expl(-x)); }
static long double exact_elu(long double x) { return x > 0 ? x : expm1l(x); }
static long double exact_softplus(long double x) { return (x > 0 ? x : 0) + log1pl(expl(-fabsl(x))); }
static long double exact_silu(long double x) { return x * exact_sigmoid(x); }
static long double exact_gelu(long double x) { return x / 2 * erfcl(-x * sqrtl(0.5L)); }
static long double gelu_tanh_argument(long double x) {
  return 2 * root_of_two_over_pi * x * (1 + 0.044715L * x * x);
}
static long double exact_gelu_tanh(long double x) { return x * exact_sigmoid(gelu_tanh_argument(x)); }

static long double exact_silu_slope(long double x) {
  return exact_sigmoid(x) * (1 + x * exact_sigmoid(-x));
}
static long double exact_gelu_slope(long double x) {
  return erfcl(-x * sqrtl(0.5L)) / 2 + x * expl(-x * x / 2) * root_of_two_over_pi / 2;
}
static long double exact_gelu_tanh_slope(long double x) {
  const long double z = gelu_tanh_argument(x);
  const long double slope = 2 * root_of_two_over_pi * (1 + 3 * 0.044715L * x * x);
  return exact_sigmoid(z) * (1 + x * slope * exact_sigmoid(-z));
}

/// The functions with parameter 1, and their allowed errors: in units for f32 and f64, and absolute for
/// results below this multiple of the smallest normal number.
typedef struct function_case {
  bpk_function function;
  long double (*exact)(long double);
  double limit_f32, limit_f64, small;
  /// Whether the reference multiplies its own rounding errors by x².
  bool squares;
} function_case;

static const function_case functions[] = {
    {bpk_function_sigmoid, exact_sigmoid, 2.05, 1.75, 1, false},
    {bpk_function_tanh, tanhl, 2, 2.4, 1, false},
    {bpk_function_elu, exact_elu, 1.5, 1.5, 1, false},
    {bpk_function_softplus, exact_softplus, 2, 2.25, 1, false},
    {bpk_function_silu, exact_silu, 2.65, 2.5, 1024, false},
    {bpk_function_gelu, exact_gelu, 3, 3.25, 1, true},
    {bpk_function_gelu_tanh, exact_gelu_tanh, 2.75, 2.75, 128, true},
};

/// The error of the reference itself if long double is no wider than double.
static const double reference_error = LDBL_MANT_DIG > DBL_MANT_DIG ? 0.01 : 1;

#define CHECK_ELEMENT f32
#define CHECK_DIGITS 24
#include "accuracy_template.h"
#undef CHECK_DIGITS
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_DIGITS 53
#include "accuracy_template.h"
