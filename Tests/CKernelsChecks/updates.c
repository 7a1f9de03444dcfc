// The updates of parameters, compared with their formulas.
#include "list.h"

// The formulas are rounded operation by operation; gcc ignores the standard pragma.
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

/// The rules, in the order of the interface.
typedef enum update_kind { DESCENT, MOMENTUM, NESTEROV, ADAM, RMSPROP, UPDATE_KIND_COUNT } update_kind;

static const char *const update_names[] = {"descent", "momentum", "nesterov", "adam", "rmsprop"};

#define CHECK_ELEMENT f32
#define CHECK_SQRT sqrtf
#define CHECK_FMA fmaf
#define CHECK_LEAST_NORMAL 0x1p-126f
#include "updates_template.h"
#undef CHECK_LEAST_NORMAL
#undef CHECK_FMA
#undef CHECK_SQRT
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_SQRT sqrt
#define CHECK_FMA fma
#define CHECK_LEAST_NORMAL 0x1p-1022
#include "updates_template.h"
#undef CHECK_LEAST_NORMAL
#undef CHECK_FMA
#undef CHECK_SQRT
#undef CHECK_ELEMENT
