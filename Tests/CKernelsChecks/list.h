// The list of all checks: one line for each, in the file named. Each exists for both element types.
#ifndef BPK_CHECK_LIST_H
#define BPK_CHECK_LIST_H

#include "check.h"

#define BPK_CHECKS(X)                                                     \
  /* products.c */                                                        \
  X(forward) X(backward) X(gradient) X(gradient_in_panels)                \
  X(product_error) X(aliased_rows)                                        \
  /* network.c */                                                         \
  X(layer) X(network) X(single_sample_step)                               \
  /* elementwise.c */                                                     \
  X(map) X(map_derivative) X(map_definition) X(derivative_definition)     \
  /* updates.c */                                                         \
  X(updates)                                                              \
  /* roots.c */                                                           \
  X(roots)                                                                \
  /* accuracy.c */                                                        \
  X(accuracy) X(slope_accuracy) X(sigmoid_order)                          \
  /* softmax.c */                                                         \
  X(softmax) X(softmax_extremes) X(softmax_derivative)                    \
  /* losses.c */                                                          \
  X(losses)                                                               \
  /* sets.c */                                                            \
  X(fma_chains)

#define BPK_CHECK_DECLARATION(name)            \
  bool check_##name##_f32(check_run *run);     \
  bool check_##name##_f64(check_run *run);
BPK_CHECKS(BPK_CHECK_DECLARATION)
#undef BPK_CHECK_DECLARATION

/// The registry and the default set.
bool check_registry(check_run *run);
/// The choice of a set, by name and by default.
bool check_choice(check_run *run);
/// The logarithms of losses.
bool check_logarithms(check_run *run);

#endif
