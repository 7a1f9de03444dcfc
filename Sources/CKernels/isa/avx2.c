// AVX2 with FMA: 16 registers of 8 f32 or 4 f64.
#if defined(__x86_64__)

#include <immintrin.h>

#include "../kernels.h"
#include "../vector.h"

BPK_TARGET_BEGIN("avx2,fma")

enum { v_lanes_f32 = 8 };
typedef __m256 v_vector_f32;
typedef __m256 v_mask_f32;
typedef __m256i v_tail_f32;

BPK_INLINE v_vector_f32 v_splat_f32(float s) { return _mm256_set1_ps(s); }
BPK_INLINE v_vector_f32 v_load_f32(const float *p) { return _mm256_loadu_ps(p); }
BPK_INLINE void v_store_f32(float *p, v_vector_f32 x) { _mm256_storeu_ps(p, x); }
static const int32_t tail_lanes_f32[] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
BPK_INLINE v_tail_f32 v_tail_of_f32(size_t count) {
  return _mm256_loadu_si256((const __m256i *)(tail_lanes_f32 + v_lanes_f32 - count));
}
BPK_INLINE v_vector_f32 v_load_tail_f32(const float *p, v_tail_f32 tail) {
  return _mm256_maskload_ps(p, tail);
}
BPK_INLINE v_vector_f32 v_fill_tail_f32(v_vector_f32 x, v_tail_f32 tail, v_vector_f32 fill) {
  return _mm256_blendv_ps(fill, x, _mm256_castsi256_ps(tail));
}
BPK_INLINE void v_store_tail_f32(float *p, v_tail_f32 tail, v_vector_f32 x) {
  _mm256_maskstore_ps(p, tail, x);
}
BPK_INLINE v_vector_f32 v_add_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_add_ps(a, b); }
BPK_INLINE v_vector_f32 v_sub_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_sub_ps(a, b); }
BPK_INLINE v_vector_f32 v_mul_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_mul_ps(a, b); }
BPK_INLINE v_vector_f32 v_div_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_div_ps(a, b); }
BPK_INLINE v_vector_f32 v_sqrt_f32(v_vector_f32 x) { return _mm256_sqrt_ps(x); }
enum { v_root_count_f32 = 1 };
BPK_INLINE void v_roots_f32(const v_vector_f32 *x, v_vector_f32 *roots) { roots[0] = v_sqrt_f32(x[0]); }
BPK_INLINE v_vector_f32 v_min_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_min_ps(a, b); }
BPK_INLINE v_vector_f32 v_max_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_max_ps(a, b); }
BPK_INLINE v_vector_f32 v_fma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) {
  return _mm256_fmadd_ps(a, b, c);
}
BPK_INLINE v_vector_f32 v_fnma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) {
  return _mm256_fnmadd_ps(a, b, c);
}
BPK_INLINE v_mask_f32 v_equal_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
BPK_INLINE v_mask_f32 v_less_f32(v_vector_f32 a, v_vector_f32 b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
BPK_INLINE v_mask_f32 v_less_or_equal_f32(v_vector_f32 a, v_vector_f32 b) {
  return _mm256_cmp_ps(a, b, _CMP_LE_OQ);
}
BPK_INLINE bool v_any_f32(v_mask_f32 mask) { return _mm256_movemask_ps(mask) != 0; }
BPK_INLINE v_vector_f32 v_select_f32(v_mask_f32 mask, v_vector_f32 a, v_vector_f32 b) {
  return _mm256_blendv_ps(b, a, mask);
}
BPK_INLINE v_vector_f32 v_minus_abs_f32(v_vector_f32 x) { return _mm256_or_ps(x, _mm256_set1_ps(-0.0f)); }
BPK_INLINE v_vector_f32 v_flush_f32(v_vector_f32 x) {
  const __m256i exponent = _mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(0x7F800000));
  const __m256i flushed = _mm256_cmpeq_epi32(exponent, _mm256_setzero_si256());
  return _mm256_andnot_ps(_mm256_castsi256_ps(flushed), x);
}
BPK_INLINE v_vector_f32 v_copysign_f32(v_vector_f32 x, v_vector_f32 y) {
  const v_vector_f32 sign = _mm256_set1_ps(-0.0f);
  return _mm256_or_ps(_mm256_andnot_ps(sign, x), _mm256_and_ps(sign, y));
}
BPK_INLINE v_vector_f32 v_exponent_f32(v_vector_f32 x) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(x), 23));
}
BPK_INLINE v_vector_f32 v_eighth_power_f32(v_vector_f32 x, v_vector_f32 number) {
  (void)number;
  const __m256i n = _mm256_castps_si256(x), eighths = _mm256_loadu_si256((const __m256i *)bpk_eighths);
  const __m256i part = _mm256_permutevar8x32_epi32(eighths, n);
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_slli_epi32(n, BPK_EIGHTHS_SHIFT), part));
}
BPK_INLINE void v_transpose_f32(v_vector_f32 *x) {
  BPK_UNROLL
  for (int i = 0; i < 8; i += 4) {
    const __m256 a = _mm256_unpacklo_ps(x[i], x[i + 2]), b = _mm256_unpackhi_ps(x[i], x[i + 2]);
    const __m256 c = _mm256_unpacklo_ps(x[i + 1], x[i + 3]), d = _mm256_unpackhi_ps(x[i + 1], x[i + 3]);
    x[i] = _mm256_unpacklo_ps(a, c), x[i + 1] = _mm256_unpackhi_ps(a, c);
    x[i + 2] = _mm256_unpacklo_ps(b, d), x[i + 3] = _mm256_unpackhi_ps(b, d);
  }
  BPK_UNROLL
  for (int i = 0; i < 4; ++i) {
    const __m256 a = x[i], b = x[i + 4];
    x[i] = _mm256_permute2f128_ps(a, b, 0x20), x[i + 4] = _mm256_permute2f128_ps(a, b, 0x31);
  }
}

enum { v_lanes_f64 = 4 };
typedef __m256d v_vector_f64;
typedef __m256d v_mask_f64;
typedef __m256i v_tail_f64;

BPK_INLINE v_vector_f64 v_splat_f64(double s) { return _mm256_set1_pd(s); }
BPK_INLINE v_vector_f64 v_load_f64(const double *p) { return _mm256_loadu_pd(p); }
BPK_INLINE void v_store_f64(double *p, v_vector_f64 x) { _mm256_storeu_pd(p, x); }
static const int64_t tail_lanes_f64[] = {-1, -1, -1, -1, 0, 0, 0, 0};
BPK_INLINE v_tail_f64 v_tail_of_f64(size_t count) {
  return _mm256_loadu_si256((const __m256i *)(tail_lanes_f64 + v_lanes_f64 - count));
}
BPK_INLINE v_vector_f64 v_load_tail_f64(const double *p, v_tail_f64 tail) {
  return _mm256_maskload_pd(p, tail);
}
BPK_INLINE v_vector_f64 v_fill_tail_f64(v_vector_f64 x, v_tail_f64 tail, v_vector_f64 fill) {
  return _mm256_blendv_pd(fill, x, _mm256_castsi256_pd(tail));
}
BPK_INLINE void v_store_tail_f64(double *p, v_tail_f64 tail, v_vector_f64 x) {
  _mm256_maskstore_pd(p, tail, x);
}
BPK_INLINE v_vector_f64 v_add_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_add_pd(a, b); }
BPK_INLINE v_vector_f64 v_sub_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_sub_pd(a, b); }
BPK_INLINE v_vector_f64 v_mul_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_mul_pd(a, b); }
BPK_INLINE v_vector_f64 v_div_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_div_pd(a, b); }
BPK_INLINE v_vector_f64 v_sqrt_f64(v_vector_f64 x) { return _mm256_sqrt_pd(x); }
enum { v_root_count_f64 = 1 };
BPK_INLINE void v_roots_f64(const v_vector_f64 *x, v_vector_f64 *roots) { roots[0] = v_sqrt_f64(x[0]); }
BPK_INLINE v_vector_f64 v_min_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_min_pd(a, b); }
BPK_INLINE v_vector_f64 v_max_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_max_pd(a, b); }
BPK_INLINE v_vector_f64 v_fma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) {
  return _mm256_fmadd_pd(a, b, c);
}
BPK_INLINE v_vector_f64 v_fnma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) {
  return _mm256_fnmadd_pd(a, b, c);
}
BPK_INLINE v_mask_f64 v_equal_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_cmp_pd(a, b, _CMP_EQ_OQ); }
BPK_INLINE v_mask_f64 v_less_f64(v_vector_f64 a, v_vector_f64 b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
BPK_INLINE v_mask_f64 v_less_or_equal_f64(v_vector_f64 a, v_vector_f64 b) {
  return _mm256_cmp_pd(a, b, _CMP_LE_OQ);
}
BPK_INLINE bool v_any_f64(v_mask_f64 mask) { return _mm256_movemask_pd(mask) != 0; }
BPK_INLINE v_vector_f64 v_select_f64(v_mask_f64 mask, v_vector_f64 a, v_vector_f64 b) {
  return _mm256_blendv_pd(b, a, mask);
}
BPK_INLINE v_vector_f64 v_minus_abs_f64(v_vector_f64 x) { return _mm256_or_pd(x, _mm256_set1_pd(-0.0)); }
BPK_INLINE v_vector_f64 v_flush_f64(v_vector_f64 x) {
  const __m256i mask = _mm256_set1_epi64x(0x7FF0000000000000);
  const __m256i exponent = _mm256_and_si256(_mm256_castpd_si256(x), mask);
  const __m256i flushed = _mm256_cmpeq_epi64(exponent, _mm256_setzero_si256());
  return _mm256_andnot_pd(_mm256_castsi256_pd(flushed), x);
}
BPK_INLINE v_vector_f64 v_copysign_f64(v_vector_f64 x, v_vector_f64 y) {
  const v_vector_f64 sign = _mm256_set1_pd(-0.0);
  return _mm256_or_pd(_mm256_andnot_pd(sign, x), _mm256_and_pd(sign, y));
}
BPK_INLINE v_vector_f64 v_exponent_f64(v_vector_f64 x) {
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(x), 52));
}
BPK_INLINE void v_widen_f32(v_vector_f32 x, v_vector_f64 *parts) {
  parts[0] = _mm256_cvtps_pd(_mm256_castps256_ps128(x));
  parts[1] = _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1));
}
BPK_INLINE void v_transpose_f64(v_vector_f64 *x) {
  const __m256d a = _mm256_unpacklo_pd(x[0], x[1]), b = _mm256_unpackhi_pd(x[0], x[1]);
  const __m256d c = _mm256_unpacklo_pd(x[2], x[3]), d = _mm256_unpackhi_pd(x[2], x[3]);
  x[0] = _mm256_permute2f128_pd(a, c, 0x20), x[1] = _mm256_permute2f128_pd(b, d, 0x20);
  x[2] = _mm256_permute2f128_pd(a, c, 0x31), x[3] = _mm256_permute2f128_pd(b, d, 0x31);
}

#define BPK_TILE_ROWS_1 8
#define BPK_TILE_ROWS_2 6
#define BPK_TILE_ROWS_4 2
#define BPK_TILE_ROWS_8 1
#define BPK_TRANSPOSED_VECTORS 4
#define BPK_CHAINS 12
#define BPK_PREFERS_NARROW_GRADIENTS true
#include "../tiles.h"
#define BPK_ROWS_TOGETHER false
#include "rows_256.h"

#define BPK_ELEMENT f32
#include "../kernels_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "../kernels_template.h"
#undef BPK_ELEMENT

BPK_TARGET_END

/// `__builtin_cpu_supports` also checks in XCR0 that the system saves the upper halves of the registers.
static bool is_supported(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

const bpk_kernels bpk_kernels_avx2 = {
    .name = "avx2",
    .is_supported = is_supported,
    .is_worthwhile = bpk_always,
    .lanes = v_lanes_f32,
    .f32 = &table_f32,
    .f64 = &table_f64,
    .log1p = log1p_all,
    .log1p_exp = log1p_exp_all,
};

#endif
