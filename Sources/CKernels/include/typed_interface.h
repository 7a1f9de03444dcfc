/// The interface for one element type (BPK_ELEMENT); CKernels.h includes it once for each.

#define BPK_NUMBER BPK_TYPED(bpk)

BPK_DECLARATIONS_BEGIN

// Matrix products.
//
// Each element of a result is one chain of fused multiply-adds over k in rising order. `scratch`
// points to `bpk_scratch_bytes()` bytes, aligned to 64 and prepared by `bpk_scratch_prepare`, which only one
// call may use at a time; besides the rows of `bpk_prefetch_rows` its contents before and after a call are
// undefined.

/// Forward: y = f(x w + bias), for a batch of m rows.
///
/// x is m×k, w is k×n (a layer with k inputs and n outputs), y is m×n, bias has n elements or is NULL.
/// A chain starts from the bias, or from 0 without one. The bias may be y if m is 1.
void BPK_TYPED(bpk_forward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const BPK_NUMBER *x,
                            size_t ldx, const BPK_NUMBER *w, size_t ldw, const BPK_NUMBER *BPK_NULLABLE bias,
                            BPK_NUMBER *y, size_t ldy, bpk_function function, BPK_NUMBER parameter,
                            void *scratch);

/// Backward: d = (delta wᵀ) ⊙ f′, the error terms of the layer below.
///
/// delta is m×k, w is n×k (the layer above, with n inputs and k outputs), d is m×n. `outputs` (m×n)
/// has y = f(z) of the layer below (z for functions `BPK_OF_NET_INPUTS`), from which f′ is computed; with
/// NULL the factor f′ is left out.
void BPK_TYPED(bpk_backward)(const bpk_kernels *kernels, size_t m, size_t k, size_t n,
                             const BPK_NUMBER *delta, size_t lddelta, const BPK_NUMBER *w, size_t ldw,
                             const BPK_NUMBER *BPK_NULLABLE outputs, size_t ldoutputs, bpk_function function,
                             BPK_NUMBER parameter, BPK_NUMBER *d, size_t ldd, void *scratch);

/// Gradient: g = xᵀ delta, summed over a batch of k rows, or with `accumulate` g + xᵀ delta.
///
/// x is k×m, delta is k×n, g is m×n. `bias_gradient` (n elements) is set to the column sums of delta, or
/// is NULL. With `accumulate` each chain continues from the contents of g and bias_gradient, so that a
/// batch given in parts has the bytes of the batch given at once; without it they are overwritten and not
/// read. The mean over a batch is a factor of the error terms, so the product needs none.
void BPK_TYPED(bpk_gradient)(const bpk_kernels *kernels, size_t m, size_t k, size_t n, const BPK_NUMBER *x,
                             size_t ldx, const BPK_NUMBER *delta, size_t lddelta, bool accumulate,
                             BPK_NUMBER *g, size_t ldg, BPK_NUMBER *BPK_NULLABLE bias_gradient,
                             void *scratch);

/// The gradient in panels of w = BPK_WEIGHT_PANEL_COLUMNS, of which n is a multiple: columns [i w, (i + 1) w)
/// of g are the m rows without gaps from g + i `pitch` on, `pitch` at least m w. delta is read for each few
/// rows, and should stay in the nearer caches.
void BPK_TYPED(bpk_gradient_in_panels)(const bpk_kernels *kernels, size_t m, size_t k, size_t n,
                                       const BPK_NUMBER *x, size_t ldx, const BPK_NUMBER *delta,
                                       size_t lddelta, bool accumulate, BPK_NUMBER *g, size_t pitch);

/// The tiles that gradients of n columns over k samples, dozens at least, are computed by. Rows that are no
/// multiple of a tile's, or columns fewer than a tile has, take longer for each element. For gradients so
/// narrow that their transpose is computed they are whole vectors of rows, and of columns.
bpk_tile_shape BPK_TYPED(bpk_gradient_tile)(const bpk_kernels *kernels, size_t k, size_t n);

/// y = x for m rows of n, next to each other in y, after which BPK_ROOM_BYTES may be written. A product whose
/// rows of delta are far apart is faster with a copy.
void BPK_TYPED(bpk_copy_rows)(const bpk_kernels *kernels, size_t m, size_t n, const BPK_NUMBER *x, size_t ldx,
                              BPK_NUMBER *y);

// Passes through a whole network: one call for all layers, which for a small network would otherwise take
// longer than the arithmetic.

/// Rows of elements: row i begins at start + i stride. `start` is NULL if there are no rows.
typedef struct BPK_TYPED(bpk_rows) {
  BPK_NUMBER *BPK_NULLABLE start;
  size_t stride;
} BPK_TYPED(bpk_rows);

/// An element-wise function that the caller computes, for the m rows of n net inputs z of a layer. Called
/// from any thread that runs a pass, and from several at once.
typedef struct BPK_TYPED(bpk_custom_function) {
  /// y = f(z). y may be z.
  void (*apply)(const void *BPK_NULLABLE context, size_t m, size_t n, const BPK_NUMBER *z, size_t ldz,
                BPK_NUMBER *y, size_t ldy);
  /// errors = errors ⊙ f′(z).
  void (*multiply_by_derivative)(const void *BPK_NULLABLE context, size_t m, size_t n, const BPK_NUMBER *z,
                                 size_t ldz, BPK_NUMBER *errors, size_t lderrors);
  const void *BPK_NULLABLE context;
} BPK_TYPED(bpk_custom_function);

/// The computation of a layer: f(x w + bias).
typedef struct BPK_TYPED(bpk_layer_shape) {
  size_t input_count, output_count;
  bpk_function function;
  /// The function's parameter; ignored if it is trained.
  BPK_NUMBER parameter;
  /// In place of `function`, which is then ignored; NULL for a function of the kernels.
  const BPK_TYPED(bpk_custom_function) *BPK_NULLABLE custom;
} BPK_TYPED(bpk_layer_shape);

/// The memory of a layer in a pass, a row for each sample.
typedef struct BPK_TYPED(bpk_layer_memory) {
  /// f(z), after dropout. Never NULL.
  BPK_TYPED(bpk_rows) outputs;
  /// z, written by a forward pass for functions `BPK_OF_NET_INPUTS` and custom functions, whose f′ is
  /// computed from it, and for the last layer if the pass keeps logits. NULL if z is never kept: in
  /// inference, and in hidden layers with other functions.
  BPK_TYPED(bpk_rows) net_inputs;
  /// f(z) before dropout, for functions whose derivatives are computed from the outputs; NULL without
  /// dropout.
  BPK_TYPED(bpk_rows) undropped;
  /// The error terms ∂L/∂z. A forward pass does not use them: NULL in inference.
  BPK_TYPED(bpk_rows) errors;
  /// The derivative with respect to a trained slope, an element for each row, written by a backward pass;
  /// NULL without such a slope, and in inference.
  BPK_NUMBER *BPK_NULLABLE slope_terms;
  /// The dropout of the outputs; NULL for none, and in inference. Not for the last layer.
  const bpk_dropout *BPK_NULLABLE dropout;
} BPK_TYPED(bpk_layer_memory);

/// One layer of a network, with its memory.
typedef struct BPK_TYPED(bpk_layer) {
  BPK_TYPED(bpk_layer_shape) shape;
  bpk_layer_parameters parameters;
  BPK_TYPED(bpk_layer_memory) memory;
} BPK_TYPED(bpk_layer);

/// Computes the outputs of all layers for m samples x, into the rows from `row` on of each layer's outputs.
///
/// With `keeps_logits` the net inputs of the last layer are written too, whatever its function, because some
/// losses are computed from them; its `net_inputs` may not be NULL then.
void BPK_TYPED(bpk_network_forward)(const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers,
                                    size_t count, const BPK_NUMBER *parameters, size_t row, size_t m,
                                    const BPK_NUMBER *x, size_t ldx, bool keeps_logits, void *scratch);

/// `bpk_network_forward_f32` for one sample, from the net inputs of the first layer instead of the sample.
void BPK_TYPED(bpk_network_forward_from)(const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers,
                                         size_t count, const BPK_NUMBER *parameters, size_t row,
                                         const BPK_NUMBER *net_inputs, bool keeps_logits, void *scratch);

/// Computes the error terms of all layers but the last from those of the last, for the m rows from `row` on.
///
/// With `errors_are_of_outputs` the errors of the last layer hold ∂L/∂f(z) and are first converted to ∂L/∂z.
void BPK_TYPED(bpk_network_backward)(const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers,
                                     size_t count, const BPK_NUMBER *parameters, size_t row, size_t m,
                                     bool errors_are_of_outputs, void *scratch);

/// Computes the error terms of all layers but the last, as `bpk_network_backward_f32`, for the first m rows
/// of a pass over the samples x, and the gradients of all parameters, laid out like them. Both together read
/// a small layer's data once. `accumulate` is that of `bpk_gradient_f32`; gaps are not written.
void BPK_TYPED(bpk_network_backward_gradient)(const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers,
                                              size_t count, const BPK_NUMBER *parameters, size_t m,
                                              const BPK_NUMBER *x, size_t ldx, bool errors_are_of_outputs,
                                              bool accumulate, BPK_NUMBER *gradient, void *scratch);

/// Computes the gradient of a layer's trained slope over the first m rows of a pass: one chain over the rows,
/// in rising order, from 0 or with `accumulate` from the contents of `gradient`. Nothing is written for a
/// layer without such a slope. `bpk_network_backward_gradient_f32` does this for all layers.
void BPK_TYPED(bpk_slope_gradient)(const BPK_TYPED(bpk_layer) * layer, size_t m, bool accumulate,
                                   BPK_NUMBER *gradient);

/// The set to call `bpk_run_single_sample_step_f32` with for these layers: `kernels`, or one with shorter
/// vectors that the processor supports too. NULL if that function does not accept these layers: they must be
/// small, without dropout, with parameters in the order of the layers, and have the function linear, sigmoid,
/// tanh or relu; the last one may be a softmax of several neurons.
const bpk_kernels *BPK_NULLABLE BPK_TYPED(bpk_single_sample_step_kernels)(
    const bpk_kernels *kernels, const BPK_TYPED(bpk_layer) * layers, size_t count);

/// The arguments of `bpk_run_single_sample_step_f32` that are the same for all samples.
///
/// BPK_ROOM_BYTES of any contents after the parameters may be read, and as many after the outputs, errors and
/// net inputs of each layer and after the gradient may be written.
typedef struct BPK_TYPED(bpk_single_sample_step) {
  const BPK_TYPED(bpk_layer) * layers;
  size_t count;
  const BPK_NUMBER *parameters;
  /// Laid out as the parameters. Gaps are not written, or set to 0 if all numbers of the step are finite.
  BPK_NUMBER *gradient;
  /// The factor of f(z) − target in the error terms of the last layer, ∂L/∂f(z) if `errors_are_of_outputs`,
  /// else ∂L/∂z. Squared errors and the cross-entropy of sigmoid outputs and of classes have this form.
  BPK_NUMBER factor;
  bool errors_are_of_outputs;
} BPK_TYPED(bpk_single_sample_step);

/// The forward and backward pass of one sample x: outputs, error terms and gradients, with the bytes of the
/// functions above. Net inputs are written for each layer whose `net_inputs` is not NULL.
void BPK_TYPED(bpk_run_single_sample_step)(const bpk_kernels *kernels,
                                           const BPK_TYPED(bpk_single_sample_step) * step,
                                           const BPK_NUMBER *x, const BPK_NUMBER *target);

/// Applies dropout to the m rows x of n neurons, from row `row` of a pass on. y may be x.
void BPK_TYPED(bpk_drop)(const bpk_kernels *kernels, const bpk_dropout *dropout, size_t row, size_t m,
                         size_t n, const BPK_NUMBER *x, size_t ldx, BPK_NUMBER *y, size_t ldy);

// Losses.

/// Rows of a batch with classes as targets, n columns each.
typedef struct BPK_TYPED(bpk_class_rows) {
  size_t n;
  /// z.
  const BPK_NUMBER *logits;
  size_t ldlogits;
  /// softmax(z).
  const BPK_NUMBER *outputs;
  size_t ldoutputs;
  /// The targets t, which stand for y = kept t + added in double precision.
  const BPK_NUMBER *targets;
  size_t ldtargets;
  double kept, added;
} BPK_TYPED(bpk_class_rows);

/// The cross-entropy of each of m rows, −Σ y log softmax(z), in double precision: Σ y ((max z − z) + log(1 +
/// Σ′ softmax(z) / top)), in the order of the columns, without those where y is 0. Σ′ is over all columns but
/// the first with the largest z, in their order, and `top` is its softmax.
void BPK_TYPED(bpk_categorical_losses)(const bpk_kernels *kernels, size_t m,
                                       const BPK_TYPED(bpk_class_rows) * rows, double *losses);

// Element-wise and row-wise functions.

/// y[i] = f(x[i]) for i < count. y may be x.
void BPK_TYPED(bpk_map)(const bpk_kernels *kernels, bpk_function function, BPK_NUMBER parameter, size_t count,
                        const BPK_NUMBER *x, BPK_NUMBER *y);

/// d[i] = upstream[i] · f′(z[i]), computed from y[i] = f(z[i]) (from y[i] = z[i] for
/// functions `BPK_OF_NET_INPUTS`), for i < count. d may be upstream.
void BPK_TYPED(bpk_map_derivative)(const bpk_kernels *kernels, bpk_function function, BPK_NUMBER parameter,
                                   size_t count, const BPK_NUMBER *y, const BPK_NUMBER *upstream,
                                   BPK_NUMBER *d);

/// Row softmax: y[r][j] = exp(z[r][j] − max_r) / Σ_i exp(z[r][i] − max_r), for m rows of n. y may be z.
///
/// The sum of a row is taken in 16 lanes (column j in lane j mod 16), which are then added by a fixed tree.
/// Finite rows give finite results.
void BPK_TYPED(bpk_softmax_rows)(const bpk_kernels *kernels, size_t m, size_t n, const BPK_NUMBER *z,
                                 size_t ldz, BPK_NUMBER *y, size_t ldy);

/// d[r][j] = y[r][j] · (upstream[r][j] − Σ_i upstream[r][i] y[r][i]), from softmax outputs y.
/// d may be upstream. The sum's order is that of `bpk_softmax_rows_f32`.
void BPK_TYPED(bpk_softmax_rows_derivative)(const bpk_kernels *kernels, size_t m, size_t n,
                                            const BPK_NUMBER *y, size_t ldy, const BPK_NUMBER *upstream,
                                            size_t ldupstream, BPK_NUMBER *d, size_t ldd);

// Updates of parameters by the rules of optimisers.
//
// Each operation of a formula is rounded by itself: there is no fused multiply-add. `flush` replaces
// subnormal results by 0. The update of a parameter does not depend on the others.

/// Consecutive parameters, with their gradient g and their states.
typedef struct BPK_TYPED(bpk_slice) {
  size_t count;
  BPK_NUMBER *parameters;
  /// The gradient of each parameter. With `inputs` the error terms δ of a single sample, `columns` of them:
  /// the parameters are rows of weights, and g = fma(x, δ, 0) for a row's input x.
  const BPK_NUMBER *gradient;
  /// An input for each row of `count` / `input_count` elements, or NULL. Rows shorter than a vector are slow.
  const BPK_NUMBER *BPK_NULLABLE inputs;
  size_t input_count;
  /// The weights of each row. If they are fewer than its elements, rows are whole numbers of the widest
  /// vectors, elements up to the next whole vector are updated with a gradient of 0, and BPK_ROOM_BYTES after
  /// δ may be read. Ignored without `inputs`.
  size_t columns;
  /// The net inputs of the next sample so far, or NULL: z[j] = fma(x′, w, z[j]) is added for each updated
  /// weight w of a row and the row's input x′ among `next_inputs`, in the order of rows. Only with `inputs`
  /// and rows of whole numbers of the widest vectors. BPK_ROOM_BYTES after δ may be read, and as many after z
  /// read and written.
  BPK_NUMBER *BPK_NULLABLE next_net_inputs;
  const BPK_NUMBER *BPK_NULLABLE next_inputs;
  /// State 0 of the first parameter; state 1 is `state_stride` elements further. Ignored by a rule without.
  BPK_NUMBER *states;
  size_t state_stride;
  /// η, and the factor λ of the term λ w that is added to g.
  BPK_NUMBER learning_rate, weight_decay;
} BPK_TYPED(bpk_slice);

/// w = w − η g. Nothing is added to g for a weight decay of 0, by this rule and the next two.
void BPK_TYPED(bpk_update_descent)(const bpk_kernels *kernels, const BPK_TYPED(bpk_slice) * slice);

/// v = flush(μ v − η g), w = w + v, with the velocity v as state 0 and the momentum μ.
void BPK_TYPED(bpk_update_momentum)(const bpk_kernels *kernels, const BPK_TYPED(bpk_slice) * slice,
                                    BPK_NUMBER momentum);

/// v = flush(μ v − η g), w = w + (μ v − η g), with the velocity v as state 0 and the momentum μ.
void BPK_TYPED(bpk_update_nesterov)(const bpk_kernels *kernels, const BPK_TYPED(bpk_slice) * slice,
                                    BPK_NUMBER momentum);

/// The numbers of a step of `bpk_update_adam_f32`.
typedef struct BPK_TYPED(bpk_adam) {
  /// β₁ and 1 − β₁.
  BPK_NUMBER kept_first, new_first;
  /// β₂ and 1 − β₂.
  BPK_NUMBER kept_second, new_second;
  /// The factor of √s, and ε.
  BPK_NUMBER root_scale, epsilon;
  /// The factor of w before the step.
  BPK_NUMBER kept_parameter;
} BPK_TYPED(bpk_adam);

/// g = g + λ w, m = flush(β₁ m + (1 − β₁) g), s = flush(β₂ s + (1 − β₂) (g g)),
/// w = w `kept_parameter` − η (m / (√s `root_scale` + ε)), with m as state 0 and s as state 1.
void BPK_TYPED(bpk_update_adam)(const bpk_kernels *kernels, const BPK_TYPED(bpk_slice) * slice,
                                const BPK_TYPED(bpk_adam) * adam);

/// The numbers of `bpk_update_rmsprop_f32`.
typedef struct BPK_TYPED(bpk_rmsprop) {
  /// α and 1 − α.
  BPK_NUMBER kept_first, new_first;
  /// ε and μ.
  BPK_NUMBER epsilon, momentum;
} BPK_TYPED(bpk_rmsprop);

/// g = g + λ w, s = flush(α s + (1 − α) (g g)), v = flush(μ v − η (g / (√s + ε))), w = w + v, with s as
/// state 0 and v as state 1.
void BPK_TYPED(bpk_update_rmsprop)(const bpk_kernels *kernels, const BPK_TYPED(bpk_slice) * slice,
                                   const BPK_TYPED(bpk_rmsprop) * rmsprop);

// Measuring.

/// Runs `iterations` rounds of independent chains of fused multiply-adds in registers, and returns the
/// number of floating-point operations (two for each lane and multiply-add). The result is written to `sink`,
/// so that the compiler cannot remove the work.
double BPK_TYPED(bpk_run_fma_chains)(const bpk_kernels *kernels, size_t iterations, BPK_NUMBER *sink);

BPK_DECLARATIONS_END

#undef BPK_NUMBER
