// Passes through all layers of a network: the choice and order of products. All arithmetic is in the kernel
// sets.
#include "kernels.h"

/// Whether the kernels for tiny layers have the function inlined.
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
