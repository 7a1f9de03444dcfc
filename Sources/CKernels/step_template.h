// The forward and backward pass of one sample through a tiny network, in a single function.
//
// Each step waits for the update of the one before, so its latency from parameters to gradient is what
// counts. Vectors are stored whole, with zeros after a layer's end, because store-to-load forwarding fails
// for partial stores (2-5-1: 78 ns a pass, 33 with whole vectors). A layer's first error terms are also
// passed on in a register. The chains are those of the products.
//
// All values of a layer of a single neuron are in all lanes of a vector (`is_single`), which saves
// broadcasts.

/// The first `count` lanes of x; the others are 0.
BPK_INLINE v_vector TYPED(first_lanes)(v_vector x, size_t count) {
  return count < v_lanes ? v_fill_tail(x, v_tail_of(count), v_splat(0)) : x;
}

BPK_INLINE v_vector TYPED(load_neurons)(const element *p, const bool is_single) {
  return is_single ? v_splat(*p) : v_load(p);
}

/// Computes the vector of outputs from j on of a layer; z for a softmax layer.
BPK_INLINE v_vector TYPED(step_forward)(const TYPED(bpk_layer) * layer, const element *parameters,
                                        const element *x, size_t j, const bool is_single) {
  const size_t k = layer->shape.input_count, n = is_single ? 1 : layer->shape.output_count;
  const element *w = parameters + layer->parameters.weights + j;
  v_vector z = TYPED(load_neurons)(parameters + layer->parameters.biases + j, is_single);
  for (const element *end = x + k; x < end; ++x, w += n) {
    z = v_fma(v_splat(*x), TYPED(load_neurons)(w, is_single), z);
  }
  if (layer->memory.net_inputs.start) v_store(layer->memory.net_inputs.start + j, z);
  const v_vector y = TYPED(value_of)(layer->shape.function, layer->shape.parameter, z);
  v_store(layer->memory.outputs.start + j, TYPED(first_lanes)(y, n - j));
  return y;
}

/// Computes the outputs of a hidden layer.
BPK_INLINE void TYPED(step_hidden)(const TYPED(bpk_layer) * layer, const element *parameters,
                                   const element *x) {
  const size_t n = layer->shape.output_count;
  if (n == 1) {
    TYPED(step_forward)(layer, parameters, x, 0, true);
    return;
  }
  for (size_t j = 0; j < n; j += v_lanes) TYPED(step_forward)(layer, parameters, x, j, false);
}

/// Computes the vector of error terms from j on of the last layer, from its outputs y; ∂L/∂f(z) for a softmax
/// layer with `errors_are_of_outputs`.
BPK_INLINE v_vector TYPED(step_output_errors)(const TYPED(bpk_layer) * layer,
                                              const TYPED(bpk_single_sample_step) * step,
                                              const element *target, v_vector y, size_t j,
                                              const bool is_single) {
  const size_t n = is_single ? 1 : layer->shape.output_count - j;
  const v_vector t =
      is_single ? v_splat(*target) : v_load_tail(target + j, v_tail_of(n < v_lanes ? n : v_lanes));
  v_vector delta = v_mul(v_sub(y, t), v_splat(step->factor));
  if (step->errors_are_of_outputs) {
    delta = v_mul(delta, TYPED(derivative_of)(layer->shape.function, layer->shape.parameter, y));
  }
  v_store(layer->memory.errors.start + j, TYPED(first_lanes)(delta, n));
  return delta;
}

/// Computes the outputs and the error terms of the last layer. Returns the first vector of error terms.
BPK_INLINE v_vector TYPED(step_last)(const TYPED(bpk_layer) * layer, const element *parameters,
                                     const element *x, const TYPED(bpk_single_sample_step) * step,
                                     const element *target) {
  const size_t n = layer->shape.output_count;
  if (n == 1) {
    const v_vector y = TYPED(step_forward)(layer, parameters, x, 0, true);
    return TYPED(step_output_errors)(layer, step, target, y, 0, true);
  }
  element *outputs = layer->memory.outputs.start;
  for (size_t j = 0; j < n; j += v_lanes) TYPED(step_forward)(layer, parameters, x, j, false);
  const bool is_softmax = layer->shape.function == bpk_function_softmax;
  if (is_softmax) TYPED(softmax)(1, n, outputs, n, outputs, n);
  const v_vector first = TYPED(step_output_errors)(layer, step, target, v_load(outputs), 0, false);
  for (size_t j = v_lanes; j < n; j += v_lanes) {
    TYPED(step_output_errors)(layer, step, target, v_load(outputs + j), j, false);
  }
  if (!is_softmax || !step->errors_are_of_outputs) return first;
  element *errors = layer->memory.errors.start;
  TYPED(softmax_derivative)(1, n, outputs, n, errors, n, errors, n);
  return v_load(errors);
}

/// d = delta wᵀ, for a layer with k outputs and n inputs; a vector after d may be written.
BPK_INLINE void TYPED(step_transposed)(size_t k, size_t n, const element *delta, const element *w,
                                       element *d) {
  if (k > BPK_CHAINED_OUTPUTS) {
    const TYPED(bpk_product) product = {
        .m = 1, .k = k, .n = n,
        .a = delta, .a_row_stride = k, .a_column_stride = 1,
        .b = w, .ldb = k,
        .c = d, .ldc = n,
    };
    TYPED(multiply_transposed)(&product);
    return;
  }
  for (size_t i = 0; i < n; ++i) {
    v_vector sum = v_splat(0);
    for (size_t j = 0; j < k; ++j) sum = v_fma(v_splat(delta[j]), v_splat(w[i * k + j]), sum);
    v_store(d + i, sum);
  }
}

/// Computes the vector of error terms from j on of layer `below` from ∂L/∂f(z).
BPK_INLINE v_vector TYPED(step_error)(const TYPED(bpk_layer) * below, v_vector error, size_t j,
                                      const bool is_single) {
  const v_vector y = TYPED(load_neurons)(below->memory.outputs.start + j, is_single);
  const v_vector delta = v_mul(error, TYPED(derivative_of)(below->shape.function, below->shape.parameter, y));
  v_store(below->memory.errors.start + j,
          TYPED(first_lanes)(delta, is_single ? 1 : below->shape.output_count - j));
  return delta;
}

/// Computes the error terms of layer `below` from those of the layer above it. If that has a single neuron
/// (`is_single`), its error term is `delta`. Returns the first vector of error terms.
BPK_INLINE v_vector TYPED(step_backward)(const TYPED(bpk_layer) * above, const TYPED(bpk_layer) * below,
                                         const element *parameters, v_vector delta, const bool is_single) {
  const size_t n = below->shape.output_count;
  const element *w = parameters + above->parameters.weights;
  element *d = below->memory.errors.start;
  if (!is_single) TYPED(step_transposed)(above->shape.output_count, n, above->memory.errors.start, w, d);
  if (n == 1) {
    const v_vector error = is_single ? v_fma(delta, v_splat(*w), v_splat(0)) : v_splat(*d);
    return TYPED(step_error)(below, error, 0, true);
  }
  v_vector first = delta;
  for (size_t j = 0; j < n; j += v_lanes) {
    const v_vector error = is_single ? v_fma(delta, v_load(w + j), v_splat(0)) : v_load(d + j);
    const v_vector terms = TYPED(step_error)(below, error, j, false);
    if (j == 0) first = terms;
  }
  return first;
}

/// Computes the gradients of a layer's weights and biases. Stores beyond the end of a row are overwritten by
/// the next row, or by the next layer, which comes later. `first` is the first vector of error terms.
BPK_INLINE void TYPED(step_gradient)(const TYPED(bpk_layer) * layer, const element *x, v_vector first,
                                     element *gradient) {
  const size_t k = layer->shape.input_count, n = layer->shape.output_count;
  const element *delta = layer->memory.errors.start, *end = x + k;
  element *g = gradient + layer->parameters.weights, *bias_gradient = gradient + layer->parameters.biases;
  const v_vector zero = v_splat(0), row = TYPED(first_lanes)(first, n);
  if (n == 1) {
    for (; x + v_lanes <= end; x += v_lanes, g += v_lanes) v_store(g, v_fma(first, v_load(x), zero));
    if (x < end) v_store(g, v_fma(first, v_load_tail(x, v_tail_of((size_t)(end - x))), zero));
  } else if (n <= v_lanes) {
    for (; x < end; ++x, g += n) v_store(g, v_fma(v_splat(*x), row, zero));
  } else {
    for (; x < end; ++x, g += n) {
      for (size_t j = 0; j < n; j += v_lanes) v_store(g + j, v_fma(v_splat(*x), v_load(delta + j), zero));
    }
  }
  v_store(bias_gradient, v_add(row, zero));
  for (size_t j = v_lanes; j < n; j += v_lanes) v_store(bias_gradient + j, v_add(v_load(delta + j), zero));
}

/// See `bpk_run_single_sample_step_f32`.
static void TYPED(single_sample_step)(const TYPED(bpk_single_sample_step) * step, const element *x,
                                const element *target) {
  const TYPED(bpk_layer) *layers = step->layers, *last = layers + step->count - 1;
  const element *parameters = step->parameters;
  const element *input = x;
  for (const TYPED(bpk_layer) *layer = layers; layer < last; ++layer) {
    TYPED(step_hidden)(layer, parameters, input);
    input = layer->memory.outputs.start;
  }
  v_vector first = TYPED(step_last)(last, parameters, input, step, target);
  for (const TYPED(bpk_layer) *above = last; above > layers; --above) {
    first = above->shape.output_count == 1 ? TYPED(step_backward)(above, above - 1, parameters, first, true)
                                     : TYPED(step_backward)(above, above - 1, parameters, first, false);
  }
  element *gradient = step->gradient;
  TYPED(step_gradient)(layers, x, first, gradient);
  for (const TYPED(bpk_layer) *layer = layers + 1; layer <= last; ++layer) {
    const element *delta = layer->memory.errors.start;
    first = layer->shape.output_count == 1 ? v_splat(*delta) : v_load(delta);
    TYPED(step_gradient)(layer, (layer - 1)->memory.outputs.start, first, gradient);
  }
}
