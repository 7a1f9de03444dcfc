// The definition of a kernel set, and the compiler settings that all sets share.
#ifndef BPK_KERNELS_H
#define BPK_KERNELS_H

#include <float.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "prefetch.h"
#include "typed.h"

_Static_assert(sizeof(size_t) == 8, "sizes of matrices are products of 64 bits");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "dropout takes the low bits of its draws first");

/// Element-wise functions and softmax.
enum { BPK_FUNCTION_COUNT = bpk_function_softmax + 1 };

/// The functions that are inlined in `forward_rows`, `backward_rows`, `single_output` and
/// `single_sample_step`. The others are applied afterwards by `map` and `derivative`.
#define BPK_ROW_FUNCTIONS(X) X(linear) X(sigmoid) X(tanh) X(relu)

#define BPK_FUNCTION(name, source) BPK_DERIVATIVE_SOURCE_##name = source,
enum {
#include "functions/all.h"
};
#undef BPK_FUNCTION
#define BPK_TAKES_OUTPUTS(name) \
  _Static_assert((int)BPK_DERIVATIVE_SOURCE_##name == BPK_OF_OUTPUTS, "f′ is computed from outputs");
BPK_ROW_FUNCTIONS(BPK_TAKES_OUTPUTS)
#undef BPK_TAKES_OUTPUTS

#pragma GCC visibility push(hidden)

/// The bytes of scratch for a packed block of B and for one of A, and the padding of A's rows, which keeps
/// them from being a power of two apart. Small products touch only the start of scratch.
enum { BPK_PANELS_BYTES = 3 << 20, BPK_ROWS_BYTES = 1 << 20, BPK_ROW_PADDING = 16 };

/// The numbers of tuning.h for products of many rows, which are others for tiles of four vectors.
typedef struct bpk_packing {
  size_t packed_bytes, uncopied_bytes, block_depth, block_rows;
} bpk_packing;

/// The other numbers of tuning.h for one set and element type.
typedef struct bpk_tuning {
  size_t direct_weights, direct_rows, chained_single_inputs;
  size_t packed_rows, spanned_bytes, panel_depth, tall_rows, copied_depth, block_elements;
  bpk_packing packing, wide_packing;
  size_t aliased_rows, aliased_bytes, aliased_columns;
  size_t transposed_depth, swapped_rows, swapped_unit;
  size_t narrow_rows, shallow_depth, shallow_rows, shallow_bytes;
} bpk_tuning;

#define BPK_ELEMENT f32
#include "table_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "table_template.h"
#undef BPK_ELEMENT

/// The difference of two counters of the random generator; the same as in the library's generator.
#define BPK_RANDOM_INCREMENT UINT64_C(0x9E3779B97F4A7C15)

/// The maximum number of rows of A for `multiply_transposed`.
enum { BPK_FEW_ROWS = 8 };

/// The size of a line of the first-level cache.
enum { BPK_LINE_BYTES = 64 };

/// The maximum number of a layer's inputs for `gradient_rows`: their chains, that of the biases and the
/// operands fit into 16 registers.
#define BPK_CHAINED_INPUTS 11

/// The maximum number of inputs of a layer whose gradient `single_output` computes with that of the layer
/// above.
#define BPK_FUSED_INPUTS 2

/// The maximum number of outputs of a layer for which `single_sample_step` computes each error term of the
/// layer below by a chain of its own.
enum { BPK_CHAINED_OUTPUTS = 4 };

struct bpk_kernels {
  const char *name;
  /// Whether the processor has all instructions that the set's code may be compiled to, and the system saves
  /// the registers of interrupted threads.
  bool (*is_supported)(void);
  /// Whether the set may be chosen by default where it is supported: false on processors and systems that are
  /// known to be better off with another. BPNET_ISA can still select it.
  bool (*is_worthwhile)(void);
  size_t lanes;
  const bpk_table_f32 *f32;
  const bpk_table_f64 *f64;
  /// `bpk_log1p` and `bpk_log1p_exp`.
  void (*log1p)(size_t count, double *x);
  void (*log1p_exp)(size_t count, double *x);
  /// A set with shorter vectors for `single_sample_step`, whose time is dominated by store-to-load
  /// forwarding, which takes longer for long vectors (8-16-4 on Zen 4: 225 ns a step by AVX2, 300 by
  /// AVX-512). NULL if this set is best. A processor that supports this set supports that one.
  const bpk_kernels *for_steps;
};

/// `is_supported` and `is_worthwhile` of sets without conditions.
static inline bool bpk_always(void) { return true; }

extern const bpk_kernels bpk_kernels_portable;
#if defined(__x86_64__)
extern const bpk_kernels bpk_kernels_avx2;
extern const bpk_kernels bpk_kernels_avx512;
#elif defined(__aarch64__)
extern const bpk_kernels bpk_kernels_neon;
#endif
#pragma GCC visibility pop

// Each result has one sequence of roundings, so the compiler may not contract a product and a sum. Every file
// with arithmetic includes this header first. (gcc ignores the standard pragma.) These and the targets below
// are pragmas instead of compiler options, because SwiftPM rejects dependencies that use `unsafeFlags`.
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

#define BPK_INLINE static inline __attribute__((always_inline, unused))

/// A barrier for the compiler: loads are not moved across it, which would need more registers.
#define BPK_KEEP_ORDER __asm__ volatile("" ::: "memory")

/// The same, and the vector (of AVX2) is computed before it: its operands need no registers after it.
#define BPK_COMPLETE(vector) __asm__ volatile("" : "+x"(vector) : : "memory")

/// Hides a pointer's origin from the compiler, so that addresses are computed from it when they are needed
/// instead of being kept on the stack.
#define BPK_OPAQUE(pointer) __asm__("" : "+r"(pointer))

#define BPK_PRAGMA(text) _Pragma(#text)
#ifdef __clang__
#define BPK_UNROLL BPK_PRAGMA(clang loop unroll(full))
#define BPK_TARGET_BEGIN(features) \
  BPK_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define BPK_TARGET_END BPK_PRAGMA(clang attribute pop)
#else
#define BPK_UNROLL BPK_PRAGMA(GCC unroll 32)
#define BPK_TARGET_BEGIN(features) BPK_PRAGMA(GCC push_options) BPK_PRAGMA(GCC target(features))
#define BPK_TARGET_END BPK_PRAGMA(GCC pop_options)
#endif

#endif
