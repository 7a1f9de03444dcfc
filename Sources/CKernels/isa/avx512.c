// AVX-512: 32 registers of 16 f32 or 8 f64.
#if defined(__x86_64__)

#include <immintrin.h>

#include "../kernels.h"
#include "../vector.h"

BPK_TARGET_BEGIN("avx512f,avx512vl,fma")

/// The truth table of "third ? second : first" for a ternary logic instruction.
enum { SECOND_WHERE_THIRD = 0xD8 };

enum { v_lanes_f32 = 16 };
typedef __m512 v_vector_f32;
typedef __mmask16 v_mask_f32;
typedef __mmask16 v_tail_f32;

BPK_INLINE v_vector_f32 v_splat_f32(float s) { return _mm512_set1_ps(s); }
BPK_INLINE v_vector_f32 v_load_f32(const float *p) { return _mm512_loadu_ps(p); }
BPK_INLINE void v_store_f32(float *p, v_vector_f32 x) { _mm512_storeu_ps(p, x); }
BPK_INLINE v_tail_f32 v_tail_of_f32(size_t count) { return (v_tail_f32)((1u << count) - 1); }
BPK_INLINE v_vector_f32 v_load_tail_f32(const float *p, v_tail_f32 tail) {
  return _mm512_maskz_loadu_ps(tail, p);
}
BPK_INLINE v_vector_f32 v_fill_tail_f32(v_vector_f32 x, v_tail_f32 tail, v_vector_f32 fill) {
  return _mm512_mask_blend_ps(tail, fill, x);
}
BPK_INLINE void v_store_tail_f32(float *p, v_tail_f32 tail, v_vector_f32 x) {
  _mm512_mask_storeu_ps(p, tail, x);
}
BPK_INLINE v_vector_f32 v_add_f32(v_vector_f32 a, v_vector_f32 b) { return _mm512_add_ps(a, b); }
BPK_INLINE v_vector_f32 v_sub_f32(v_vector_f32 a, v_vector_f32 b) { return _mm512_sub_ps(a, b); }
BPK_INLINE v_vector_f32 v_mul_f32(v_vector_f32 a, v_vector_f32 b) { return _mm512_mul_ps(a, b); }
BPK_INLINE v_vector_f32 v_div_f32(v_vector_f32 a, v_vector_f32 b) { return _mm512_div_ps(a, b); }
BPK_INLINE v_vector_f32 v_sqrt_f32(v_vector_f32 x) { return _mm512_sqrt_ps(x); }
BPK_INLINE v_vector_f32 v_min_f32(v_vector_f32 a, v_vector_f32 b) { return _mm512_min_ps(a, b); }
BPK_INLINE v_vector_f32 v_max_f32(v_vector_f32 a, v_vector_f32 b) { return _mm512_max_ps(a, b); }
BPK_INLINE v_vector_f32 v_fma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) {
  return _mm512_fmadd_ps(a, b, c);
}
/// Zen 4 executes a 512-bit multiply-add in two halves. Assembly hides that operands are parts of longer
/// vectors: clang would broadcast a number twice, and widen the multiply-add to 512 bits.
BPK_INLINE v_vector_f32 v_splat_for_halves_f32(float s) {
  v_vector_f32 x = v_splat_f32(s);
  __asm__("" : "+v"(x));
  return x;
}
BPK_INLINE v_vector_f32 v_fma_half_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) {
  __m256 sum = _mm512_castps512_ps256(c);
  __asm__("" : "+v"(sum));
  return _mm512_castps256_ps512(_mm256_fmadd_ps(_mm512_castps512_ps256(a), _mm512_castps512_ps256(b), sum));
}
BPK_INLINE v_vector_f32 v_fnma_f32(v_vector_f32 a, v_vector_f32 b, v_vector_f32 c) {
  return _mm512_fnmadd_ps(a, b, c);
}
/// √x, with the same rounding as the instruction's, from an approximation of 1 / √x within 2^-14.
///
/// Newton's iteration takes it to g ≈ √x and h ≈ 1 / (2 √x). The remainder x − g² is exact, so that the last
/// step rounds correctly (NOTES.md), unless it would be below the smallest subnormal number: x must be 0 or
/// between 2^-100 and ∞, else the instruction is used.
BPK_INLINE v_vector_f32 refined_root_f32(v_vector_f32 x) {
  const __m512i bits = _mm512_castps_si512(x), least = _mm512_set1_epi32(0x0D800000);
  const __m512i range = _mm512_sub_epi32(_mm512_set1_epi32(0x7F800000), least);
  const __mmask16 some = _mm512_test_epi32_mask(bits, bits);
  const __m512i above = _mm512_maskz_sub_epi32(some, bits, least);
  const bool is_outside = _mm512_cmpge_epu32_mask(above, range) != 0;
  if (__builtin_expect(is_outside, false)) return v_sqrt_f32(x);
  const v_vector_f32 half = v_splat_f32(0.5), y = _mm512_maskz_rsqrt14_ps(some, x);
  v_vector_f32 g = v_mul_f32(x, y), h = v_mul_f32(half, y);
  const v_vector_f32 r = v_fnma_f32(g, h, half);
  g = v_fma_f32(g, r, g);
  h = v_fma_f32(h, r, h);
  return v_fma_f32(v_fnma_f32(g, g, x), h, g);
}
/// Intel's divider takes 12 cycles for 16 roots and 10 for 16 quotients. One vector by each method uses both
/// the divider and the multipliers.
enum { v_root_count_f32 = 2 };
BPK_INLINE void v_roots_f32(const v_vector_f32 *x, v_vector_f32 *roots) {
  roots[0] = v_sqrt_f32(x[0]);
  roots[1] = refined_root_f32(x[1]);
}
BPK_INLINE v_mask_f32 v_equal_f32(v_vector_f32 a, v_vector_f32 b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ);
}
BPK_INLINE v_mask_f32 v_less_f32(v_vector_f32 a, v_vector_f32 b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}
BPK_INLINE v_mask_f32 v_less_or_equal_f32(v_vector_f32 a, v_vector_f32 b) {
  return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ);
}
BPK_INLINE bool v_any_f32(v_mask_f32 mask) { return mask != 0; }
BPK_INLINE v_vector_f32 v_select_f32(v_mask_f32 mask, v_vector_f32 a, v_vector_f32 b) {
  return _mm512_mask_blend_ps(mask, b, a);
}
BPK_INLINE v_vector_f32 v_minus_abs_f32(v_vector_f32 x) {
  return _mm512_castsi512_ps(_mm512_or_si512(_mm512_castps_si512(x), _mm512_set1_epi32(INT32_MIN)));
}
BPK_INLINE v_vector_f32 v_flush_f32(v_vector_f32 x) {
  const __m512i bits = _mm512_castps_si512(x), exponent = _mm512_set1_epi32(0x7F800000);
  return _mm512_maskz_mov_ps(_mm512_test_epi32_mask(bits, exponent), x);
}
BPK_INLINE v_vector_f32 v_copysign_f32(v_vector_f32 x, v_vector_f32 y) {
  const __m512i sign = _mm512_set1_epi32(INT32_MIN), a = _mm512_castps_si512(x), b = _mm512_castps_si512(y);
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(a, b, sign, SECOND_WHERE_THIRD));
}
BPK_INLINE v_vector_f32 v_exponent_f32(v_vector_f32 x) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(x), 23));
}
BPK_INLINE v_vector_f32 v_eighth_power_f32(v_vector_f32 x, v_vector_f32 n) {
  const __m512i places = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
  const __m512i shifted = _mm512_slli_epi32(places, BPK_EIGHTHS_SHIFT);
  const __m512i powers = _mm512_add_epi32(_mm512_loadu_si512(bpk_eighths), shifted);
  const __m512i part = _mm512_permutexvar_epi32(_mm512_castps_si512(x), powers);
  return _mm512_scalef_ps(_mm512_castsi512_ps(part), n);
}
/// Transposes the 4 × 4 blocks of 4 elements in x[0], x[stride], x[2 stride] and x[3 stride].
BPK_INLINE void transpose_blocks(__m512 *x, const int stride) {
  const __m512 a = x[0], b = x[stride], c = x[2 * stride], d = x[3 * stride];
  const __m512 even_low = _mm512_shuffle_f32x4(a, b, 0x88), odd_low = _mm512_shuffle_f32x4(a, b, 0xDD);
  const __m512 even_high = _mm512_shuffle_f32x4(c, d, 0x88), odd_high = _mm512_shuffle_f32x4(c, d, 0xDD);
  x[0] = _mm512_shuffle_f32x4(even_low, even_high, 0x88);
  x[stride] = _mm512_shuffle_f32x4(odd_low, odd_high, 0x88);
  x[2 * stride] = _mm512_shuffle_f32x4(even_low, even_high, 0xDD);
  x[3 * stride] = _mm512_shuffle_f32x4(odd_low, odd_high, 0xDD);
}
BPK_INLINE void v_transpose_f32(v_vector_f32 *x) {
  BPK_UNROLL
  for (int i = 0; i < 16; i += 4) {
    const __m512 a = _mm512_unpacklo_ps(x[i], x[i + 2]), b = _mm512_unpackhi_ps(x[i], x[i + 2]);
    const __m512 c = _mm512_unpacklo_ps(x[i + 1], x[i + 3]), d = _mm512_unpackhi_ps(x[i + 1], x[i + 3]);
    x[i] = _mm512_unpacklo_ps(a, c), x[i + 1] = _mm512_unpackhi_ps(a, c);
    x[i + 2] = _mm512_unpacklo_ps(b, d), x[i + 3] = _mm512_unpackhi_ps(b, d);
  }
  BPK_UNROLL
  for (int i = 0; i < 4; ++i) transpose_blocks(x + i, 4);
}

enum { v_lanes_f64 = 8 };
typedef __m512d v_vector_f64;
typedef __mmask8 v_mask_f64;
typedef __mmask8 v_tail_f64;

BPK_INLINE v_vector_f64 v_splat_f64(double s) { return _mm512_set1_pd(s); }
BPK_INLINE v_vector_f64 v_load_f64(const double *p) { return _mm512_loadu_pd(p); }
BPK_INLINE void v_store_f64(double *p, v_vector_f64 x) { _mm512_storeu_pd(p, x); }
BPK_INLINE v_tail_f64 v_tail_of_f64(size_t count) { return (v_tail_f64)((1u << count) - 1); }
BPK_INLINE v_vector_f64 v_load_tail_f64(const double *p, v_tail_f64 tail) {
  return _mm512_maskz_loadu_pd(tail, p);
}
BPK_INLINE v_vector_f64 v_fill_tail_f64(v_vector_f64 x, v_tail_f64 tail, v_vector_f64 fill) {
  return _mm512_mask_blend_pd(tail, fill, x);
}
BPK_INLINE void v_store_tail_f64(double *p, v_tail_f64 tail, v_vector_f64 x) {
  _mm512_mask_storeu_pd(p, tail, x);
}
BPK_INLINE v_vector_f64 v_add_f64(v_vector_f64 a, v_vector_f64 b) { return _mm512_add_pd(a, b); }
BPK_INLINE v_vector_f64 v_sub_f64(v_vector_f64 a, v_vector_f64 b) { return _mm512_sub_pd(a, b); }
BPK_INLINE v_vector_f64 v_mul_f64(v_vector_f64 a, v_vector_f64 b) { return _mm512_mul_pd(a, b); }
BPK_INLINE v_vector_f64 v_div_f64(v_vector_f64 a, v_vector_f64 b) { return _mm512_div_pd(a, b); }
BPK_INLINE v_vector_f64 v_sqrt_f64(v_vector_f64 x) { return _mm512_sqrt_pd(x); }
BPK_INLINE v_vector_f64 v_min_f64(v_vector_f64 a, v_vector_f64 b) { return _mm512_min_pd(a, b); }
BPK_INLINE v_vector_f64 v_max_f64(v_vector_f64 a, v_vector_f64 b) { return _mm512_max_pd(a, b); }
BPK_INLINE v_vector_f64 v_fma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) {
  return _mm512_fmadd_pd(a, b, c);
}
BPK_INLINE v_vector_f64 v_splat_for_halves_f64(double s) {
  v_vector_f64 x = v_splat_f64(s);
  __asm__("" : "+v"(x));
  return x;
}
BPK_INLINE v_vector_f64 v_fma_half_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) {
  __m256d sum = _mm512_castpd512_pd256(c);
  __asm__("" : "+v"(sum));
  return _mm512_castpd256_pd512(_mm256_fmadd_pd(_mm512_castpd512_pd256(a), _mm512_castpd512_pd256(b), sum));
}
BPK_INLINE v_vector_f64 v_fnma_f64(v_vector_f64 a, v_vector_f64 b, v_vector_f64 c) {
  return _mm512_fnmadd_pd(a, b, c);
}
/// √x, with the same rounding as the instruction's, from an approximation of 1 / √x within 2^-14.
///
/// Newton's iteration takes it to g ≈ √x and h ≈ 1 / (2 √x). The remainder x − g² is exact, so that the last
/// step rounds correctly (NOTES.md), unless it would be below the smallest subnormal number: x must be 0 or
/// between 2^-960 and ∞, else the instruction is used.
BPK_INLINE v_vector_f64 refined_root_f64(v_vector_f64 x) {
  const __m512i bits = _mm512_castpd_si512(x), least = _mm512_set1_epi64(0x03F0000000000000);
  const __m512i range = _mm512_sub_epi64(_mm512_set1_epi64(0x7FF0000000000000), least);
  const __mmask8 some = _mm512_test_epi64_mask(bits, bits);
  const __m512i above = _mm512_maskz_sub_epi64(some, bits, least);
  const bool is_outside = _mm512_cmpge_epu64_mask(above, range) != 0;
  if (__builtin_expect(is_outside, false)) return v_sqrt_f64(x);
  const v_vector_f64 half = v_splat_f64(0.5), y = _mm512_maskz_rsqrt14_pd(some, x);
  v_vector_f64 g = v_mul_f64(x, y), h = v_mul_f64(half, y);
  BPK_UNROLL
  for (int i = 0; i < 2; ++i) {
    const v_vector_f64 r = v_fnma_f64(g, h, half);
    g = v_fma_f64(g, r, g);
    h = v_fma_f64(h, r, h);
  }
  return v_fma_f64(v_fnma_f64(g, g, x), h, g);
}
/// The divider takes 21 cycles for 8 roots and 16 for 8 quotients, so it is left to the quotients.
enum { v_root_count_f64 = 2 };
BPK_INLINE void v_roots_f64(const v_vector_f64 *x, v_vector_f64 *roots) {
  roots[0] = refined_root_f64(x[0]);
  roots[1] = refined_root_f64(x[1]);
}
BPK_INLINE v_mask_f64 v_equal_f64(v_vector_f64 a, v_vector_f64 b) {
  return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ);
}
BPK_INLINE v_mask_f64 v_less_f64(v_vector_f64 a, v_vector_f64 b) {
  return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}
BPK_INLINE v_mask_f64 v_less_or_equal_f64(v_vector_f64 a, v_vector_f64 b) {
  return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ);
}
BPK_INLINE bool v_any_f64(v_mask_f64 mask) { return mask != 0; }
BPK_INLINE v_vector_f64 v_select_f64(v_mask_f64 mask, v_vector_f64 a, v_vector_f64 b) {
  return _mm512_mask_blend_pd(mask, b, a);
}
BPK_INLINE v_vector_f64 v_minus_abs_f64(v_vector_f64 x) {
  return _mm512_castsi512_pd(_mm512_or_si512(_mm512_castpd_si512(x), _mm512_set1_epi64(INT64_MIN)));
}
BPK_INLINE v_vector_f64 v_flush_f64(v_vector_f64 x) {
  const __m512i bits = _mm512_castpd_si512(x), exponent = _mm512_set1_epi64(0x7FF0000000000000);
  return _mm512_maskz_mov_pd(_mm512_test_epi64_mask(bits, exponent), x);
}
BPK_INLINE v_vector_f64 v_copysign_f64(v_vector_f64 x, v_vector_f64 y) {
  const __m512i sign = _mm512_set1_epi64(INT64_MIN), a = _mm512_castpd_si512(x), b = _mm512_castpd_si512(y);
  return _mm512_castsi512_pd(_mm512_ternarylogic_epi64(a, b, sign, SECOND_WHERE_THIRD));
}
BPK_INLINE v_vector_f64 v_exponent_f64(v_vector_f64 x) {
  return _mm512_castsi512_pd(_mm512_slli_epi64(_mm512_castpd_si512(x), 52));
}
BPK_INLINE void v_widen_f32(v_vector_f32 x, v_vector_f64 *parts) {
  const __m256d upper = _mm512_extractf64x4_pd(_mm512_castps_pd(x), 1);
  parts[0] = _mm512_cvtps_pd(_mm512_castps512_ps256(x));
  parts[1] = _mm512_cvtps_pd(_mm256_castpd_ps(upper));
}
BPK_INLINE void v_transpose_f64(v_vector_f64 *x) {
  __m512 blocks[8];
  BPK_UNROLL
  for (int i = 0; i < 8; i += 2) {
    blocks[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(x[i], x[i + 1]));
    blocks[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(x[i], x[i + 1]));
  }
  transpose_blocks(blocks, 2);
  transpose_blocks(blocks + 1, 2);
  BPK_UNROLL
  for (int i = 0; i < 8; ++i) x[i] = _mm512_castps_pd(blocks[i]);
}

#define BPK_TILE_ROWS_1 14
#define BPK_TILE_ROWS_2 14
#define BPK_TILE_ROWS_4 6
#define BPK_TILE_ROWS_8 2
#define BPK_TRANSPOSED_VECTORS 2
#define BPK_CHAINS 24
#define BPK_HAS_HALVES
/// Intel executes two multiply-adds and two loads in a cycle; a tile of two vectors has more than one load
/// for each two multiply-adds. AMD's Zen 4 executes one multiply-add of 512 bits, and waits for no load.
#define BPK_PREFERS_WIDE_TILES __builtin_cpu_is("intel")
#define BPK_PREFERS_NARROW_GRADIENTS __builtin_cpu_is("intel")
#include "../tiles.h"
#define BPK_ROWS_TOGETHER true
#include "rows_256.h"

#define BPK_ELEMENT f32
#include "../kernels_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "../kernels_template.h"
#undef BPK_ELEMENT

BPK_TARGET_END

/// This file is compiled for avx512f and avx512vl, which all processors with the set but Xeon Phi have;
/// instructions of dq or bw would not compile. `__builtin_cpu_supports` also checks in XCR0 that the system
/// saves the mask registers, the upper halves and the upper 16 registers. (Not on macOS, which allocates
/// space for them when a thread first uses them.)
static bool is_supported(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         bpk_kernels_avx2.is_supported();
}

/// What is known about processors and systems that support the set:
///
/// - macOS on Intel: some versions of its kernel lose the mask registers when a signal handler returns, and
///   no such Mac has been measured. AVX2 is chosen there.
/// - Intel's first processors with the set reduce their clock during 512-bit multiply-adds, and some have one
///   unit for them where AVX2 has two. None has been measured; steps over single samples use AVX2 in any case
///   (`for_steps`). A rule for them belongs here, with its measurements.
/// - Zen 4 and Sapphire Rapids have been measured (NOTES.md): products are at least as fast as with AVX2.
static bool is_worthwhile(void) {
#if defined(__APPLE__)
  return false;
#else
  return true;
#endif
}

const bpk_kernels bpk_kernels_avx512 = {
    .name = "avx512",
    .is_supported = is_supported,
    .is_worthwhile = is_worthwhile,
    .lanes = v_lanes_f32,
    .f32 = &table_f32,
    .f64 = &table_f64,
    .log1p = log1p_all,
    .log1p_exp = log1p_exp_all,
    .for_steps = &bpk_kernels_avx2,
};

#endif
