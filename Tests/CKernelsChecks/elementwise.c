// The element-wise functions: all sets alike, and what the header promises of them.
#include "list.h"

#define CHECK_ELEMENT f32
#include "elementwise_template.h"
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#include "elementwise_template.h"
#undef CHECK_ELEMENT
