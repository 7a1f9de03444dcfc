// The passes through a whole network against products layer by layer, and steps against passes.
#include "list.h"

#define CHECK_ELEMENT f32
#define CHECK_FMA fmaf
#include "custom_template.h"
#include "network_template.h"
#include "step_template.h"
#undef CHECK_FMA
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_FMA fma
#include "custom_template.h"
#include "network_template.h"
#include "step_template.h"
#undef CHECK_FMA
#undef CHECK_ELEMENT
