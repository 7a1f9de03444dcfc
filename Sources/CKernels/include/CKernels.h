/// CKernels: the hot loops of back-propagation.
///
/// Conventions that hold for every function here:
///
/// - A matrix is row-major; `ld…` is the distance between the starts of two rows, in elements, and is
///   at least the number of columns; rows of a matrix that is only read may overlap, with a lesser one.
///   Pointers need the alignment of their element only.
/// - A destination may not overlap a source unless the function says so.
/// - Bytes outside of the named shape are neither read nor written unless the function says so.
/// - A size of zero is legal everywhere and writes what an empty sum would.
/// - Nothing here allocates, prints, locks or keeps state (the cached choice of `bpk_default_kernels`
///   excepted). Every function may be called from any thread.
/// - **Same bytes everywhere**: the result depends on the arguments only, never on the kernel set that
///   computes it, nor on how a caller splits a product over rows and columns of its result.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prefetch.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#define BPK_CLOSED_ENUM __attribute__((enum_extensibility(closed)))
#define BPK_NULLABLE _Nullable
#else
#define BPK_CLOSED_ENUM
#define BPK_NULLABLE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// The element-wise activation functions: one line each, and one header `functions/NAME.h`.
///
/// A function takes one parameter; those that need none ignore it. NaN stays NaN. These have derivatives that
/// are computed from the output y = f(x):
/// - linear: f(x) = x
/// - sigmoid: f(x) = 1 / (1 + exp(-t x)), t = parameter (steepness)
/// - tanh: f(x) = tanh(x)
/// - relu: f(x) = x > 0 ? x : 0 (the derivative at 0 is 0)
/// - leaky_relu: f(x) = x > 0 ? x : s x, s = parameter > 0 (slope; the derivative at 0 is s)
/// - elu: f(x) = x > 0 ? x : a (exp(x) - 1), a = parameter > 0 (the derivative at 0 is a)
/// - softplus: f(x) = log(1 + exp(x))
/// - hard_limit: f(x) = x >= 0 ? 1 : 0 (the derivative is 0 everywhere)
#define BPK_FUNCTIONS_OF_OUTPUTS(X) \
  X(linear) X(sigmoid) X(tanh) X(relu) X(leaky_relu) X(elu) X(softplus) X(hard_limit)

/// The functions that do not rise everywhere, so that their derivatives are computed from the net input x:
/// - silu: f(x) = x / (1 + exp(-x))
/// - gelu: f(x) = x P(x), P the distribution function of the normal distribution, (1 + erf(x / sqrt(2))) / 2
/// - gelu_tanh: f(x) = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, close to gelu
/// - prelu: f(x) = x > 0 ? x : s x, s = parameter (slope, any number; the derivative at 0 is s)
#define BPK_FUNCTIONS_OF_NET_INPUTS(X) X(silu) X(gelu) X(gelu_tanh) X(prelu)

#define BPK_FUNCTIONS(X) BPK_FUNCTIONS_OF_OUTPUTS(X) BPK_FUNCTIONS_OF_NET_INPUTS(X)

/// The functions of a layer: the element-wise ones, and softmax, a function of whole rows (`bpk_softmax_rows_f32`),
/// which ignores its parameter. Softmax is for the last layer of a network only; the matrix products, and the maps of
/// single elements, do not take it.
#define BPK_FUNCTION_CASE(name) bpk_function_##name,
typedef enum BPK_CLOSED_ENUM bpk_function { BPK_FUNCTIONS(BPK_FUNCTION_CASE) bpk_function_softmax } bpk_function;
#undef BPK_FUNCTION_CASE

/// Whether the derivative of a function is computed from its net inputs, not from its outputs.
static inline bool bpk_derivative_takes_net_inputs(bpk_function function) {
  switch (function) {
#define BPK_OF_OUTPUTS(name) case bpk_function_##name: return false;
#define BPK_OF_NET_INPUTS(name) case bpk_function_##name: return true;
    BPK_FUNCTIONS_OF_OUTPUTS(BPK_OF_OUTPUTS)
    BPK_FUNCTIONS_OF_NET_INPUTS(BPK_OF_NET_INPUTS)
#undef BPK_OF_OUTPUTS
#undef BPK_OF_NET_INPUTS
    case bpk_function_softmax: return false;
  }
  return false;
}

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

/// The set to use: the one that the environment variable BPNET_ISA names, else (and where it is empty) the
/// first one that is supported. NULL if BPNET_ISA names a set that does not exist or is not supported here. Chosen at
/// the first call and remembered.
const bpk_kernels *BPK_NULLABLE bpk_default_kernels(void);

/// The lanes of one vector register of the set, for f32 (f64 has half as many, at least one).
size_t bpk_kernels_lanes(const bpk_kernels *kernels);

// Matrix products.
//
// Each element of a result is one chain of fused multiply-adds over k in rising order. `scratch`
// points to `bpk_scratch_bytes()` bytes, aligned to 64, for the use of one call at a time; what it
// holds before and after does not matter.

/// The bytes of scratch that a matrix product needs, whatever its shape.
size_t bpk_scratch_bytes(void);

/// Forward: y = f(x w + bias), for a batch of m rows.
///
/// x is m×k, w is k×n (a layer with k inputs and n outputs), y is m×n, bias has n elements or is NULL.
/// The chain starts at the bias (at 0 without one).
void bpk_forward_f32(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const float *x, size_t ldx,
                     const float *w, size_t ldw, const float *BPK_NULLABLE bias, float *y, size_t ldy,
                     bpk_function function, float parameter, void *scratch);
void bpk_forward_f64(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const double *x, size_t ldx,
                     const double *w, size_t ldw, const double *BPK_NULLABLE bias, double *y, size_t ldy,
                     bpk_function function, double parameter, void *scratch);

/// Backward: d = (delta wᵀ) ⊙ f′, the error terms of the layer below.
///
/// delta is m×k, w is n×k (the layer above, with n inputs and k outputs), d is m×n. `outputs` (m×n)
/// holds y = f(z) of the layer below (z for `BPK_FUNCTIONS_OF_NET_INPUTS`), from which f′ is computed; NULL
/// leaves the factor out.
void bpk_backward_f32(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const float *delta,
                      size_t lddelta, const float *w, size_t ldw, const float *BPK_NULLABLE outputs,
                      size_t ldoutputs, bpk_function function, float parameter, float *d, size_t ldd,
                      void *scratch);
void bpk_backward_f64(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const double *delta,
                      size_t lddelta, const double *w, size_t ldw, const double *BPK_NULLABLE outputs,
                      size_t ldoutputs, bpk_function function, double parameter, double *d, size_t ldd,
                      void *scratch);

/// Gradient: g = xᵀ delta, summed over a batch of k rows, or g continued: g + xᵀ delta.
///
/// x is k×m, delta is k×n, g is m×n. `bias_gradient` (n elements) takes the column sums of delta, or
/// is NULL. With `accumulate` each chain goes on from what g and bias_gradient hold, so that a batch
/// given in parts has the bytes of the batch given at once; without it they are overwritten and not
/// read. The mean over a batch is taken in the loss gradient, so the product needs no factor.
void bpk_gradient_f32(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const float *x, size_t ldx,
                      const float *delta, size_t lddelta, bool accumulate, float *g, size_t ldg,
                      float *BPK_NULLABLE bias_gradient, void *scratch);
void bpk_gradient_f64(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const double *x, size_t ldx,
                      const double *delta, size_t lddelta, bool accumulate, double *g, size_t ldg,
                      double *BPK_NULLABLE bias_gradient, void *scratch);

// Passes through a whole network: one call for all layers, so that a small network costs its arithmetic.

/// Which neurons of a layer a pass drops: sets their outputs to 0, and divides those of the others by the
/// probability with which they are kept.
///
/// Neuron j of a layer of n and of row r of the batch goes by the 16 bits from 16 (j mod 4) on of draw
/// r ceil(n / 4) + j / 4, counted from 0, of the random generator whose state is `key`. It is dropped where these
/// are below `threshold`, so with the probability threshold / 2^16.
typedef struct bpk_dropout {
  uint64_t key;
  /// Where the pass begins in the batch.
  size_t first_row;
  /// Below 2^16.
  uint32_t threshold;
} bpk_dropout;

/// One layer, and where its part of a pass lies. `outputs` and `errors` point to elements of the call's type.
typedef struct bpk_layer {
  size_t input_count, output_count;
  /// Where the weights (input_count × output_count, without gaps) and the biases (output_count) begin in the
  /// parameters, and their gradients in the gradient, in elements.
  size_t weights, biases;
  bpk_function function;
  double parameter;
  /// Where the function's parameter, and its gradient, lie, as `weights` does, if it is trained; then the function
  /// is prelu, and `parameter` is not looked at. 0 if it is not.
  size_t slope;
  /// f(z), a row a sample; with dropout what is left of it.
  void *outputs;
  size_t ldoutputs;
  /// Where a forward pass leaves z, a row a sample, for a backward pass to compute f′ of `BPK_FUNCTIONS_OF_NET_INPUTS`;
  /// and of the last layer, whatever its function, where the pass is to keep logits. NULL where z is never kept: in
  /// inference, and in hidden layers of other functions.
  void *BPK_NULLABLE net_inputs;
  size_t ldnet_inputs;
  /// The error terms ∂L/∂z, a row a sample; not used by a forward pass.
  void *BPK_NULLABLE errors;
  size_t lderrors;
  /// Where a backward pass leaves what each row adds to the gradient of a trained slope, an element a row; NULL
  /// without such a slope, and in inference.
  void *BPK_NULLABLE slope_terms;
  /// Which outputs are dropped; NULL where none are, and in inference. Not for the last layer.
  const bpk_dropout *BPK_NULLABLE dropout;
  /// With dropout f(z), which f′ of `BPK_FUNCTIONS_OF_OUTPUTS` is computed from, a row a sample; else NULL.
  void *BPK_NULLABLE undropped;
  size_t ldundropped;
} bpk_layer;

/// Computes the outputs of all layers for m samples x: the rows from `row` on of each layer's outputs.
///
/// With `keeps_logits` the net inputs of the last layer, which then has a place for them, are kept whatever its
/// function: some losses are computed from them.
void bpk_network_forward_f32(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                             const float *parameters, size_t row, size_t m, const float *x, size_t ldx,
                             bool keeps_logits, void *scratch);
void bpk_network_forward_f64(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                             const double *parameters, size_t row, size_t m, const double *x, size_t ldx,
                             bool keeps_logits, void *scratch);

/// Computes the error terms of all layers but the last from those of the last, for the m rows from `row` on.
///
/// With `from_outputs` the errors of the last layer hold ∂L/∂f(z) and are turned into ∂L/∂z first.
void bpk_network_backward_f32(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                              const float *parameters, size_t row, size_t m, bool from_outputs,
                              void *scratch);
void bpk_network_backward_f64(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                              const double *parameters, size_t row, size_t m, bool from_outputs,
                              void *scratch);

/// Computes the error terms of all layers but the last, as `bpk_network_backward_f32`, for the first m rows of a pass
/// whose samples were x, and the gradients of all weights and biases over them, laid out as the parameters: what both
/// need of a small layer is read once. `accumulate` is that of `bpk_gradient_f32`; gaps are not written.
void bpk_network_backward_gradient_f32(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                                       const float *parameters, size_t m, const float *x, size_t ldx,
                                       bool from_outputs, bool accumulate, float *gradient, void *scratch);
void bpk_network_backward_gradient_f64(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                                       const double *parameters, size_t m, const double *x, size_t ldx,
                                       bool from_outputs, bool accumulate, double *gradient, void *scratch);

/// The room behind the elements of some buffers, in bytes: that of the widest vector.
enum { BPK_ROOM_BYTES = 64 };

/// The set to call `bpk_network_step_f32` and `_f64` with for these layers: `kernels`, or one of shorter vectors that
/// the processor supports as well. NULL if these layers are not for it: it takes small ones, whose weights and biases
/// follow each other in rising order, of linear, sigmoid, tanh or relu neurons, without dropout; the last one may be a
/// softmax of several neurons.
const bpk_kernels *BPK_NULLABLE bpk_network_step_kernels(const bpk_kernels *kernels, const bpk_layer *layers,
                                                         size_t count);

/// What `bpk_network_step_f32` needs beside a sample. Pointers are to elements of the call's type.
///
/// Behind the parameters are BPK_ROOM_BYTES that may be read, whatever they hold; and behind the outputs, errors and
/// net inputs of each layer, and behind the gradient, as many that may be written.
typedef struct bpk_network_step {
  const bpk_layer *layers;
  size_t count;
  const void *parameters;
  /// What f(z) − target is multiplied by to become the error terms of the last layer, ∂L/∂f(z) if `from_outputs` and
  /// else ∂L/∂z: so with squared errors, and with the cross-entropy of sigmoid outputs and of classes.
  double factor;
  bool from_outputs;
  /// Laid out as the parameters. Gaps are left alone, or take zeros where all numbers of the step are finite.
  void *gradient;
} bpk_network_step;

/// One sample x through all layers and back: outputs, error terms and gradients, as by the passes above for one row,
/// but by one call. Net inputs are kept wherever a layer has a place for them.
void bpk_network_step_f32(const bpk_kernels *kernels, const bpk_network_step *step, const float *x,
                          const float *target);
void bpk_network_step_f64(const bpk_kernels *kernels, const bpk_network_step *step, const double *x,
                          const double *target);

/// Computes the gradient of a layer's trained slope over the first m rows of a pass: one chain over the rows, in
/// rising order, from 0 or with `accumulate` from what `gradient` holds. A layer without one has none, and nothing
/// is written. `bpk_network_backward_gradient_f32` does this for all layers.
void bpk_slope_gradient_f32(const bpk_layer *layer, size_t m, bool accumulate, float *gradient);
void bpk_slope_gradient_f64(const bpk_layer *layer, size_t m, bool accumulate, double *gradient);

/// Drops neurons of the m rows x from row `row` of a pass on, n neurons each. y may be x.
void bpk_drop_f32(const bpk_kernels *kernels, const bpk_dropout *dropout, size_t row, size_t m, size_t n,
                  const float *x, size_t ldx, float *y, size_t ldy);
void bpk_drop_f64(const bpk_kernels *kernels, const bpk_dropout *dropout, size_t row, size_t m, size_t n,
                  const double *x, size_t ldx, double *y, size_t ldy);

// Element-wise and row-wise functions.

/// y[i] = f(x[i]) for i < count. y may be x.
void bpk_map_f32(const bpk_kernels *kernels, bpk_function function, float parameter, size_t count,
                 const float *x, float *y);
void bpk_map_f64(const bpk_kernels *kernels, bpk_function function, double parameter, size_t count,
                 const double *x, double *y);

/// d[i] = upstream[i] · f′(z[i]), computed from y[i] = f(z[i]) (from y[i] = z[i] for
/// `BPK_FUNCTIONS_OF_NET_INPUTS`), for i < count. d may be upstream.
void bpk_map_derivative_f32(const bpk_kernels *kernels, bpk_function function, float parameter, size_t count,
                            const float *y, const float *upstream, float *d);
void bpk_map_derivative_f64(const bpk_kernels *kernels, bpk_function function, double parameter,
                            size_t count, const double *y, const double *upstream, double *d);

/// Row softmax: y[r][j] = exp(z[r][j] − max_r) / Σ_i exp(z[r][i] − max_r), for m rows of n. y may be z.
///
/// A row's sum is taken in 16 lanes (column j in lane j mod 16), then a fixed tree. Finite rows give
/// finite results.
void bpk_softmax_rows_f32(const bpk_kernels *kernels, size_t m, size_t n, const float *z, size_t ldz,
                          float *y, size_t ldy);
void bpk_softmax_rows_f64(const bpk_kernels *kernels, size_t m, size_t n, const double *z, size_t ldz,
                          double *y, size_t ldy);

/// d[r][j] = y[r][j] · (upstream[r][j] − Σ_i upstream[r][i] y[r][i]), from softmax outputs y.
/// d may be upstream. The sum's order is that of `bpk_softmax_rows_f32`.
void bpk_softmax_rows_derivative_f32(const bpk_kernels *kernels, size_t m, size_t n, const float *y,
                                     size_t ldy, const float *upstream, size_t ldupstream, float *d,
                                     size_t ldd);
void bpk_softmax_rows_derivative_f64(const bpk_kernels *kernels, size_t m, size_t n, const double *y,
                                     size_t ldy, const double *upstream, size_t ldupstream, double *d,
                                     size_t ldd);

/// y[i] = √x[i], correctly rounded, for i < count; NaN for x[i] < 0. y may be x.
void bpk_square_roots_f32(const bpk_kernels *kernels, size_t count, const float *x, float *y);
void bpk_square_roots_f64(const bpk_kernels *kernels, size_t count, const double *x, double *y);

// Threads.

/// The processors that this process may use: those that it is bound to, where it is bound to some. At least 1.
size_t bpk_available_processors(void);

/// Tells the processor that the thread looks for a change again and again.
static inline void bpk_spin_hint(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");
#endif
}

// Measuring.

/// Runs independent chains of fused multiply-adds in registers, `iterations` rounds of them, and returns
/// the floating-point operations done (two a lane and multiply-add). `sink` takes the result, so that
/// the work cannot be left out.
double bpk_run_fma_chains_f32(const bpk_kernels *kernels, size_t iterations, float *sink);
double bpk_run_fma_chains_f64(const bpk_kernels *kernels, size_t iterations, double *sink);

#ifdef __cplusplus
}
#endif

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#endif
