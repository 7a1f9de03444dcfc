// The common part of all checks: the state of a run, random numbers, guarded memory, kernel sets.
#ifndef BPK_CHECK_H
#define BPK_CHECK_H

#include <CKernels.h>
#include <math.h>
#include <string.h>

/// The part of the random shapes and numbers that is tried, as its denominator: more than 1 for builds and
/// machines that are slow.
#ifndef CHECK_SHARE
#define CHECK_SHARE 1
#endif

/// The blocks of random numbers that each function is checked with.
enum { ACCURACY_BLOCKS = 256 / CHECK_SHARE };

typedef struct check_run {
  uint64_t random;
  void *scratch;
  /// Indices of rows that are prefetched during products.
  const int32_t *prefetched;
  char *message;
  size_t message_size;
} check_run;

/// Records a failure, printf style. Returns false, for a check to return.
bool check_fail(check_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// A random number below `bound`.
size_t check_random_below(check_run *run, size_t bound);

/// A random number in [-1, 1).
double check_random_signed(check_run *run);

/// One of the element-wise functions.
bpk_function check_random_function(check_run *run);

/// Kernel set `index` if this processor supports it, else NULL.
const bpk_kernels *check_set(size_t index);

/// The last set of the registry, with which the others are compared.
const bpk_kernels *check_portable(void);

/// The most preferred set that this processor supports.
const bpk_kernels *check_preferred(void);

/// The number of `prefetched` rows: fewer than the largest products have tiles for.
enum { CHECK_PREFETCHED = 5 };

/// The run's scratch for the products, filled with arbitrary bytes, and told to prefetch rows.
void *check_scratch(check_run *run);

/// The lanes of the widest supported set.
size_t check_widest_lanes(void);

typedef bool check_shape_function(check_run *run, size_t m, size_t k, size_t n);

/// Runs a check over shapes: all m and n up to two vectors and one more, random ones that are often near the
/// edges of tiles, and ones that are longer than a block in some direction.
bool check_shapes(check_run *run, check_shape_function *function);

/// Memory between inaccessible pages, filled with bytes 0xFF (NaN in both types).
typedef struct guarded {
  unsigned char *pages;
  size_t size;
  unsigned char *data;
  size_t bytes;
} guarded;

/// `bytes` bytes that end where an inaccessible page begins, or begin `offset` bytes after the end of one.
guarded guarded_make(size_t bytes, bool at_end, size_t offset);
void guarded_free(guarded memory);

// Names that depend on the element type, as in CKernels.

#define CHECK_JOIN_EXPANDED(a, b) a##_##b
#define CHECK_JOIN(a, b) CHECK_JOIN_EXPANDED(a, b)
#define TYPED(name) CHECK_JOIN(name, CHECK_ELEMENT)
#define element TYPED(element)
typedef float element_f32;
typedef double element_f64;

#define CHECK_ELEMENT f32
#include "matrix.h"
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#include "matrix.h"
#undef CHECK_ELEMENT

#endif
