/// What the kernels offer for one element type (BPK_ELEMENT); CKernels.h includes it once for each.

#define BPK_NUMBER BPK_TYPED(bpk)

BPK_DECLARATIONS_BEGIN

// Matrix products.
//
// Each element of a result is one chain of fused multiply-adds over k in rising order. `scratch`
// points to `bpk_scratch_bytes()` bytes, aligned to 64, for the use of one call at a time; what it
// holds before and after does not matter.

/// Forward: y = f(x w + bias), for a batch of m rows.
///
/// x is m×k, w is k×n (a layer with k inputs and n outputs), y is m×n, bias has n elements or is NULL.
/// The chain starts at the bias (at 0 without one).
void BPK_TYPED(bpk_forward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const BPK_NUMBER *x,
                            size_t ldx, const BPK_NUMBER *w, size_t ldw, const BPK_NUMBER *BPK_NULLABLE bias,
                            BPK_NUMBER *y, size_t ldy, bpk_function function, BPK_NUMBER parameter,
                            void *scratch);

/// Backward: d = (delta wᵀ) ⊙ f′, the error terms of the layer below.
///
/// delta is m×k, w is n×k (the layer above, with n inputs and k outputs), d is m×n. `outputs` (m×n)
/// holds y = f(z) of the layer below (z for `BPK_FUNCTIONS_OF_NET_INPUTS`), from which f′ is computed; NULL
/// leaves the factor out.
void BPK_TYPED(bpk_backward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n,
                             const BPK_NUMBER *delta, size_t lddelta, const BPK_NUMBER *w, size_t ldw,
                             const BPK_NUMBER *BPK_NULLABLE outputs, size_t ldoutputs, bpk_function function,
                             BPK_NUMBER parameter, BPK_NUMBER *d, size_t ldd, void *scratch);

/// Gradient: g = xᵀ delta, summed over a batch of k rows, or g continued: g + xᵀ delta.
///
/// x is k×m, delta is k×n, g is m×n. `bias_gradient` (n elements) takes the column sums of delta, or
/// is NULL. With `accumulate` each chain goes on from what g and bias_gradient hold, so that a batch
/// given in parts has the bytes of the batch given at once; without it they are overwritten and not
/// read. The mean over a batch is taken in the loss gradient, so the product needs no factor.
void BPK_TYPED(bpk_gradient)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const BPK_NUMBER *x,
                             size_t ldx, const BPK_NUMBER *delta, size_t lddelta, bool accumulate,
                             BPK_NUMBER *g, size_t ldg, BPK_NUMBER *BPK_NULLABLE bias_gradient,
                             void *scratch);

// Passes through a whole network: one call for all layers, so that a small network costs its arithmetic.

/// Rows of elements: row i begins at start + i stride. `start` is NULL where there are no such rows.
typedef struct BPK_TYPED(bpk_rows) {
  BPK_NUMBER *BPK_NULLABLE start;
  size_t stride;
} BPK_TYPED(bpk_rows);

/// What a layer is: f(x w + bias).
typedef struct BPK_TYPED(bpk_layer_shape) {
  size_t input_count, output_count;
  bpk_function function;
  /// The function's parameter; not looked at where it is trained.
  BPK_NUMBER parameter;
} BPK_TYPED(bpk_layer_shape);

/// Where a layer's part of a pass lies, a row a sample.
typedef struct BPK_TYPED(bpk_layer_memory) {
  /// f(z); with dropout what is left of it. Never NULL.
  BPK_TYPED(bpk_rows) outputs;
  /// Where a forward pass leaves z: of `BPK_FUNCTIONS_OF_NET_INPUTS`, for f′ in a backward pass; and of the
  /// last layer, whatever its function, where the pass keeps logits. NULL where z is never kept: in
  /// inference, and in hidden layers of other functions.
  BPK_TYPED(bpk_rows) net_inputs;
  /// With dropout f(z), for f′ of functions whose derivatives are computed from the outputs; else NULL.
  BPK_TYPED(bpk_rows) undropped;
  /// The error terms ∂L/∂z. Not used by a forward pass: NULL in inference.
  BPK_TYPED(bpk_rows) errors;
  /// Where a backward pass leaves what each row adds to the gradient of a trained slope, an element a row;
  /// NULL without such a slope, and in inference.
  BPK_NUMBER *BPK_NULLABLE slope_terms;
  /// Which outputs are dropped; NULL where none are, and in inference. Not for the last layer.
  const bpk_dropout *BPK_NULLABLE dropout;
} BPK_TYPED(bpk_layer_memory);

/// One layer of a network, and where its part of a pass lies.
typedef struct BPK_TYPED(bpk_layer) {
  BPK_TYPED(bpk_layer_shape) shape;
  bpk_layer_parameters parameters;
  BPK_TYPED(bpk_layer_memory) memory;
} BPK_TYPED(bpk_layer);

/// Computes the outputs of all layers for m samples x: the rows from `row` on of each layer's outputs.
///
/// With `keeps_logits` the net inputs of the last layer, which then has a place for them, are kept whatever
/// its function: some losses are computed from them.
void BPK_TYPED(bpk_network_forward)(const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers,
                                    size_t count, const BPK_NUMBER *parameters, size_t row, size_t m,
                                    const BPK_NUMBER *x, size_t ldx, bool keeps_logits, void *scratch);

/// Computes the error terms of all layers but the last from those of the last, for the m rows from `row` on.
///
/// With `from_outputs` the errors of the last layer hold ∂L/∂f(z) and are turned into ∂L/∂z first.
void BPK_TYPED(bpk_network_backward)(const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers,
                                     size_t count, const BPK_NUMBER *parameters, size_t row, size_t m,
                                     bool from_outputs, void *scratch);

/// Computes the error terms of all layers but the last, as `bpk_network_backward_f32`, for the first m rows
/// of a pass whose samples were x, and the gradients of all parameters over them, laid out as these: what
/// both need of a small layer is read once. `accumulate` is that of `bpk_gradient_f32`; gaps are not written.
void BPK_TYPED(bpk_network_backward_gradient)(const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers,
                                              size_t count, const BPK_NUMBER *parameters, size_t m,
                                              const BPK_NUMBER *x, size_t ldx, bool from_outputs,
                                              bool accumulate, BPK_NUMBER *gradient, void *scratch);

/// Computes the gradient of a layer's trained slope over the first m rows of a pass: one chain over the rows,
/// in rising order, from 0 or with `accumulate` from what `gradient` holds. A layer without one has none, and
/// nothing is written. `bpk_network_backward_gradient_f32` does this for all layers.
void BPK_TYPED(bpk_slope_gradient)(const BPK_TYPED(bpk_layer) * layer, size_t m, bool accumulate,
                                   BPK_NUMBER *gradient);

/// The set to call `bpk_network_run_step_f32` with for these layers: `kernels`, or one of shorter vectors
/// that the processor supports as well. NULL if these layers are not for it: it takes small ones, whose
/// weights and biases follow each other in rising order, of linear, sigmoid, tanh or relu neurons, without
/// dropout; the last one may be a softmax of several neurons.
const bpk_kernels *BPK_NULLABLE BPK_TYPED(bpk_network_step_kernels)(const bpk_kernels *kernels,
                                                                    const BPK_TYPED(bpk_layer) * layers,
                                                                    size_t count);

/// What `bpk_network_run_step_f32` needs apart from a sample.
///
/// Behind the parameters are BPK_ROOM_BYTES that may be read, whatever they hold; and behind the outputs,
/// errors and net inputs of each layer, and behind the gradient, as many that may be written.
typedef struct BPK_TYPED(bpk_network_step) {
  const BPK_TYPED(bpk_layer) * layers;
  size_t count;
  const BPK_NUMBER *parameters;
  /// Laid out as the parameters. Gaps are left alone, or take zeros where all numbers of the step are finite.
  BPK_NUMBER *gradient;
  /// What f(z) − target is multiplied by to become the error terms of the last layer, ∂L/∂f(z) if
  /// `from_outputs` and else ∂L/∂z: so with squared errors, and with the cross-entropy of sigmoid outputs and
  /// of classes.
  BPK_NUMBER factor;
  bool from_outputs;
} BPK_TYPED(bpk_network_step);

/// One sample x through all layers and back: outputs, error terms and gradients, as by the passes above for
/// one row, but by one call. Net inputs are kept wherever a layer has a place for them.
void BPK_TYPED(bpk_network_run_step)(const bpk_kernels *kernels, const BPK_TYPED(bpk_network_step) * step,
                                     const BPK_NUMBER *x, const BPK_NUMBER *target);

/// Drops neurons of the m rows x from row `row` of a pass on, n neurons each. y may be x.
void BPK_TYPED(bpk_drop)(const bpk_kernels *kernels, const bpk_dropout *dropout, size_t row, size_t m,
                         size_t n, const BPK_NUMBER *x, size_t ldx, BPK_NUMBER *y, size_t ldy);

// Element-wise and row-wise functions.

/// y[i] = f(x[i]) for i < count. y may be x.
void BPK_TYPED(bpk_map)(const bpk_kernels *kernels, bpk_function function, BPK_NUMBER parameter, size_t count,
                        const BPK_NUMBER *x, BPK_NUMBER *y);

/// d[i] = upstream[i] · f′(z[i]), computed from y[i] = f(z[i]) (from y[i] = z[i] for
/// `BPK_FUNCTIONS_OF_NET_INPUTS`), for i < count. d may be upstream.
void BPK_TYPED(bpk_map_derivative)(const bpk_kernels *kernels, bpk_function function, BPK_NUMBER parameter,
                                   size_t count, const BPK_NUMBER *y, const BPK_NUMBER *upstream,
                                   BPK_NUMBER *d);

/// Row softmax: y[r][j] = exp(z[r][j] − max_r) / Σ_i exp(z[r][i] − max_r), for m rows of n. y may be z.
///
/// A row's sum is taken in 16 lanes (column j in lane j mod 16), then a fixed tree. Finite rows give
/// finite results.
void BPK_TYPED(bpk_softmax_rows)(const bpk_kernels *kernels, size_t m, size_t n, const BPK_NUMBER *z,
                                 size_t ldz, BPK_NUMBER *y, size_t ldy);

/// d[r][j] = y[r][j] · (upstream[r][j] − Σ_i upstream[r][i] y[r][i]), from softmax outputs y.
/// d may be upstream. The sum's order is that of `bpk_softmax_rows_f32`.
void BPK_TYPED(bpk_softmax_rows_derivative)(const bpk_kernels *kernels, size_t m, size_t n,
                                            const BPK_NUMBER *y, size_t ldy, const BPK_NUMBER *upstream,
                                            size_t ldupstream, BPK_NUMBER *d, size_t ldd);

/// y[i] = √x[i], correctly rounded, for i < count; NaN for x[i] < 0. y may be x.
void BPK_TYPED(bpk_square_roots)(const bpk_kernels *kernels, size_t count, const BPK_NUMBER *x,
                                 BPK_NUMBER *y);

// Measuring.

/// Runs independent chains of fused multiply-adds in registers, `iterations` rounds of them, and returns
/// the floating-point operations done (two a lane and multiply-add). `sink` takes the result, so that
/// the work cannot be left out.
double BPK_TYPED(bpk_run_fma_chains)(const bpk_kernels *kernels, size_t iterations, BPK_NUMBER *sink);

BPK_DECLARATIONS_END

#undef BPK_NUMBER
