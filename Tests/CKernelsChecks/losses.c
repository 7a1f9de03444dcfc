// The logarithms of losses: within 1 unit in the last place of the C library's with more digits, and the same
// bytes from every set and for every count. The loss of classes.
#include <float.h>

#include "list.h"

static double unit_in_the_last_place(double x) { return nextafter(x, INFINITY) - x; }

static double random_number(check_run *run) {
  static const double unusual[] = {0, DBL_TRUE_MIN, DBL_MIN, 0x1p-54, 0x1.fffffffffffffp-55, 1,
                                   0x1.6a09e667f3bccp-2, 0x1.6a09e667f3bcdp-2, 745.13, 745.14, 745.15, 36.7,
                                   708.4, 709.8, 693.5, 0x1p53, DBL_MAX, INFINITY, NAN};
  const size_t count = sizeof unusual / sizeof *unusual;
  switch (check_random_below(run, 4)) {
    case 0: return unusual[check_random_below(run, count)];
    case 1: return 1000 * fabs(check_random_signed(run));
    case 2: return fabs(check_random_signed(run));
    default: return ldexp(fabs(check_random_signed(run)), (int)check_random_below(run, 1100) - 1074);
  }
}

typedef void logarithm_kernel(const bpk_kernels *kernels, size_t count, double *x);

static long double log1p_exp_reference(long double x) { return log1pl(expl(-fabsl(x))); }
static long double log1p_reference(long double x) { return log1pl(x); }

static bool check_block(check_run *run, const char *name, logarithm_kernel *kernel,
                        long double (*reference)(long double), size_t count) {
  double numbers[64];
  for (size_t i = 0; i < count; ++i) numbers[i] = random_number(run);
  for (size_t s = 0; s < bpk_kernels_count(); ++s) {
    const bpk_kernels *kernels = check_set(s);
    if (!kernels) continue;
    guarded memory = guarded_make(count * sizeof(double), s % 2, 8);
    memcpy(memory.data, numbers, count * sizeof(double));
    kernel(kernels, count, (double *)memory.data);
    bool is_right = true;
    for (size_t i = 0; i < count && is_right; ++i) {
      double found;
      memcpy(&found, memory.data + i * sizeof found, sizeof found);
      double alone = numbers[i];
      kernel(check_portable(), 1, &alone);
      const double expected = (double)reference(numbers[i]);
      const bool both_are_nan = isnan(found) && isnan(alone) && isnan(expected);
      const bool is_near = found == expected || fabs(found - expected) <= unit_in_the_last_place(expected);
      is_right = both_are_nan || (is_near && memcmp(&found, &alone, sizeof found) == 0);
      if (!is_right) {
        check_fail(run, "%s, %s of %a, number %zu of %zu: %a, alone %a, expected %a",
                   bpk_kernels_name(kernels), name, numbers[i], i, count, found, alone, expected);
      }
    }
    guarded_free(memory);
    if (!is_right) return false;
  }
  return true;
}

bool check_logarithms(check_run *run) {
  for (int block = 0; block < 40 * ACCURACY_BLOCKS; ++block) {
    const size_t count = block < 64 ? (size_t)block : check_random_below(run, 65);
    if (!check_block(run, "log1p", bpk_log1p, log1p_reference, count)) return false;
    if (!check_block(run, "log1p_exp", bpk_log1p_exp, log1p_exp_reference, count)) return false;
  }
  return true;
}

#define CHECK_ELEMENT f32
#include "losses_template.h"
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#include "losses_template.h"
#undef CHECK_ELEMENT
