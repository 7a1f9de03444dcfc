// The kernels of one set for one element type (BPK_ELEMENT), which the other C files call.

/// C = start + A B, for A m×k, B k×n and C m×n: each element of C is one chain of fused multiply-adds
/// over k in rising order.
///
/// Element (i, kk) of A is a[i * a_row_stride + kk * a_column_stride], so that A may be given as its
/// transpose. Rows of B and C are contiguous. Row i of the start is at start + i * start_stride; start may
/// be c, and NULL means zeros.
typedef struct TYPED(bpk_product) {
  size_t m, k, n;
  const element *a;
  size_t a_row_stride, a_column_stride;
  const element *b;
  size_t ldb;
  const element *start;
  size_t start_stride;
  element *c;
  size_t ldc;
  /// The distance between panels of B for `multiply_across`, and the columns behind those of this product,
  /// which it prefetches; others ignore them.
  size_t panel_pitch, next_columns;
  /// The elements between BPK_WEIGHT_PANEL_COLUMNS columns of C, and of a start with several rows, and the
  /// next ones, for `multiply`: not 0 only if C lies in panels.
  size_t c_gap;
  bpk_prefetch_queue *queue;  ///< What is prefetched between the tiles, if not NULL.
} TYPED(bpk_product);

/// The weights of a layer with an input for each row and an output for each column. Row i begins at start +
/// i * stride, or if `panel_columns` is not 0 the weights lie in panels (`bpk_layer_parameters`), and the
/// rows of a last one with fewer columns are `stride` elements apart.
typedef struct TYPED(bpk_weights) {
  const element *start;
  size_t rows, columns;
  size_t stride;
  size_t panel_columns;
} TYPED(bpk_weights);

/// The backward pass of m samples through a layer of one output to the layer of n neurons below it: from the
/// error terms delta, a row for each sample, d = (delta wᵀ) ⊙ f′(y), and the gradients of the output's
/// weights, g = yᵀ delta, and bias, Σ delta, from 0 or with `accumulate` from their contents. f is one of
/// BPK_ROW_FUNCTIONS.
///
/// If `below_k` is not 0, the layer below has this many inputs x (at most BPK_FUSED_INPUTS) and n is at most
/// the lanes of a vector; its gradients, xᵀ d and Σ d, are computed in the same loop.
typedef struct TYPED(bpk_single_output) {
  size_t m, n;
  const element *delta;
  size_t lddelta;
  const element *w;
  const element *y;
  size_t ldy;
  bpk_function function;
  element parameter;
  element *d;
  size_t ldd;
  bool accumulate;
  element *g, *bias_gradient;
  size_t below_k;
  const element *x;
  size_t ldx;
  element *below_g, *below_bias_gradient;
} TYPED(bpk_single_output);

/// y = f(x) for m rows of n; for softmax these are whole rows, for other functions any part. y may be x.
typedef void TYPED(bpk_map_kernel)(element parameter, size_t m, size_t n, const element *x, size_t ldx,
                                   element *y, size_t ldy);

/// d = upstream ⊙ f′ for m rows of n, from the outputs y, or from net inputs y for a function that needs
/// them; for softmax each row of upstream times its Jacobian. d may be upstream.
typedef void TYPED(bpk_derivative_kernel)(element parameter, size_t m, size_t n, const element *y, size_t ldy,
                                       const element *upstream, size_t ldupstream, element *d, size_t ldd);

/// y = x with dropout, for the m rows from `row` on of a pass. y may be x.
typedef void TYPED(bpk_drop_kernel)(const bpk_dropout *dropout, size_t row, size_t m, size_t n,
                                    const element *x, size_t ldx, element *y, size_t ldy);

/// `bpk_categorical_losses`.
typedef void TYPED(bpk_loss_kernel)(size_t m, const TYPED(bpk_class_rows) * rows, double *losses);

/// The rules of optimisers: the functions of the header with these names.
typedef struct TYPED(bpk_updates) {
  void (*descent)(const TYPED(bpk_slice) * slice);
  void (*momentum)(const TYPED(bpk_slice) * slice, element momentum);
  void (*nesterov)(const TYPED(bpk_slice) * slice, element momentum);
  void (*adam)(const TYPED(bpk_slice) * slice, const TYPED(bpk_adam) * adam);
  void (*rmsprop)(const TYPED(bpk_slice) * slice, const TYPED(bpk_rmsprop) * rmsprop);
} TYPED(bpk_updates);

typedef void TYPED(bpk_transpose_kernel)(size_t rows, size_t columns, const element *source, size_t ldsource,
                                         element *destination, size_t lddestination);

typedef struct TYPED(bpk_table) {
  bpk_tuning tuning;
  size_t panel_columns;  ///< The columns of a tile of two vectors.
  bool (*prefers_wide_tiles)(void);  ///< Whether tiles of four vectors take the products of many rows.
  bpk_tile_shape (*gradient_tile)(size_t k, size_t n);  ///< `bpk_gradient_tile`.
  /// The columns of a packed panel of B for m rows, or for blocks of m rows whose elements lie in order.
  size_t (*packed_columns)(size_t m, bool is_blocked_in_order);
  void (*multiply)(const TYPED(bpk_product) * product);
  /// The same for a B in panels of BPK_WEIGHT_PANEL_COLUMNS, several of them at a time; the columns of C it
  /// has computed, none where one panel at a time is faster.
  size_t (*multiply_across)(const TYPED(bpk_product) * product);
  size_t narrow_columns;  ///< The most columns of a product without transpose that is computed as its own.
  /// Whether a product with the transpose of A takes less time if it is computed as its own transpose.
  bool (*is_narrow_gradient)(size_t m, size_t k, size_t n);
  /// C = start + A Bᵀ for up to BPK_FEW_ROWS rows of A, where b is n×k with row stride ldb. B is transposed
  /// in registers, without scratch. With more than 4 rows the stride of A's columns is 1.
  void (*multiply_transposed)(const TYPED(bpk_product) * product);
  /// destination[c][r] = source[r][c] for `rows` × `columns` of the source. The columns of the
  /// destination from `rows` up to the next multiple of the lanes are set to zero.
  /// `transpose_exactly` writes nothing else.
  TYPED(bpk_transpose_kernel) *transpose, *transpose_exactly;
  /// destination[c][r] = source[r][c] for few rows of the source; nothing else is written.
  void (*interleave)(size_t rows, size_t columns, const element *source, size_t ldsource,
                     element *destination, size_t lddestination);
  /// destination[r][c] = source[r][c], with all of the destination's last vector in each row written.
  void (*copy)(size_t rows, size_t columns, const element *source, size_t ldsource, element *destination,
               size_t lddestination);
  /// sums[j] = (accumulate ? sums[j] : 0) + Σ_i x[i][j], i rising.
  void (*column_sums)(size_t m, size_t n, const element *x, size_t ldx, bool accumulate, element *sums);
  /// y = f(x w + bias) for m rows, w k×n without gaps, f one of BPK_ROW_FUNCTIONS.
  void (*forward_rows)(size_t m, size_t k, size_t n, const element *x, size_t ldx, const element *w,
                       const element *bias, bpk_function function, element parameter, element *y, size_t ldy);
  /// d = (delta wᵀ) ⊙ f′(y) for m rows of n, with one column of delta, f one of BPK_ROW_FUNCTIONS.
  void (*backward_rows)(size_t m, size_t n, const element *delta, size_t lddelta, const element *w,
                        const element *y, size_t ldy, bpk_function function, element parameter, element *d,
                        size_t ldd);
  /// g = xᵀ delta, k×n without gaps, and bias_gradient = 0 + delta, for one row.
  void (*gradient_row)(size_t k, size_t n, const element *x, const element *delta, element *g,
                       element *bias_gradient);
  size_t chained_columns;  ///< The maximum number of outputs for `gradient_rows`.
  /// g = xᵀ delta, k×n without gaps, and bias_gradient = Σ delta, over m rows, from 0 or with `accumulate`
  /// from their contents; for 1 to BPK_CHAINED_INPUTS inputs.
  void (*gradient_rows)(size_t m, size_t k, size_t n, const element *x, size_t ldx, const element *delta,
                        size_t lddelta, bool accumulate, element *g, element *bias_gradient);
  /// Propagates error terms through a layer of one output, and computes gradients; n > 0.
  void (*single_output)(const TYPED(bpk_single_output) * layer);
  /// `bpk_run_single_sample_step_f32`, for layers of BPK_ROW_FUNCTIONS.
  void (*single_sample_step)(const TYPED(bpk_single_sample_step) * step, const element *x,
                             const element *target);
  TYPED(bpk_map_kernel) * map[BPK_FUNCTION_COUNT];
  TYPED(bpk_derivative_kernel) * derivative[BPK_FUNCTION_COUNT];
  /// terms[i] = Σ_j upstream[i][j] min(z[i][j], 0), in 16 lanes as a softmax row's sum.
  void (*slope_terms)(size_t m, size_t n, const element *z, size_t ldz, const element *upstream,
                      size_t ldupstream, element *terms);
  TYPED(bpk_drop_kernel) * drop;
  TYPED(bpk_loss_kernel) * categorical_losses;
  TYPED(bpk_updates) updates;
  double (*run_fma_chains)(size_t iterations, element *sink);
} TYPED(bpk_table);

/// z = x w + bias and y = f(z): `bpk_forward_f32` that also stores z, and accepts softmax and weights in
/// panels. y may be z. In gemm.c.
void TYPED(bpk_forward_keep_z)(const bpk_kernels *kernels, size_t m, const TYPED(bpk_weights) * weights,
                               const element *x, size_t ldx, const element *bias, element *z, size_t ldz,
                               bpk_function function, element parameter, element *y, size_t ldy,
                               void *scratch);

/// `bpk_backward_f32` that accepts weights in panels. In gemm.c.
void TYPED(bpk_backward_through)(const bpk_kernels *kernels, size_t m, const TYPED(bpk_weights) * weights,
                                 const element *delta, size_t lddelta, const element *outputs,
                                 size_t ldoutputs, bpk_function function, element parameter, element *d,
                                 size_t ldd, void *scratch);
