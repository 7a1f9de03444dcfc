// What a kernel set is made of, and the compiler's dialect that the sets share.
#ifndef BPK_KERNELS_H
#define BPK_KERNELS_H

#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "typed.h"

_Static_assert(sizeof(size_t) == 8, "sizes of matrices are products of 64 bits");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "dropout takes the low bits of its draws first");

#define BPK_ONE_MORE(name) +1
/// Element-wise functions and softmax.
enum { BPK_FUNCTION_COUNT = 1 BPK_FUNCTIONS(BPK_ONE_MORE) };

/// The functions that `forward_rows`, `backward_rows`, `single_output` and `network_step` know, which have
/// the code of each in line. The others are applied by the kernels for whole rows.
#define BPK_ROW_FUNCTIONS(X) X(linear) X(sigmoid) X(tanh) X(relu)

enum { BPK_OUTPUT_FUNCTION_COUNT = 0 BPK_FUNCTIONS_OF_OUTPUTS(BPK_ONE_MORE) };
#define BPK_TAKES_OUTPUTS(name) \
  _Static_assert(bpk_function_##name < (int)BPK_OUTPUT_FUNCTION_COUNT, "their slopes are taken from outputs");
BPK_ROW_FUNCTIONS(BPK_TAKES_OUTPUTS)
#undef BPK_TAKES_OUTPUTS
#undef BPK_ONE_MORE

#pragma GCC visibility push(hidden)

/// The parts of scratch for a packed block of B and for one of A, and the elements between the rows of the
/// latter, so that they are not a power of two apart. Small products touch the start of scratch alone.
enum { BPK_PANELS_BYTES = 3 << 20, BPK_ROWS_BYTES = 1 << 20, BPK_ROW_PADDING = 16 };

/// The numbers of tuning.h for one set and element type.
typedef struct bpk_tuning {
  size_t direct_weights, direct_rows, chained_single_inputs;
  size_t packed_bytes, packed_rows, panel_depth, tall_rows, block_depth, block_rows, block_elements;
  size_t aliased_rows, aliased_bytes, aliased_columns;
  size_t transposed_depth, narrow_rows, shallow_depth, shallow_rows, shallow_bytes;
} bpk_tuning;

#define BPK_ELEMENT f32
#include "table_template.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "table_template.h"
#undef BPK_ELEMENT

/// The step between two counters of the random numbers: that of the library's generator.
#define BPK_RANDOM_INCREMENT UINT64_C(0x9E3779B97F4A7C15)

/// The most rows of A that a set's `multiply_transposed` takes.
enum { BPK_FEW_ROWS = 8 };

/// The most inputs of a layer that a set's `gradient_rows` takes: their chains, that of the biases and what
/// feeds them fit 16 registers.
#define BPK_CHAINED_INPUTS 11

/// The most outputs of a layer whose error terms `network_step` takes to the layer below by a chain a neuron.
enum { BPK_CHAINED_OUTPUTS = 4 };

struct bpk_kernels {
  const char *name;
  /// Whether the processor has every instruction that the set's code may be compiled to, and the system keeps
  /// the registers of a thread that is interrupted.
  bool (*is_supported)(void);
  /// Whether the set, where it is supported, is chosen by itself: the place for what is known of processors
  /// and systems that can run it but had better not. BPNET_ISA asks for it all the same.
  bool (*is_worthwhile)(void);
  size_t lanes;
  const bpk_table_f32 *f32;
  const bpk_table_f64 *f64;
  /// A set of shorter vectors for `network_step`, where loads wait for the stores before them: long vectors
  /// wait longer (8-16-4 on Zen 4: 225 ns a step by AVX2, 300 by AVX-512). NULL if this one is best. Whoever
  /// supports this set supports that one.
  const bpk_kernels *for_steps;
};

/// For `is_supported` and `is_worthwhile` of sets that have nothing to ask.
static inline bool bpk_always(void) { return true; }

extern const bpk_kernels bpk_kernels_portable;
#if defined(__x86_64__)
extern const bpk_kernels bpk_kernels_avx2;
extern const bpk_kernels bpk_kernels_avx512;
#elif defined(__aarch64__)
extern const bpk_kernels bpk_kernels_neon;
#endif
#pragma GCC visibility pop

// Each result has one sequence of roundings: the compiler may not fuse a product and a sum by itself.
// Every file that computes includes this header first. (gcc ignores the standard pragma.) These and the
// targets below are pragmas, not options of the compiler, because SwiftPM lets no package with `unsafeFlags`
// be a dependency.
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC optimize("fp-contract=off")
#endif

#define BPK_INLINE static inline __attribute__((always_inline, unused))

/// Loads stay on their side of it: what would need more registers together is not interleaved.
#define BPK_KEEP_ORDER __asm__ volatile("" ::: "memory")

/// Hides where a pointer comes from: addresses are made from it as they are needed, not kept on the stack.
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
