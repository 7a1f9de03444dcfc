// The vector operations that a kernel set provides for both element types: v_add stands for v_add_f32
// or v_add_f64. The template and the functions use only these.
//
// Types: v_vector (v_lanes elements), v_mask (the result of a comparison), v_tail (the first lanes, as many
// as a partial vector has).
//
//   v_splat(s)                   s in all lanes
//   v_load(p), v_store(p, x)     unaligned
//   v_tail_of(count)             the first `count` lanes, 0 ≤ count ≤ lanes
//   v_load_tail(p, tail)         the tail's lanes from p, the others 0; reads nothing else
//   v_fill_tail(x, tail, fill)   the tail's lanes of x, the others of fill
//   v_store_tail(p, tail, x)     writes the tail's lanes and nothing else
//   v_add, v_sub, v_mul, v_div   correctly rounded
//   v_sqrt(x)                    correctly rounded; NaN below 0
//   v_roots(x, roots)            roots[i] = v_sqrt(x[i]) for v_root_count vectors at once
//   v_fma(a, b, c)               a b + c, one rounding
//   v_splat_for_halves(s)        v_splat, for use by both v_fma and v_fma_half; only with BPK_HAS_HALVES
//   v_fma_half(a, b, c)          v_fma in the first half of the lanes, anything in the others; only with
//                                BPK_HAS_HALVES
//   v_fnma(a, b, c)              c − a b, one rounding
//   v_min(a, b), v_max(a, b)     a < b ? a : b, a > b ? a : b (so b if either is NaN)
//   v_equal(a, b)                false if either is NaN
//   v_less(a, b), v_less_or_equal(a, b)   false if either is NaN
//   v_any(mask)                  whether the mask is true in a lane
//   v_select(mask, a, b)         a where the mask is true, else b
//   v_minus_abs(x)               −|x|
//   v_flush(x)                   x, or +0 where x is 0 or subnormal
//   v_copysign(x, y)             |x| with the sign of y
//   v_exponent(x)                the low bits of x, shifted to the bits of the exponent
//   v_eighth_power(x, n)         2^n, rounded, for the multiple −126 ≤ n < 128 of 1/8, 8 n also in two's
//                                complement in the low 12 bits of x; only f32
//   v_widen_f32(x, parts)        the lanes of x as f64, in as many vectors as they need; only f32
//   v_transpose(x)               x[i][j] ↔ x[j][i], for an array of v_lanes vectors
#ifndef BPK_VECTOR_H
#define BPK_VECTOR_H

#define v_lanes TYPED(v_lanes)
#define v_vector TYPED(v_vector)
#define v_mask TYPED(v_mask)
#define v_tail TYPED(v_tail)
#define v_splat TYPED(v_splat)
#define v_load TYPED(v_load)
#define v_store TYPED(v_store)
#define v_tail_of TYPED(v_tail_of)
#define v_load_tail TYPED(v_load_tail)
#define v_fill_tail TYPED(v_fill_tail)
#define v_store_tail TYPED(v_store_tail)
#define v_add TYPED(v_add)
#define v_sub TYPED(v_sub)
#define v_mul TYPED(v_mul)
#define v_div TYPED(v_div)
#define v_sqrt TYPED(v_sqrt)
#define v_root_count TYPED(v_root_count)
#define v_roots TYPED(v_roots)
#define v_fma TYPED(v_fma)
#define v_splat_for_halves TYPED(v_splat_for_halves)
#define v_fma_half TYPED(v_fma_half)
#define v_fnma TYPED(v_fnma)
#define v_min TYPED(v_min)
#define v_max TYPED(v_max)
#define v_equal TYPED(v_equal)
#define v_less TYPED(v_less)
#define v_less_or_equal TYPED(v_less_or_equal)
#define v_any TYPED(v_any)
#define v_select TYPED(v_select)
#define v_minus_abs TYPED(v_minus_abs)
#define v_flush TYPED(v_flush)
#define v_copysign TYPED(v_copysign)
#define v_exponent TYPED(v_exponent)
#define v_eighth_power TYPED(v_eighth_power)
#define v_transpose TYPED(v_transpose)

#include "functions/constants.h"

#endif
