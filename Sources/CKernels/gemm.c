// The three matrix products of back-propagation: blocking, packing and what follows a product. All
// arithmetic is in the kernel sets.
#include "kernels.h"

enum {
  /// Holds one block of B, transposed or packed; a quarter of a common second-level cache.
  SCRATCH_BYTES = 1 << 18,
  /// The rows of B (terms of a sum) in one block, if B goes through scratch.
  BLOCK_DEPTH = 512,
  /// The elements of C whose chains are completed before what follows the product is applied to them.
  BLOCK_ELEMENTS = 8192,
};

size_t bpk_scratch_bytes(void) { return SCRATCH_BYTES; }

#define BPK_ELEMENT f32
#include "gemm_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "gemm_template.h"
#undef BPK_ELEMENT
