// The public element-wise and row-wise functions, which call those of the kernel set.
#include "kernels.h"

#define BPK_ELEMENT f32
#include "elementwise_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "elementwise_template.h"
#undef BPK_ELEMENT

void bpk_log1p(const bpk_kernels *kernels, size_t count, double *x) { kernels->log1p(count, x); }

void bpk_log1p_exp(const bpk_kernels *kernels, size_t count, double *x) { kernels->log1p_exp(count, x); }
