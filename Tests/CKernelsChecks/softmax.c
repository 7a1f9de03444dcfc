// Row softmax and its derivative.
#include "list.h"

#define CHECK_ELEMENT f32
#define CHECK_FMA fmaf
#include "softmax_template.h"
#undef CHECK_FMA
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_FMA fma
#include "softmax_template.h"
#undef CHECK_FMA
#undef CHECK_ELEMENT
