// The activation functions over all 2^32 values of f32: minutes of work on all processors.
#ifndef BPK_CHECK_EXHAUSTIVE_H
#define BPK_CHECK_EXHAUSTIVE_H

#include <stdbool.h>

/// The findings for one function. Errors are in units in the last place of the true result.
typedef struct exhaustive_result {
  const char *name;
  double largest_error, error_at;
  /// The largest decrease of the function as its argument grows.
  double largest_fall, fall_at;
  /// For true results too small for units: the largest absolute error, divided by the largest of them.
  double smallest_error;
  /// The arguments whose results differ between sets, or are not NaN for NaN, or not infinite where the
  /// function is.
  long long wrong;
  bool passed;
} exhaustive_result;

enum { EXHAUSTIVE_COUNT = 7 };

/// Runs one of the functions that are not exact, with parameter 1, in every set but the portable one, whose
/// fused multiply-adds may be emulated.
exhaustive_result check_exhaustively(int index);

#endif
