// The registry of kernel sets, the choice among them and the measuring kernel.
#include <stdlib.h>

#include "list.h"

#if defined(__x86_64__) && !defined(__APPLE__)
#include <cpuid.h>

/// Whether processor and system support AVX2 with FMA, or AVX-512, without the compiler's function.
static bool has_vectors(bool wide) {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(1, 0, &a, &b, &c, &d)) return false;
  enum { FMA = 1 << 12, OSXSAVE = 1 << 27 };
  if (!(c & FMA) || !(c & OSXSAVE)) return false;
  unsigned states, upper;
  __asm__("xgetbv" : "=a"(states), "=d"(upper) : "c"(0));
  // The halves of 256 bits; masks, halves of 512 bits and registers 16 to 31.
  const unsigned needed = wide ? 0xE6 : 0x06;
  if ((states & needed) != needed) return false;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  enum { AVX2 = 1 << 5, AVX512F = 1 << 16 };
  return (b & AVX2) && (!wide || (b & AVX512F));
}
#endif

bool check_choice(check_run *run) {
  const bpk_kernels *best = NULL;
  for (size_t i = bpk_kernels_count(); i-- > 0;) {
    const bpk_kernels *kernels = bpk_kernels_at(i);
    const char *name = bpk_kernels_name(kernels);
    // By name every supported set can be chosen, even if it is not worthwhile.
    if (bpk_choose_kernels(name) != (bpk_kernels_supported(kernels) ? kernels : NULL)) {
      return check_fail(run, "%s is not chosen by its name", name);
    }
    if (bpk_kernels_supported(kernels) && bpk_kernels_worthwhile(kernels)) best = kernels;
#if defined(__APPLE__)
    if (strcmp(name, "avx512") == 0 && bpk_kernels_worthwhile(kernels)) {
      return check_fail(run, "AVX-512 is chosen by itself on macOS");
    }
#elif defined(__x86_64__)
    const bool is_wide = strcmp(name, "avx512") == 0;
    if (strcmp(name, "portable") != 0 && bpk_kernels_supported(kernels) != has_vectors(is_wide)) {
      return check_fail(run, "CPUID and XCR0 do not say what is supported of %s", name);
    }
#endif
  }
  if (!best) return check_fail(run, "no set is chosen by itself");
  if (bpk_choose_kernels(NULL) != best || bpk_choose_kernels("") != best) {
    return check_fail(run, "%s is not chosen by itself", bpk_kernels_name(best));
  }
  if (!bpk_kernels_worthwhile(check_portable())) return check_fail(run, "the portable set is not worthwhile");
  if (bpk_choose_kernels("avx1024") || bpk_choose_kernels("AVX2") || bpk_choose_kernels("avx")) {
    return check_fail(run, "a set that does not exist is chosen");
  }
  return true;
}

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

  const bpk_kernels *expected = bpk_choose_kernels(getenv("BPNET_ISA"));
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
