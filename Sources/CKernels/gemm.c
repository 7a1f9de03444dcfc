// The three matrix products of back-propagation: blocking, packing and epilogues. All arithmetic is in the
// kernel sets.
#include "kernels.h"

/// The number of rows that a narrow product computes at a time.
enum { NARROW_BLOCK = 512 };

/// The rows of B that are multiplied together in a product computed as its transpose.
enum { SWAPPED_BLOCK = 56 };

size_t bpk_scratch_bytes(void) { return BPK_QUEUE_BYTES + BPK_PANELS_BYTES + BPK_ROWS_BYTES; }

#define BPK_ELEMENT f32
#include "gemm_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "gemm_template.h"
#undef BPK_ELEMENT
