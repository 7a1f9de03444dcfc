// The matrix products against one chain of fused multiply-adds for each element.
#include "list.h"

#define CHECK_ELEMENT f32
#define CHECK_FMA fmaf
#include "products_template.h"
#undef CHECK_FMA
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_FMA fma
#include "products_template.h"
#undef CHECK_FMA
#undef CHECK_ELEMENT
