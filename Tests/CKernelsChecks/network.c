// The passes through a whole network against products layer by layer.
#include "list.h"

#define CHECK_ELEMENT f32
#include "network_template.h"
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#include "network_template.h"
#undef CHECK_ELEMENT
