// The accuracy of the activation functions, in units in the last place of the true result.
#include <float.h>

#include "list.h"

/// What the reference itself may be off by, where long double is no wider than double.
static const double reference_error = LDBL_MANT_DIG > DBL_MANT_DIG ? 0.01 : 1;

#define CHECK_ELEMENT f32
#define CHECK_DIGITS 24
#define CHECK_SIGMOID_LIMIT 1.7
#define CHECK_TANH_LIMIT 2.0
#include "accuracy_template.h"
#undef CHECK_TANH_LIMIT
#undef CHECK_SIGMOID_LIMIT
#undef CHECK_DIGITS
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_DIGITS 53
#define CHECK_SIGMOID_LIMIT 1.75
#define CHECK_TANH_LIMIT 2.4
#include "accuracy_template.h"
