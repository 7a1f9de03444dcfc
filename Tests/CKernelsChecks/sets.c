// The registry of kernel sets, the default set and the measuring kernel.
#include <stdlib.h>

#include "list.h"

bool check_registry(check_run *run) {
  const size_t count = bpk_kernels_count();
  if (count == 0) return check_fail(run, "no kernel sets");
  for (size_t i = 0; i < count; ++i) {
    const bpk_kernels *kernels = bpk_kernels_at(i);
    for (size_t j = 0; j < i; ++j) {
      if (strcmp(bpk_kernels_name(kernels), bpk_kernels_name(bpk_kernels_at(j))) == 0) {
        return check_fail(run, "two sets have the name %s", bpk_kernels_name(kernels));
      }
    }
    const size_t lanes = bpk_kernels_lanes(kernels);
    if (lanes == 0 || 16 % lanes != 0) return check_fail(run, "%zu lanes do not divide 16", lanes);
  }
  if (strcmp(bpk_kernels_name(check_portable()), "portable") != 0 || !check_set(count - 1)) {
    return check_fail(run, "the last set is not the portable one, or not supported");
  }

  const bpk_kernels *expected = check_preferred();
  const char *wanted = getenv("BPNET_ISA");
  if (wanted && *wanted) {
    expected = NULL;
    for (size_t i = 0; i < count; ++i) {
      if (check_set(i) && strcmp(bpk_kernels_name(check_set(i)), wanted) == 0) expected = check_set(i);
    }
  }
  for (int call = 0; call < 2; ++call) {
    if (bpk_default_kernels() != expected) return check_fail(run, "call %d chose another set", call);
  }
  return true;
}

#define CHECK_ELEMENT f32
#include "sets_template.h"
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#include "sets_template.h"
#undef CHECK_ELEMENT
