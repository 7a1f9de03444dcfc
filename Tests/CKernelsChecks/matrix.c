// Matrices in guarded memory.
#include "check.h"

#define CHECK_ELEMENT f32
#include "matrix_template.h"
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#include "matrix_template.h"
#undef CHECK_ELEMENT
