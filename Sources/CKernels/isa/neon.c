// NEON of 64-bit ARM, where every processor has it: 32 registers of 4 f32 or 2 f64.
#if defined(__aarch64__)

#include <arm_neon.h>

#include "../kernels.h"
#include "../vector.h"

enum { v_lanes_f32 = 4 };
typedef float32x4_t v_vector_f32;
typedef uint32x4_t v_mask_f32;
typedef size_t v_tail_f32;

BPK_INLINE v_vector_f32 v_splat_f32(float s) { return vdupq_n_f32(s); }
BPK_INLINE v_vector_f32 v_load_f32(const float *p) { return vld1q_f32(p); }
BPK_INLINE void v_store_f32(float *p, v_vector_f32 x) { vst1q_f32(p, x); }
BPK_INLINE v_tail_f32 v_tail_of_f32(size_t count) { return count; }
BPK_INLINE v_vector_f32 v_load_tail_f32(const float *p, v_tail_f32 tail) {
  float lanes[v_lanes_f32] = {0};
  for (size_t i = 0; i < tail; ++i) lanes[i] = p[i];
  return vld1q_f32(lanes);
}
BPK_INLINE v_vector_f32 v_fill_tail_f32(v_vector_f32 x, v_tail_f32 tail, v_vector_f32 fill) {
  float lanes[v_lanes_f32], filled[v_lanes_f32];
  vst1q_f32(lanes, x);
  vst1q_f32(filled, fill);
  for (size_t i = 0; i < tail; ++i) filled[i] = lanes[i];
  return vld1q_f32(filled);
}
BPK_INLINE void v_store_tail_f32(float *p, v_tail_f32 tail, v_vector_f32 x) {
  float lanes[v_lanes_f32];
  vst1q_f32(lanes, x);
  for (size_t i = 0; i < tail; ++i) p[i] = lanes[i];
}
BPK_INLINE v_vector_f32 v_add_f32(v_vector_f32 a, v_vector_f32 b) { return vaddq_f32(a, b); }
BPK_INLINE v_vector_f32 v_sub_f32(v_vector_f32 a, v_vector_f32 b) { return vsubq_f32(a, b); }
BPK_INLINE v_vector_f32 v_mul_f32(v_vector_f32 a, v_vector_f32 b) { return vmulq_f32(a, b); }
BPK_INLINE v_vector_f32 v_div_f32(v_vector_f32 a, v_vector_f32 b) { return vdivq_f32(a, b); }
BPK_INLINE v_vector_f32 v_sqrt_f32(v_vector_f32 x) { return vsqrtq_f32(x); }
enum { v_root_count_f32 = 1 };
BPK_INLINE void v_roots_f32(const v_vector_f32 *x, v_vector_f32 *roots) { roots[0] = v_sqrt_f32(x[0]); }
BPK_INLINE v_vector_f32 v_fma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) {
  return vfmaq_f32(c, a, b);
}
BPK_INLINE v_vector_f32 v_fnma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) {
  return vfmsq_f32(c, a, b);
}
BPK_INLINE v_vector_f32 v_min_f32(v_vector_f32 a, v_vector_f32 b) { return vbslq_f32(vcltq_f32(a, b), a, b); }
BPK_INLINE v_vector_f32 v_max_f32(v_vector_f32 a, v_vector_f32 b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
BPK_INLINE v_mask_f32 v_equal_f32(v_vector_f32 a, v_vector_f32 b) { return vceqq_f32(a, b); }
BPK_INLINE v_mask_f32 v_less_f32(v_vector_f32 a, v_vector_f32 b) { return vcltq_f32(a, b); }
BPK_INLINE v_mask_f32 v_less_or_equal_f32(v_vector_f32 a, v_vector_f32 b) { return vcleq_f32(a, b); }
BPK_INLINE bool v_any_f32(v_mask_f32 mask) { return vmaxvq_u32(mask) != 0; }
BPK_INLINE v_vector_f32 v_select_f32(v_mask_f32 mask, v_vector_f32 a, v_vector_f32 b) {
  return vbslq_f32(mask, a, b);
}
BPK_INLINE v_vector_f32 v_minus_abs_f32(v_vector_f32 x) { return vnegq_f32(vabsq_f32(x)); }
BPK_INLINE v_vector_f32 v_flush_f32(v_vector_f32 x) {
  const uint32x4_t bits = vreinterpretq_u32_f32(x);
  return vreinterpretq_f32_u32(vandq_u32(bits, vtstq_u32(bits, vdupq_n_u32(0x7F800000u))));
}
BPK_INLINE v_vector_f32 v_copysign_f32(v_vector_f32 x, v_vector_f32 y) {
  return vbslq_f32(vdupq_n_u32(0x80000000u), y, x);
}
BPK_INLINE v_vector_f32 v_exponent_f32(v_vector_f32 x) {
  return vreinterpretq_f32_u32(vshlq_n_u32(vreinterpretq_u32_f32(x), 23));
}
BPK_INLINE v_vector_f32 v_eighth_power_f32(v_vector_f32 x, v_vector_f32 number) {
  (void)number;
  const uint32x4_t n = vreinterpretq_u32_f32(x);
  // The indices of an element's four bytes in the table.
  const uint32x4_t places = vmlaq_n_u32(vdupq_n_u32(0x03020100), vandq_u32(n, vdupq_n_u32(7)), 0x04040404);
  const uint8x16x2_t eighths = {{vreinterpretq_u8_s32(vld1q_s32(bpk_eighths)),
                                 vreinterpretq_u8_s32(vld1q_s32(bpk_eighths + 4))}};
  const uint32x4_t part = vreinterpretq_u32_u8(vqtbl2q_u8(eighths, vreinterpretq_u8_u32(places)));
  return vreinterpretq_f32_u32(vaddq_u32(vshlq_n_u32(n, BPK_EIGHTHS_SHIFT), part));
}
BPK_INLINE void v_transpose_f32(v_vector_f32 *x) {
  const float32x4_t a = vzip1q_f32(x[0], x[2]), b = vzip2q_f32(x[0], x[2]);
  const float32x4_t c = vzip1q_f32(x[1], x[3]), d = vzip2q_f32(x[1], x[3]);
  x[0] = vzip1q_f32(a, c), x[1] = vzip2q_f32(a, c);
  x[2] = vzip1q_f32(b, d), x[3] = vzip2q_f32(b, d);
}

enum { v_lanes_f64 = 2 };
typedef float64x2_t v_vector_f64;
typedef uint64x2_t v_mask_f64;
typedef size_t v_tail_f64;

BPK_INLINE v_vector_f64 v_splat_f64(double s) { return vdupq_n_f64(s); }
BPK_INLINE v_vector_f64 v_load_f64(const double *p) { return vld1q_f64(p); }
BPK_INLINE void v_store_f64(double *p, v_vector_f64 x) { vst1q_f64(p, x); }
BPK_INLINE v_tail_f64 v_tail_of_f64(size_t count) { return count; }
BPK_INLINE v_vector_f64 v_load_tail_f64(const double *p, v_tail_f64 tail) {
  double lanes[v_lanes_f64] = {0};
  for (size_t i = 0; i < tail; ++i) lanes[i] = p[i];
  return vld1q_f64(lanes);
}
BPK_INLINE v_vector_f64 v_fill_tail_f64(v_vector_f64 x, v_tail_f64 tail, v_vector_f64 fill) {
  double lanes[v_lanes_f64], filled[v_lanes_f64];
  vst1q_f64(lanes, x);
  vst1q_f64(filled, fill);
  for (size_t i = 0; i < tail; ++i) filled[i] = lanes[i];
  return vld1q_f64(filled);
}
BPK_INLINE void v_store_tail_f64(double *p, v_tail_f64 tail, v_vector_f64 x) {
  double lanes[v_lanes_f64];
  vst1q_f64(lanes, x);
  for (size_t i = 0; i < tail; ++i) p[i] = lanes[i];
}
BPK_INLINE v_vector_f64 v_add_f64(v_vector_f64 a, v_vector_f64 b) { return vaddq_f64(a, b); }
BPK_INLINE v_vector_f64 v_sub_f64(v_vector_f64 a, v_vector_f64 b) { return vsubq_f64(a, b); }
BPK_INLINE v_vector_f64 v_mul_f64(v_vector_f64 a, v_vector_f64 b) { return vmulq_f64(a, b); }
BPK_INLINE v_vector_f64 v_div_f64(v_vector_f64 a, v_vector_f64 b) { return vdivq_f64(a, b); }
BPK_INLINE v_vector_f64 v_sqrt_f64(v_vector_f64 x) { return vsqrtq_f64(x); }
enum { v_root_count_f64 = 1 };
BPK_INLINE void v_roots_f64(const v_vector_f64 *x, v_vector_f64 *roots) { roots[0] = v_sqrt_f64(x[0]); }
BPK_INLINE v_vector_f64 v_fma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) {
  return vfmaq_f64(c, a, b);
}
BPK_INLINE v_vector_f64 v_fnma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) {
  return vfmsq_f64(c, a, b);
}
BPK_INLINE v_vector_f64 v_min_f64(v_vector_f64 a, v_vector_f64 b) { return vbslq_f64(vcltq_f64(a, b), a, b); }
BPK_INLINE v_vector_f64 v_max_f64(v_vector_f64 a, v_vector_f64 b) { return vbslq_f64(vcgtq_f64(a, b), a, b); }
BPK_INLINE v_mask_f64 v_equal_f64(v_vector_f64 a, v_vector_f64 b) { return vceqq_f64(a, b); }
BPK_INLINE v_mask_f64 v_less_f64(v_vector_f64 a, v_vector_f64 b) { return vcltq_f64(a, b); }
BPK_INLINE v_mask_f64 v_less_or_equal_f64(v_vector_f64 a, v_vector_f64 b) { return vcleq_f64(a, b); }
BPK_INLINE bool v_any_f64(v_mask_f64 mask) { return vmaxvq_u32(vreinterpretq_u32_u64(mask)) != 0; }
BPK_INLINE v_vector_f64 v_select_f64(v_mask_f64 mask, v_vector_f64 a, v_vector_f64 b) {
  return vbslq_f64(mask, a, b);
}
BPK_INLINE v_vector_f64 v_minus_abs_f64(v_vector_f64 x) { return vnegq_f64(vabsq_f64(x)); }
BPK_INLINE v_vector_f64 v_flush_f64(v_vector_f64 x) {
  const uint64x2_t bits = vreinterpretq_u64_f64(x);
  return vreinterpretq_f64_u64(vandq_u64(bits, vtstq_u64(bits, vdupq_n_u64(0x7FF0000000000000u))));
}
BPK_INLINE v_vector_f64 v_copysign_f64(v_vector_f64 x, v_vector_f64 y) {
  return vbslq_f64(vdupq_n_u64(0x8000000000000000u), y, x);
}
BPK_INLINE v_vector_f64 v_exponent_f64(v_vector_f64 x) {
  return vreinterpretq_f64_u64(vshlq_n_u64(vreinterpretq_u64_f64(x), 52));
}
BPK_INLINE void v_widen_f32(v_vector_f32 x, v_vector_f64 *parts) {
  parts[0] = vcvt_f64_f32(vget_low_f32(x));
  parts[1] = vcvt_high_f64_f32(x);
}
BPK_INLINE void v_transpose_f64(v_vector_f64 *x) {
  const float64x2_t a = x[0];
  x[0] = vzip1q_f64(a, x[1]), x[1] = vzip2q_f64(a, x[1]);
}

#define BPK_TILE_ROWS_1 14
#define BPK_TILE_ROWS_2 12
#define BPK_TILE_ROWS_4 6
#define BPK_TILE_ROWS_8 2
#define BPK_TRANSPOSED_VECTORS 4
#define BPK_CHAINS 24
#include "../tiles.h"

#define BPK_ELEMENT f32
#include "../kernels_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "../kernels_template.h"
#undef BPK_ELEMENT

const bpk_kernels bpk_kernels_neon = {
    .name = "neon",
    // Every aarch64 processor has it.
    .is_supported = bpk_always,
    .is_worthwhile = bpk_always,
    .lanes = v_lanes_f32,
    .f32 = &table_f32,
    .f64 = &table_f64,
    .log1p = log1p_all,
    .log1p_exp = log1p_exp_all,
};

#endif
