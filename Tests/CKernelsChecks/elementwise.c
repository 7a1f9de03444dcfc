// The element-wise functions: equality of all sets, and the properties that the header promises.
#include "list.h"

#define CHECK_ELEMENT f32
#include "elementwise_template.h"
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#include "elementwise_template.h"
#undef CHECK_ELEMENT
