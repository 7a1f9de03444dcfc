// Plain C with one lane, for any processor; the reference for the other sets.
#include <string.h>

#include "../kernels.h"
#include "../vector.h"

enum { v_lanes_f32 = 1 };
typedef float v_vector_f32;
typedef bool v_mask_f32;
typedef size_t v_tail_f32;

BPK_INLINE v_vector_f32 v_splat_f32(float s) { return s; }
BPK_INLINE v_vector_f32 v_load_f32(const float *p) { return *p; }
BPK_INLINE void v_store_f32(float *p, v_vector_f32 x) { *p = x; }
BPK_INLINE v_tail_f32 v_tail_of_f32(size_t count) { return count; }
BPK_INLINE v_vector_f32 v_load_tail_f32(const float *p, v_tail_f32 tail) { return tail > 0 ? *p : 0; }
BPK_INLINE v_vector_f32 v_fill_tail_f32(v_vector_f32 x, v_tail_f32 tail, v_vector_f32 fill) {
  return tail > 0 ? x : fill;
}
BPK_INLINE void v_store_tail_f32(float *p, v_tail_f32 tail, v_vector_f32 x) {
  if (tail > 0) *p = x;
}
BPK_INLINE v_vector_f32 v_add_f32(v_vector_f32 a, v_vector_f32 b) { return a + b; }
BPK_INLINE v_vector_f32 v_sub_f32(v_vector_f32 a, v_vector_f32 b) { return a - b; }
BPK_INLINE v_vector_f32 v_mul_f32(v_vector_f32 a, v_vector_f32 b) { return a * b; }
BPK_INLINE v_vector_f32 v_div_f32(v_vector_f32 a, v_vector_f32 b) { return a / b; }
BPK_INLINE v_vector_f32 v_sqrt_f32(v_vector_f32 x) { return sqrtf(x); }
enum { v_root_count_f32 = 1 };
BPK_INLINE void v_roots_f32(const v_vector_f32 *x, v_vector_f32 *roots) { roots[0] = v_sqrt_f32(x[0]); }
BPK_INLINE v_vector_f32 v_fma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) { return fmaf(a, b, c); }
BPK_INLINE v_vector_f32 v_fnma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) { return fmaf(-a, b, c); }
BPK_INLINE v_vector_f32 v_min_f32(v_vector_f32 a, v_vector_f32 b) { return a < b ? a : b; }
BPK_INLINE v_vector_f32 v_max_f32(v_vector_f32 a, v_vector_f32 b) { return a > b ? a : b; }
BPK_INLINE v_mask_f32 v_equal_f32(v_vector_f32 a, v_vector_f32 b) { return a == b; }
BPK_INLINE v_mask_f32 v_less_f32(v_vector_f32 a, v_vector_f32 b) { return a < b; }
BPK_INLINE v_mask_f32 v_less_or_equal_f32(v_vector_f32 a, v_vector_f32 b) { return a <= b; }
BPK_INLINE bool v_any_f32(v_mask_f32 mask) { return mask; }
BPK_INLINE v_vector_f32 v_select_f32(v_mask_f32 mask, v_vector_f32 a, v_vector_f32 b) { return mask ? a : b; }
BPK_INLINE v_vector_f32 v_minus_abs_f32(v_vector_f32 x) { return -fabsf(x); }
BPK_INLINE v_vector_f32 v_flush_f32(v_vector_f32 x) { return fabsf(x) < FLT_MIN ? 0 : x; }
BPK_INLINE v_vector_f32 v_copysign_f32(v_vector_f32 x, v_vector_f32 y) { return copysignf(x, y); }
BPK_INLINE v_vector_f32 v_exponent_f32(v_vector_f32 x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits <<= 23;
  memcpy(&x, &bits, sizeof x);
  return x;
}
BPK_INLINE v_vector_f32 v_eighth_power_f32(v_vector_f32 x, v_vector_f32 number) {
  (void)number;
  uint32_t n;
  memcpy(&n, &x, sizeof n);
  n = (n << BPK_EIGHTHS_SHIFT) + (uint32_t)bpk_eighths[n % 8];
  memcpy(&x, &n, sizeof x);
  return x;
}
BPK_INLINE void v_transpose_f32(v_vector_f32 *x) { (void)x; }

enum { v_lanes_f64 = 1 };
typedef double v_vector_f64;
typedef bool v_mask_f64;
typedef size_t v_tail_f64;

BPK_INLINE v_vector_f64 v_splat_f64(double s) { return s; }
BPK_INLINE v_vector_f64 v_load_f64(const double *p) { return *p; }
BPK_INLINE void v_store_f64(double *p, v_vector_f64 x) { *p = x; }
BPK_INLINE v_tail_f64 v_tail_of_f64(size_t count) { return count; }
BPK_INLINE v_vector_f64 v_load_tail_f64(const double *p, v_tail_f64 tail) { return tail > 0 ? *p : 0; }
BPK_INLINE v_vector_f64 v_fill_tail_f64(v_vector_f64 x, v_tail_f64 tail, v_vector_f64 fill) {
  return tail > 0 ? x : fill;
}
BPK_INLINE void v_store_tail_f64(double *p, v_tail_f64 tail, v_vector_f64 x) {
  if (tail > 0) *p = x;
}
BPK_INLINE v_vector_f64 v_add_f64(v_vector_f64 a, v_vector_f64 b) { return a + b; }
BPK_INLINE v_vector_f64 v_sub_f64(v_vector_f64 a, v_vector_f64 b) { return a - b; }
BPK_INLINE v_vector_f64 v_mul_f64(v_vector_f64 a, v_vector_f64 b) { return a * b; }
BPK_INLINE v_vector_f64 v_div_f64(v_vector_f64 a, v_vector_f64 b) { return a / b; }
BPK_INLINE v_vector_f64 v_sqrt_f64(v_vector_f64 x) { return sqrt(x); }
enum { v_root_count_f64 = 1 };
BPK_INLINE void v_roots_f64(const v_vector_f64 *x, v_vector_f64 *roots) { roots[0] = v_sqrt_f64(x[0]); }
BPK_INLINE v_vector_f64 v_fma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) { return fma(a, b, c); }
BPK_INLINE v_vector_f64 v_fnma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) { return fma(-a, b, c); }
BPK_INLINE v_vector_f64 v_min_f64(v_vector_f64 a, v_vector_f64 b) { return a < b ? a : b; }
BPK_INLINE v_vector_f64 v_max_f64(v_vector_f64 a, v_vector_f64 b) { return a > b ? a : b; }
BPK_INLINE v_mask_f64 v_equal_f64(v_vector_f64 a, v_vector_f64 b) { return a == b; }
BPK_INLINE v_mask_f64 v_less_f64(v_vector_f64 a, v_vector_f64 b) { return a < b; }
BPK_INLINE v_mask_f64 v_less_or_equal_f64(v_vector_f64 a, v_vector_f64 b) { return a <= b; }
BPK_INLINE bool v_any_f64(v_mask_f64 mask) { return mask; }
BPK_INLINE v_vector_f64 v_select_f64(v_mask_f64 mask, v_vector_f64 a, v_vector_f64 b) { return mask ? a : b; }
BPK_INLINE v_vector_f64 v_minus_abs_f64(v_vector_f64 x) { return -fabs(x); }
BPK_INLINE v_vector_f64 v_flush_f64(v_vector_f64 x) { return fabs(x) < DBL_MIN ? 0 : x; }
BPK_INLINE v_vector_f64 v_copysign_f64(v_vector_f64 x, v_vector_f64 y) { return copysign(x, y); }
BPK_INLINE v_vector_f64 v_exponent_f64(v_vector_f64 x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits <<= 52;
  memcpy(&x, &bits, sizeof x);
  return x;
}
BPK_INLINE void v_widen_f32(v_vector_f32 x, v_vector_f64 *parts) { parts[0] = (double)x; }
BPK_INLINE void v_transpose_f64(v_vector_f64 *x) { (void)x; }

#define BPK_TILE_ROWS_1 4
#define BPK_TILE_ROWS_2 4
#define BPK_TILE_ROWS_4 2
#define BPK_TILE_ROWS_8 1
#define BPK_TRANSPOSED_VECTORS 4
#define BPK_CHAINS 8
#include "../tiles.h"

#define BPK_ELEMENT f32
#include "../kernels_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "../kernels_template.h"
#undef BPK_ELEMENT

const bpk_kernels bpk_kernels_portable = {
    .name = "portable",
    .is_supported = bpk_always,
    .is_worthwhile = bpk_always,
    .lanes = v_lanes_f32,
    .f32 = &table_f32,
    .f64 = &table_f64,
    .log1p = log1p_all,
    .log1p_exp = log1p_exp_all,
};
