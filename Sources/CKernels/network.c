// Passes through all layers of a network: which products, in which order. All arithmetic is in the kernel
// sets.
#include "kernels.h"

enum {
  /// A layer of at most so many weights is passed through directly, where a product's calls would cost more
  /// than its arithmetic; forward for up to so many rows. (2-5-1, ns a sample and forward pass, directly and
  /// by products: 1 row 31 and 59, 2 rows 26 and 61, 4 rows 19 and 32, 8 rows 22 and 15.)
  DIRECT_WEIGHTS = 1024,
  DIRECT_ROWS = 4,
};

static bool is_direct(const bpk_layer *layer) {
  return layer->input_count * layer->output_count <= DIRECT_WEIGHTS;
}

/// Whether the kernels for single rows apply the function themselves.
static bool is_row_function(bpk_function function) {
  switch (function) {
#define BPK_ROW_CASE(name) case bpk_function_##name:
    BPK_ROW_FUNCTIONS(BPK_ROW_CASE)
#undef BPK_ROW_CASE
    return true;
    default: return false;
  }
}

#define BPK_ELEMENT f32
#include "network_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "network_template.h"
#undef BPK_ELEMENT
