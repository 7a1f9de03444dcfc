/* The header is a module of its own for Swift, which implements its functions in BPNetC. */
#include "bpnet.h"
