// The state of a run, random numbers, kernel sets and shapes.
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

bool check_fail(check_run *run, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(run->message, run->message_size, format, arguments);
  va_end(arguments);
  return false;
}

/// SplitMix64.
static uint64_t next_random(check_run *run) {
  uint64_t z = run->random += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

size_t check_random_below(check_run *run, size_t bound) { return (size_t)(next_random(run) % bound); }

double check_random_signed(check_run *run) { return (double)(next_random(run) >> 11) * 0x1p-52 - 1; }

bpk_function check_random_function(check_run *run) {
  return (bpk_function)check_random_below(run, bpk_function_softmax);
}

const bpk_kernels *check_set(size_t index) {
  const bpk_kernels *kernels = bpk_kernels_at(index);
  return bpk_kernels_supported(kernels) ? kernels : NULL;
}

const bpk_kernels *check_portable(void) { return bpk_kernels_at(bpk_kernels_count() - 1); }

const bpk_kernels *check_preferred(void) {
  size_t index = 0;
  while (!check_set(index)) ++index;
  return check_set(index);
}

size_t check_widest_lanes(void) {
  size_t widest = 1;
  for (size_t s = 0; s < bpk_kernels_count(); ++s) {
    const bpk_kernels *kernels = check_set(s);
    if (kernels && bpk_kernels_lanes(kernels) > widest) widest = bpk_kernels_lanes(kernels);
  }
  return widest;
}

void *check_scratch(check_run *run) {
  memset(run->scratch, 0xFF, bpk_scratch_bytes());
  // Indices that cannot be read have to be forgotten.
  bpk_prefetch_rows(run->scratch, run->prefetched + CHECK_PREFETCHED, 1, run->scratch, 4096, 1000);
  bpk_scratch_prepare(run->scratch);
  const size_t count = check_random_below(run, CHECK_PREFETCHED + 1), bytes = check_random_below(run, 1000);
  if (count > 0) bpk_prefetch_rows(run->scratch, run->prefetched, count, run->scratch, 4096, bytes);
  return run->scratch;
}

/// 1 to 300, mostly one from a multiple of 8.
static size_t random_size(check_run *run) {
  const size_t bound = check_random_below(run, 3) == 0 ? 38 : 10;
  const size_t size = 8 * check_random_below(run, bound) + check_random_below(run, 3);
  return size > 1 ? size - 1 : 1;
}

bool check_shapes(check_run *run, check_shape_function *function) {
  const size_t last = 2 * check_widest_lanes() + 1;
  for (size_t m = 0; m <= last; ++m) {
    for (size_t n = 0; n <= last; ++n) {
      if (!function(run, m, check_random_below(run, 7), n)) return false;
    }
  }
  for (int i = 0; i < 40 / CHECK_SHARE; ++i) {
    const size_t m = random_size(run), k = random_size(run), n = 1 + check_random_below(run, 9);
    if (!function(run, m, k, n)) return false;
  }
  for (int i = 0; i < 60 / CHECK_SHARE; ++i) {
    const size_t m = random_size(run), k = random_size(run), n = random_size(run);
    if (!function(run, m, k, n)) return false;
  }
  static const size_t long_shapes[][3] = {
#if CHECK_SHARE == 1
      // Packed, and in blocks over rows, columns and k at once, or in none.
      {180, 1025, 770}, {100, 600, 400},
#endif
      {3, 511, 17}, {3, 512, 5},   {5, 513, 33}, {2, 1100, 40},  {40, 7, 700},  {700, 3, 33},
      {17, 2, 600}, {2, 600, 300}, {1, 784, 128}, {3, 1030, 290}, {90, 30, 257}, {1500, 9, 10},
      // Packed, and in blocks over rows, columns or k.
      {169, 2050, 20}, {170, 9, 800},
      // Narrow: computed as the transpose, 512 rows at a time.
      {1030, 9, 1}, {515, 40, 2},  {1025, 17, 3}, {512, 33, 4},   {530, 16, 8},  {100, 784, 5},
      {515, 32, 10}, {530, 33, 16}, {1030, 40, 20}, {49, 32, 17}, {530, 17, 12}, {12, 4, 4},   {33, 65, 6},
      // Shallow: short chains, and a result larger than the first-level cache.
      {128, 1, 512}, {100, 10, 131}, {31, 4, 900}, {9, 8, 1100},
      // With a transpose, and computed as the transpose.
      {16, 30, 20}, {16, 61, 175}, {32, 784, 30}, {32, 130, 113}, {48, 90, 9}, {64, 128, 10}, {64, 513, 171},
  };
  for (size_t i = 0; i < sizeof long_shapes / sizeof *long_shapes; ++i) {
    if (!function(run, long_shapes[i][0], long_shapes[i][1], long_shapes[i][2])) return false;
  }
  // One row, with every number of columns that are left over from a line of the cache.
  for (size_t k = 0; k <= 34; ++k) {
    if (!function(run, 1, k, 63 + check_random_below(run, 4))) return false;
  }
  // Rows of A that map to the same sets of the cache, if the random gap between them is 0.
  for (int i = 0; i < (CHECK_SHARE == 1 ? 12 : 3); ++i) {
    const size_t k = 512 << i % 2;
    if (!function(run, 48 + check_random_below(run, 140), k, 64 + check_random_below(run, 30))) return false;
  }
  return true;
}
