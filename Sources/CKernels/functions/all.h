// The registry of the element-wise functions: a line each, in the order of `bpk_function`.
//
// If BPK_FUNCTION(name, source) is defined, this file is the list of the functions, each as one use of that
// macro; `source` says what the derivative is computed from (`bpk_derivative_source`). Otherwise it has their
// bodies, after what they share; softmax is a function of whole rows, and not in the list.

#ifndef BPK_FUNCTION
#include "constants.h"
#include "exp.h"
#include "gate.h"
#include "softmax.h"
#endif

#include "linear.h"
#include "sigmoid.h"
#include "tanh.h"
#include "relu.h"
#include "leaky_relu.h"
#include "elu.h"
#include "softplus.h"
#include "hard_limit.h"
#include "silu.h"
#include "gelu.h"
#include "gelu_tanh.h"
#include "prelu.h"
