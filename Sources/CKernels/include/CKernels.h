/// CKernels: the hot loops of back-propagation.
///
/// Conventions that hold for every function here:
///
/// - A matrix is row-major; `ld…` or `stride` is the distance between the starts of two rows, in elements. It
///   is at least the number of columns, except that rows of a matrix that is only read may overlap. Pointers
///   need only the alignment of their element.
/// - A destination may not overlap a source unless the function allows it.
/// - Bytes outside of the given shape are neither read nor written unless the function says so.
/// - A size of zero is allowed everywhere; an empty sum is 0. Sizes in bytes may not overflow.
/// - Nothing here allocates, prints, locks or keeps state, except for the cached choice of
///   `bpk_default_kernels`. Every function may be called from any thread.
/// - **Same bytes everywhere**: the result depends only on the arguments, never on the kernel set that
///   computes it, nor on how a caller divides a product over rows and columns of its result.
///
/// Functions for both element types are declared once, in typed_interface.h: `bpk_forward_f32` is for float,
/// `bpk_forward_f64` for double.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#define BPK_CLOSED_ENUM __attribute__((enum_extensibility(closed)))
#define BPK_NULLABLE _Nullable
#define BPK_ASSUME_NONNULL_BEGIN _Pragma("clang assume_nonnull begin")
#define BPK_ASSUME_NONNULL_END _Pragma("clang assume_nonnull end")
#else
#define BPK_CLOSED_ENUM
#define BPK_NULLABLE
#define BPK_ASSUME_NONNULL_BEGIN
#define BPK_ASSUME_NONNULL_END
#endif

#ifdef __cplusplus
#define BPK_EXTERN_C_BEGIN extern "C" {
#define BPK_EXTERN_C_END }
#else
#define BPK_EXTERN_C_BEGIN
#define BPK_EXTERN_C_END
#endif

/// Around declarations: pointers are not NULL unless they are BPK_NULLABLE, and a dynamic library that
/// contains the kernels does not export their symbols.
#define BPK_DECLARATIONS_BEGIN \
  BPK_EXTERN_C_BEGIN BPK_ASSUME_NONNULL_BEGIN _Pragma("GCC visibility push(hidden)")
#define BPK_DECLARATIONS_END _Pragma("GCC visibility pop") BPK_ASSUME_NONNULL_END BPK_EXTERN_C_END

/// The functions of a layer: the element-wise functions of `functions/all.h`, whose headers begin with their
/// definitions, and softmax, a function of whole rows (`bpk_softmax_rows_f32`).
///
/// Every function takes a parameter; some ignore it. NaN stays NaN. Softmax is only for the last layer of a
/// network; matrix products and element-wise maps do not accept it.
#define BPK_FUNCTION(name, source) bpk_function_##name,
typedef enum BPK_CLOSED_ENUM bpk_function {
#include "../functions/all.h"
  bpk_function_softmax
} bpk_function;
#undef BPK_FUNCTION

/// What a function's derivative is computed from: from the outputs y = f(x), or from the net inputs x, as for
/// functions that are not monotonic.
typedef enum bpk_derivative_source { BPK_OF_OUTPUTS, BPK_OF_NET_INPUTS } bpk_derivative_source;

/// Whether the derivative of a function is computed from its net inputs instead of its outputs.
static inline bool bpk_derivative_takes_net_inputs(bpk_function function) {
  switch (function) {
#define BPK_FUNCTION(name, source) case bpk_function_##name: return source == BPK_OF_NET_INPUTS;
#include "../functions/all.h"
#undef BPK_FUNCTION
    case bpk_function_softmax: return false;
  }
  return false;
}

BPK_DECLARATIONS_BEGIN

/// The element types.
typedef float bpk_f32;
typedef double bpk_f64;

// Kernel sets.

/// One instruction set's kernels, for both element types. Constant, never freed.
typedef struct bpk_kernels bpk_kernels;

/// The number of kernel sets that this build knows for this architecture.
size_t bpk_kernels_count(void);

/// Kernel set `index` (below `bpk_kernels_count()`), the most preferred first, whether or not this
/// processor supports it.
const bpk_kernels *bpk_kernels_at(size_t index);

/// "portable", "avx2", "avx512" or "neon".
const char *bpk_kernels_name(const bpk_kernels *kernels);

/// Whether this processor, and the operating system on it, can run the set.
bool bpk_kernels_supported(const bpk_kernels *kernels);

/// Whether the set may be chosen by default where it is supported: not on processors and systems that are
/// known to be faster or safer with another.
bool bpk_kernels_worthwhile(const bpk_kernels *kernels);

/// The set of this name, NULL if it is not supported; for NULL or an empty name the first set that is
/// supported and worthwhile.
const bpk_kernels *BPK_NULLABLE bpk_choose_kernels(const char *BPK_NULLABLE name);

/// The set to use: `bpk_choose_kernels` for the environment variable BPNET_ISA, so NULL if that names a set
/// that does not exist or is not supported. It is chosen at the first call and cached.
const bpk_kernels *BPK_NULLABLE bpk_default_kernels(void);

/// The lanes of one vector register of the set, for f32 (f64 has half as many, at least one).
size_t bpk_kernels_lanes(const bpk_kernels *kernels);

// Memory.

/// The bytes of scratch that a matrix product needs, whatever its shape.
size_t bpk_scratch_bytes(void);

/// Prepares new scratch, and makes it forget the rows of `bpk_prefetch_rows`.
void bpk_scratch_prepare(void *scratch);

/// Has rows prefetched into the second-level cache while products are computed with this scratch: for each
/// of `count` indices the `bytes` from base + rows[i] * stride on, which need not be valid, a few lines after
/// each tile of most products. All at once they would keep a product from its own operands; what is left when
/// the products end is forgotten. The indices have to stay until the next call, or that of
/// `bpk_scratch_prepare`.
void bpk_prefetch_rows(void *scratch, const int32_t *rows, size_t count, const void *base, size_t stride,
                       size_t bytes);

/// The padding after the elements of some buffers, in bytes: the width of the widest vector.
enum { BPK_ROOM_BYTES = 64 };

/// Prefetches the cache line at `address`, which need not be valid.
static inline void bpk_prefetch(const void *address) { __builtin_prefetch(address); }

/// Prefetches the cache line at `address`, which need not be valid, into the second-level cache.
static inline void bpk_prefetch_second_level(const void *address) { __builtin_prefetch(address, 0, 2); }

// The parts of a layer's description that do not depend on the element type.

/// The columns of a panel of weights: as wide as a tile of the widest vectors.
enum { BPK_WEIGHT_PANEL_COLUMNS = 32 };

/// The rows and columns of a tile, the part of a product that is computed in registers.
typedef struct bpk_tile_shape {
  size_t rows, columns;
} bpk_tile_shape;

/// The offsets of a layer's parameters in those of its network, and of their gradients in the gradient, in
/// elements.
typedef struct bpk_layer_parameters {
  /// input_count × output_count weights, and output_count biases.
  size_t weights, biases;
  /// 0 if the weights lie in rows, each those of an input. Otherwise they lie in panels, one after the other,
  /// each the rows of this many outputs without gaps; the last one may have fewer. A product then reads the
  /// weights in order. BPK_WEIGHT_PANEL_COLUMNS are the best for it.
  size_t panel_columns;
  /// The distance between rows, or between those of a last panel with fewer outputs; at least the outputs of
  /// a row. Vectors of rows that begin at a cache line do not cross lines. Passes neither read nor write the
  /// gaps.
  size_t row_stride;
  /// Whether the function is prelu and its parameter is trained; it is then the element at `slope`.
  bool trains_slope;
  /// Ignored if no slope is trained.
  size_t slope;
} bpk_layer_parameters;

/// The dropout of a layer in a pass: outputs of dropped neurons are set to 0, and the others are divided by
/// the probability of being kept.
///
/// Neuron j of n, in row r of the batch, is decided by the 16 bits from bit 16 (j mod 4) on of draw
/// r ceil(n / 4) + j / 4, counted from 0, of the random generator with state `key`. It is dropped if these
/// are below `threshold`, which has the probability threshold / 2^16.
typedef struct bpk_dropout {
  uint64_t key;
  /// The row of the batch at which the pass begins.
  size_t first_row;
  /// Below 2^16.
  uint32_t threshold;
} bpk_dropout;

// Threads.

/// The number of processors that this process may use, its affinity mask considered. At least 1.
size_t bpk_available_processors(void);

/// The bytes of a processor's first-level cache for data as the system says, or else 32 KiB, which processors
/// with vectors have at least.
size_t bpk_first_level_cache_bytes(void);
enum { BPK_ASSUMED_FIRST_LEVEL_CACHE = 32 << 10 };

/// The bytes of a processor's second-level cache as the system says, or else 1 MiB, which is that of most
/// desktop and server processors at least.
size_t bpk_second_level_cache_bytes(void);
enum { BPK_ASSUMED_SECOND_LEVEL_CACHE = 1 << 20 };

/// Tells the processor that the thread is in a spin loop.
static inline void bpk_spin_hint(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

// Logarithms of losses, in double precision whatever the network's elements are, within 1 unit in the last
// place.

/// x[i] = ln(1 + x[i]) for i < count, each x[i] at least 0 or NaN, which stays NaN.
void bpk_log1p(const bpk_kernels *kernels, size_t count, double *x);

/// x[i] = ln(1 + exp(−|x[i]|)) for i < count. NaN stays NaN.
void bpk_log1p_exp(const bpk_kernels *kernels, size_t count, double *x);

// Constants of functions.

/// A constant of the kernels' functions, in both precisions: a number or several. Exported models compute
/// with the same ones.
typedef struct bpk_constant {
  const char *name;
  /// 0 in a precision that does without it.
  size_t f32_count, f64_count;
  const bpk_f32 *BPK_NULLABLE f32;
  const bpk_f64 *BPK_NULLABLE f64;
} bpk_constant;

/// The number of constants.
size_t bpk_constant_count(void);

/// Constant `index`.
const bpk_constant *bpk_constant_at(size_t index);

/// The bits of 2^(index / 8) for `index` from 0 to 7, minus `index` shifted left by 20.
uint32_t bpk_eighth_bits(size_t index);

BPK_DECLARATIONS_END

/// BPK_TYPED(name) is name_f32 or name_f64, as BPK_ELEMENT is f32 or f64.
#define BPK_JOIN_EXPANDED(a, b) a##_##b
#define BPK_JOIN(a, b) BPK_JOIN_EXPANDED(a, b)
#define BPK_TYPED(name) BPK_JOIN(name, BPK_ELEMENT)

#define BPK_ELEMENT f32
#include "typed_interface.h"
#undef BPK_ELEMENT
#define BPK_ELEMENT f64
#include "typed_interface.h"
#undef BPK_ELEMENT

#endif
