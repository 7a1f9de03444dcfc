// The element-wise functions: equality of all sets, and the properties that the header promises.
#include "list.h"

#define CHECK_ELEMENT f32
#define CHECK_SQRT sqrtf
#include "elementwise_template.h"
#undef CHECK_SQRT
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_SQRT sqrt
#include "elementwise_template.h"
#undef CHECK_SQRT
#undef CHECK_ELEMENT
