// The three matrix products of back-propagation: blocking, packing and what follows a product. All
// arithmetic is in the kernel sets.
#include "kernels.h"

enum {
  /// The parts of scratch for a packed block of B and for one of A. Small products touch the start alone.
  PANELS_BYTES = 3 << 20,
  ROWS_BYTES = 1 << 20,
  /// The most terms of a sum in a panel of B that serves all rows of A at once.
  PANEL_DEPTH = 512,
  /// Products of more rows than this are blocked over the rows of A, too.
  TALL_ROWS = 168,
  /// The most terms of a sum, and rows of A, in one of these blocks: A's part and a panel of B fit the
  /// second-level cache together.
  BLOCK_DEPTH = 1024,
  BLOCK_ROWS_f32 = 84,
  BLOCK_ROWS_f64 = 56,
  /// Between the rows of a packed block of A, so that they are not a power of two apart.
  ROW_PADDING = 16,
  /// The elements of C whose chains are completed before what follows the product is applied to them.
  BLOCK_ELEMENTS = 8192,
  /// B is packed if it is larger than this and has at least so many rows of C to serve.
  PACKED_BYTES = 3 << 20,
  PACKED_ROWS = 96,
  /// From so many rows on, a multiple of so many bytes apart, A is copied for a product of so many columns or more.
  /// (Zen 4, GFLOP/s in place and copied: f64 128×512×512 35 and 54, f32 128×1024×256 72 and 115; 32 rows are no
  /// faster.)
  ALIASED_ROWS = 48,
  ALIASED_BYTES = 4096,
  ALIASED_COLUMNS = 64,
  /// Several rows need chains of this length for a product with a transpose from registers: shorter
  /// ones fill too little of a block.
  TRANSPOSED_DEPTH = 16,
  /// A narrow product is computed sideways if it has at least so many rows a column, and so many rows at a
  /// time.
  NARROW_ROWS = 8,
  NARROW_BLOCK = 512,
  /// Up to this k a product spends its time on writing C, which is done a few rows at a time if C is
  /// larger than the first-level cache.
  SHALLOW_DEPTH = 10,
  SHALLOW_ROWS = 6,
  SHALLOW_BYTES = 48 << 10,
};

_Static_assert(PANEL_DEPTH * 8 * 16 * sizeof(float) <= PANELS_BYTES, "scratch holds the widest panel");
_Static_assert((BLOCK_ROWS_f32 + ROW_PADDING) * (BLOCK_DEPTH + ROW_PADDING) * sizeof(float) <= ROWS_BYTES,
               "scratch holds a block of A");
_Static_assert((BLOCK_ROWS_f64 + ROW_PADDING) * (BLOCK_DEPTH + ROW_PADDING) * sizeof(double) <= ROWS_BYTES,
               "scratch holds a block of A");

size_t bpk_scratch_bytes(void) { return PANELS_BYTES + ROWS_BYTES; }

#define BPK_ELEMENT f32
#include "gemm_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "gemm_template.h"
#undef BPK_ELEMENT
