// One line for each function of BPK_FUNCTIONS, after what they share.
#include "exp.h"
#include "linear.h"
#include "relu.h"
#include "sigmoid.h"
#include "tanh.h"
#include "softmax.h"
