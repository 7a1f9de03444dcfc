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

const bpk_kernels *bpk_network_step_kernels(const bpk_kernels *kernels, const bpk_layer *layers, size_t count) {
  size_t end = 0;
  for (size_t index = 0; index < count; ++index) {
    const bpk_layer *layer = layers + index;
    if (layer->input_count == 0 || layer->output_count == 0) return NULL;
    const bool is_last = index + 1 == count;
    const bool is_softmax = is_last && layer->function == bpk_function_softmax && layer->output_count > 1;
    if (!is_direct(layer) || layer->dropout || !(is_softmax || is_row_function(layer->function))) return NULL;
    const size_t weights_end = layer->weights + layer->input_count * layer->output_count;
    if (layer->weights < end || layer->biases < weights_end) return NULL;
    end = layer->biases + layer->output_count;
  }
  if (count == 0) return NULL;
  return kernels->for_steps ? kernels->for_steps : kernels;
}

#define BPK_ELEMENT f32
#include "network_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "network_template.h"
#undef BPK_ELEMENT
