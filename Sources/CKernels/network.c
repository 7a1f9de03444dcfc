// Passes through all layers of a network: which products, in which order. All arithmetic is in the kernel
// sets.
#include "kernels.h"

enum {
  /// A layer of at most so many weights is passed through directly, where a product's calls would cost more
  /// than its arithmetic; forward for up to so many rows. (2-5-1, ns a sample and forward pass, directly and
  /// by products: 1 row 31 and 59, 2 rows 26 and 61, 4 rows 19 and 32, 8 rows 22 and 15.)
  DIRECT_WEIGHTS = 1024,
  DIRECT_ROWS = 4,
  /// The most inputs of a layer of one output whose gradient is made by chains side by side: more are fewer chains of
  /// vectors along the inputs. (Zen 4, AVX-512, 100 rows, ns by chains and by a product: 8 inputs 218 and 173, 12 inputs
  /// 326 and 163.)
  CHAINED_SINGLE_INPUTS = 7,
};

/// Whether a layer is passed through directly.
static bool is_direct(size_t input_count, size_t output_count) {
  // Sizes in bytes do not overflow, so neither does the product.
  return input_count * output_count <= DIRECT_WEIGHTS;
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
