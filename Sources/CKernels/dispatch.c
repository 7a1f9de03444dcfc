// The kernel sets of this architecture, and the choice among them.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

/// In order of preference.
static const bpk_kernels *const registry[] = {
#if defined(__x86_64__)
    &bpk_kernels_avx512,
    &bpk_kernels_avx2,
#elif defined(__aarch64__)
    &bpk_kernels_neon,
#endif
    &bpk_kernels_portable,
};

size_t bpk_kernels_count(void) { return sizeof registry / sizeof registry[0]; }

const bpk_kernels *bpk_kernels_at(size_t index) { return registry[index]; }

const char *bpk_kernels_name(const bpk_kernels *kernels) { return kernels->name; }

bool bpk_kernels_supported(const bpk_kernels *kernels) { return kernels->is_supported(); }

bool bpk_kernels_worthwhile(const bpk_kernels *kernels) { return kernels->is_worthwhile(); }

size_t bpk_kernels_lanes(const bpk_kernels *kernels) { return kernels->lanes; }

/// The index of the set with this name or, if the name is NULL or empty, of the default set; the number of
/// sets if there is none.
static size_t chosen_index(const char *name) {
  const size_t count = bpk_kernels_count();
  const bool is_named = name && *name;
  for (size_t i = 0; i < count; ++i) {
    const bool is_wanted = is_named ? strcmp(name, registry[i]->name) == 0 : registry[i]->is_worthwhile();
    if (is_wanted && registry[i]->is_supported()) return i;
  }
  return count;
}

const bpk_kernels *bpk_choose_kernels(const char *name) {
  const size_t index = chosen_index(name);
  return index < bpk_kernels_count() ? registry[index] : NULL;
}

const bpk_kernels *bpk_default_kernels(void) {
  // Threads that get here at the same time make the same choice, so relaxed order is enough. 0 means that
  // nothing has been chosen yet.
  static atomic_size_t chosen;
  size_t index = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (index == 0) {
    index = chosen_index(getenv("BPNET_ISA")) + 1;
    atomic_store_explicit(&chosen, index, memory_order_relaxed);
  }
  return index <= bpk_kernels_count() ? registry[index - 1] : NULL;
}
