// Passes through all layers of a network: which products, in which order. All arithmetic is in the kernel
// sets.
#include "kernels.h"

enum {
  /// A layer of at most so many weights is passed through row by row, as long as its rows have no more than
  /// `DIRECT_WORK` multiply-adds together: then the calls of a product would cost more than its arithmetic.
  DIRECT_WEIGHTS = 1024,
  DIRECT_WORK = 1024,
};

static bool is_direct(size_t m, const bpk_layer *layer) {
  const size_t weights = layer->input_count * layer->output_count;
  return weights <= DIRECT_WEIGHTS && m * weights <= DIRECT_WORK;
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
