// The passes through a network for one element type (BPK_ELEMENT).

/// The address of row `row`.
static element *TYPED(row_of)(TYPED(bpk_rows) rows, size_t row) { return rows.start + row * rows.stride; }

/// The input of layer `index` from row `row` on: the network's, or the outputs of the layer below.
static const element *TYPED(input_of)(const TYPED(bpk_layer) * layers, size_t index, size_t row,
                                      const element *x, size_t ldx, size_t *ldinput) {
  *ldinput = index > 0 ? layers[index - 1].memory.outputs.stride : ldx;
  return index > 0 ? TYPED(row_of)(layers[index - 1].memory.outputs, row) : x;
}

/// The rows of a layer's f(z): its outputs, unless there is dropout.
static TYPED(bpk_rows) TYPED(values_of)(const TYPED(bpk_layer) * layer) {
  return layer->memory.undropped.start ? layer->memory.undropped : layer->memory.outputs;
}

/// Whether f′ of a layer is computed from its net inputs, not from f(z).
static bool TYPED(takes_net_inputs)(const TYPED(bpk_layer) * layer) {
  return layer->shape.custom || bpk_derivative_takes_net_inputs(layer->shape.function);
}

/// The rows from which f′ of a layer is computed.
static TYPED(bpk_rows) TYPED(slope_source)(const TYPED(bpk_layer) * layer) {
  return TYPED(takes_net_inputs)(layer) ? layer->memory.net_inputs : TYPED(values_of)(layer);
}

/// The parameter of a layer's function.
static element TYPED(parameter_of)(const TYPED(bpk_layer) * layer, const element *parameters) {
  return layer->parameters.trains_slope ? parameters[layer->parameters.slope] : layer->shape.parameter;
}

/// The weights of a layer.
static TYPED(bpk_weights) TYPED(weights_of)(const TYPED(bpk_layer) * layer, const element *parameters) {
  return (TYPED(bpk_weights)){
      .start = parameters + layer->parameters.weights,
      .rows = layer->shape.input_count,
      .columns = layer->shape.output_count,
      .stride = layer->parameters.row_stride,
      .panel_columns = layer->parameters.panel_columns,
  };
}

/// Whether the weights of a layer are rows without gaps.
static bool TYPED(is_contiguous)(const TYPED(bpk_layer) * layer) {
  return layer->parameters.panel_columns == 0 && layer->parameters.row_stride == layer->shape.output_count;
}

/// Whether a layer is computed directly instead of by a product. Sizes in bytes do not overflow, so neither
/// does the number of weights.
static bool TYPED(is_direct)(const TYPED(bpk_table) * table, const TYPED(bpk_layer) * layer) {
  return TYPED(is_contiguous)(layer) &&
         layer->shape.input_count * layer->shape.output_count <= table->tuning.direct_weights;
}

/// Computes the outputs of one layer for its m inputs x, into the rows from `row` on. `keeps_logits` is true
/// for the last layer of a pass that keeps its net inputs.
static void TYPED(layer_forward)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layer,
                                 const element *parameters, size_t row, size_t m, const element *x,
                                 size_t ldx, bool keeps_logits, void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const TYPED(bpk_layer_memory) *memory = &layer->memory;
  const size_t k = layer->shape.input_count, n = layer->shape.output_count;
  const element *w = parameters + layer->parameters.weights, *bias = parameters + layer->parameters.biases;
  const TYPED(bpk_custom_function) *custom = layer->shape.custom;
  const bpk_function function = custom ? bpk_function_linear : layer->shape.function;
  const element parameter = TYPED(parameter_of)(layer, parameters);
  const bool keeps_net_inputs =
      keeps_logits || (memory->net_inputs.start && TYPED(takes_net_inputs)(layer));
  const TYPED(bpk_rows) values = TYPED(values_of)(layer),
                        net_inputs = keeps_net_inputs ? memory->net_inputs : values;
  const size_t ldy = values.stride, ldz = net_inputs.stride;
  element *y = TYPED(row_of)(values, row), *z = TYPED(row_of)(net_inputs, row);
  if (m > table->tuning.direct_rows || !TYPED(is_direct)(table, layer)) {
    const TYPED(bpk_weights) weights = TYPED(weights_of)(layer, parameters);
    TYPED(bpk_forward_keep_z)(kernels, m, &weights, x, ldx, bias, z, ldz, function, parameter, y, ldy,
                              scratch);
  } else if (keeps_net_inputs || !is_row_function(function)) {
    table->forward_rows(m, k, n, x, ldx, w, bias, bpk_function_linear, parameter, z, ldz);
    table->map[function](parameter, m, n, z, ldz, y, ldy);
  } else {
    table->forward_rows(m, k, n, x, ldx, w, bias, function, parameter, y, ldy);
  }
  if (custom) custom->apply(custom->context, m, n, z, ldz, y, ldy);
  if (memory->dropout) {
    table->drop(memory->dropout, row, m, n, y, ldy, TYPED(row_of)(memory->outputs, row),
                memory->outputs.stride);
  }
}

/// Computes the outputs of one layer from its net inputs z, as `layer_forward` from its inputs.
static void TYPED(layer_from_net_inputs)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layer,
                                         const element *parameters, size_t row, const element *z,
                                         bool keeps_logits) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const TYPED(bpk_layer_memory) *memory = &layer->memory;
  const size_t n = layer->shape.output_count;
  const TYPED(bpk_custom_function) *custom = layer->shape.custom;
  const TYPED(bpk_rows) values = TYPED(values_of)(layer);
  element *y = TYPED(row_of)(values, row);
  if (keeps_logits || (memory->net_inputs.start && TYPED(takes_net_inputs)(layer))) {
    element *kept = TYPED(row_of)(memory->net_inputs, row);
    table->map[bpk_function_linear](0, 1, n, z, n, kept, memory->net_inputs.stride);
  }
  if (custom) {
    custom->apply(custom->context, 1, n, z, n, y, values.stride);
  } else {
    table->map[layer->shape.function](TYPED(parameter_of)(layer, parameters), 1, n, z, n, y, values.stride);
  }
  if (memory->dropout) {
    table->drop(memory->dropout, row, 1, n, y, values.stride, TYPED(row_of)(memory->outputs, row),
                memory->outputs.stride);
  }
}

/// Computes the outputs of the layers from `index` on.
static void TYPED(forward_from)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layers, size_t count,
                                size_t index, const element *parameters, size_t row, size_t m,
                                const element *x, size_t ldx, bool keeps_logits, void *scratch) {
  for (; index < count; ++index) {
    size_t ldinput;
    const element *input = TYPED(input_of)(layers, index, row, x, ldx, &ldinput);
    TYPED(layer_forward)(kernels, layers + index, parameters, row, m, input, ldinput,
                         keeps_logits && index + 1 == count, scratch);
  }
}

void TYPED(bpk_network_forward)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layers, size_t count,
                                const element *parameters, size_t row, size_t m, const element *x, size_t ldx,
                                bool keeps_logits, void *scratch) {
  TYPED(forward_from)(kernels, layers, count, 0, parameters, row, m, x, ldx, keeps_logits, scratch);
}

void TYPED(bpk_network_forward_from)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layers,
                                     size_t count, const element *parameters, size_t row,
                                     const element *net_inputs, bool keeps_logits, void *scratch) {
  if (count == 0) return;
  TYPED(layer_from_net_inputs)(kernels, layers, parameters, row, net_inputs, keeps_logits && count == 1);
  TYPED(forward_from)(kernels, layers, count, 1, parameters, row, 1, NULL, 0, keeps_logits, scratch);
}

/// Converts ∂L/∂f(z) in the errors of a layer to ∂L/∂z and, if its slope is trained, computes each row's
/// derivative with respect to the slope.
static void TYPED(apply_derivative)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layer,
                                    const element *parameters, size_t row, size_t m) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const size_t n = layer->shape.output_count;
  const TYPED(bpk_rows) rows = layer->memory.errors, source = TYPED(slope_source)(layer);
  element *errors = TYPED(row_of)(rows, row);
  const element *values = TYPED(row_of)(source, row);
  const TYPED(bpk_custom_function) *custom = layer->shape.custom;
  if (custom) {
    custom->multiply_by_derivative(custom->context, m, n, values, source.stride, errors, rows.stride);
    return;
  }
  if (layer->parameters.trains_slope) {
    table->slope_terms(m, n, values, source.stride, errors, rows.stride, layer->memory.slope_terms + row);
  }
  table->derivative[layer->shape.function](TYPED(parameter_of)(layer, parameters), m, n, values,
                                           source.stride, errors, rows.stride, errors, rows.stride);
}

/// `layer_backward` if dropout or the terms of a slope have to be computed between the product and f′.
static void TYPED(layer_backward_unfused)(const bpk_kernels *kernels, const TYPED(bpk_layer) * above,
                                          const TYPED(bpk_layer) * below, const element *parameters,
                                          size_t row, size_t m, void *scratch) {
  const size_t n = above->shape.input_count, ldd = below->memory.errors.stride;
  const TYPED(bpk_weights) weights = TYPED(weights_of)(above, parameters);
  element *d = TYPED(row_of)(below->memory.errors, row);
  TYPED(bpk_backward_through)(kernels, m, &weights, TYPED(row_of)(above->memory.errors, row),
                              above->memory.errors.stride, NULL, 0, bpk_function_linear, 0, d, ldd, scratch);
  if (below->memory.dropout) kernels->BPK_ELEMENT->drop(below->memory.dropout, row, m, n, d, ldd, d, ldd);
  TYPED(apply_derivative)(kernels, below, parameters, row, m);
}

/// Computes the error terms of layer `below` from those of the layer above it, for the m rows from `row` on.
static void TYPED(layer_backward)(const bpk_kernels *kernels, const TYPED(bpk_layer) * above,
                                  const TYPED(bpk_layer) * below, const element *parameters, size_t row,
                                  size_t m, void *scratch) {
  if (below->memory.dropout || below->parameters.trains_slope || below->shape.custom) {
    TYPED(layer_backward_unfused)(kernels, above, below, parameters, row, m, scratch);
    return;
  }
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const size_t k = above->shape.output_count, n = above->shape.input_count;
  const size_t lddelta = above->memory.errors.stride, ldd = below->memory.errors.stride;
  const element *w = parameters + above->parameters.weights,
                *delta = TYPED(row_of)(above->memory.errors, row);
  const bpk_function function = below->shape.function;
  const element parameter = below->shape.parameter;
  const TYPED(bpk_rows) source = TYPED(slope_source)(below);
  const element *values = TYPED(row_of)(source, row);
  element *d = TYPED(row_of)(below->memory.errors, row);
  if (k != 1 || !TYPED(is_direct)(table, above)) {
    const TYPED(bpk_weights) weights = TYPED(weights_of)(above, parameters);
    TYPED(bpk_backward_through)(kernels, m, &weights, delta, lddelta, values, source.stride, function,
                                parameter, d, ldd, scratch);
    return;
  }
  const bool is_unfused = !is_row_function(function);
  table->backward_rows(m, n, delta, lddelta, w, values, source.stride,
                       is_unfused ? bpk_function_linear : function, parameter, d, ldd);
  if (is_unfused) table->derivative[function](parameter, m, n, values, source.stride, d, ldd, d, ldd);
}

void TYPED(bpk_network_backward)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layers, size_t count,
                                 const element *parameters, size_t row, size_t m, bool errors_are_of_outputs,
                                 void *scratch) {
  if (count == 0) return;
  const TYPED(bpk_layer) *above = layers + count - 1;
  if (errors_are_of_outputs) TYPED(apply_derivative)(kernels, above, parameters, row, m);
  for (; above > layers; --above) {
    TYPED(layer_backward)(kernels, above, above - 1, parameters, row, m, scratch);
  }
}

void TYPED(bpk_slope_gradient)(const TYPED(bpk_layer) * layer, size_t m, bool accumulate, element *gradient) {
  if (!layer->parameters.trains_slope) return;
  const element *terms = layer->memory.slope_terms;
  element sum = accumulate ? *gradient : 0;
  for (size_t i = 0; i < m; ++i) sum += terms[i];
  *gradient = sum;
}

/// Computes the gradient of layer `index` over the first m rows of a pass.
static void TYPED(layer_gradient)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layers, size_t index,
                                  size_t m, const element *x, size_t ldx, bool accumulate, element *gradient,
                                  void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const TYPED(bpk_layer) *layer = layers + index;
  const size_t k = layer->shape.input_count, n = layer->shape.output_count;
  const element *delta = layer->memory.errors.start;
  const size_t lddelta = layer->memory.errors.stride;
  const size_t most_chained = n == 1 ? table->tuning.chained_single_inputs : BPK_CHAINED_INPUTS;
  element *g = gradient + layer->parameters.weights, *bias_gradient = gradient + layer->parameters.biases;
  size_t ldinput;
  const element *input = TYPED(input_of)(layers, index, 0, x, ldx, &ldinput);
  if (m == 1 && !accumulate && TYPED(is_direct)(table, layer)) {
    table->gradient_row(k, n, input, delta, g, bias_gradient);
  } else if (TYPED(is_contiguous)(layer) && k > 0 && k <= most_chained && n <= table->chained_columns) {
    table->gradient_rows(m, k, n, input, ldinput, delta, lddelta, accumulate, g, bias_gradient);
  } else {
    const size_t width = layer->parameters.panel_columns, panel = width > 0 ? width : n;
    for (size_t j = 0; j < n; j += panel) {
      const bool is_whole = width > 0 && n - j >= width;
      TYPED(bpk_gradient)(kernels, k, m, n - j < panel ? n - j : panel, input, ldinput, delta + j, lddelta,
                          accumulate, g + j * k, is_whole ? width : layer->parameters.row_stride,
                          bias_gradient + j, scratch);
    }
  }
  TYPED(bpk_slope_gradient)(layer, m, accumulate, gradient + layer->parameters.slope);
}

/// Whether `single_output` can propagate error terms through `above` to `below`. It computes f′ from the
/// inputs of `above`, which with dropout are not f(z).
static bool TYPED(is_single_output)(const TYPED(bpk_table) * table, const TYPED(bpk_layer) * above,
                                    const TYPED(bpk_layer) * below) {
  return above->shape.output_count == 1 && above->shape.input_count > 0 && TYPED(is_direct)(table, above) &&
         !above->parameters.trains_slope && is_row_function(below->shape.function) && !below->shape.custom &&
         !below->memory.dropout;
}

/// Propagates error terms through layer `index`, of one output, and computes its gradient. Returns whether
/// the gradient of the layer below has been computed, too.
static bool TYPED(single_output_backward)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layers,
                                          size_t index, const element *parameters, size_t m, const element *x,
                                          size_t ldx, bool accumulate, element *gradient) {
  const TYPED(bpk_layer) *above = layers + index, *below = above - 1;
  const TYPED(bpk_layer_memory) *memory = &below->memory;
  const size_t below_k = below->shape.input_count;
  const bool fuses = below_k > 0 && below_k <= BPK_FUSED_INPUTS && TYPED(is_contiguous)(below) &&
                     above->shape.input_count <= kernels->BPK_ELEMENT->chained_columns;
  size_t ldinput;
  const element *input = TYPED(input_of)(layers, index - 1, 0, x, ldx, &ldinput);
  const TYPED(bpk_single_output) single = {
      .m = m, .n = above->shape.input_count,
      .delta = above->memory.errors.start, .lddelta = above->memory.errors.stride,
      .w = parameters + above->parameters.weights,
      .y = memory->outputs.start, .ldy = memory->outputs.stride,
      .function = below->shape.function, .parameter = below->shape.parameter,
      .d = memory->errors.start, .ldd = memory->errors.stride,
      .accumulate = accumulate,
      .g = gradient + above->parameters.weights, .bias_gradient = gradient + above->parameters.biases,
      .below_k = fuses ? below_k : 0,
      .x = input, .ldx = ldinput,
      .below_g = gradient + below->parameters.weights,
      .below_bias_gradient = gradient + below->parameters.biases,
  };
  kernels->BPK_ELEMENT->single_output(&single);
  return fuses;
}

void TYPED(bpk_network_backward_gradient)(const bpk_kernels *kernels, const TYPED(bpk_layer) * layers,
                                          size_t count, const element *parameters, size_t m, const element *x,
                                          size_t ldx, bool errors_are_of_outputs, bool accumulate,
                                          element *gradient, void *scratch) {
  if (count == 0) return;
  const TYPED(bpk_layer) *above = layers + count - 1;
  if (errors_are_of_outputs) TYPED(apply_derivative)(kernels, above, parameters, 0, m);
  bool has_gradient = false;
  for (; above > layers; --above) {
    const size_t index = (size_t)(above - layers);
    if (!has_gradient && TYPED(is_single_output)(kernels->BPK_ELEMENT, above, above - 1)) {
      has_gradient = TYPED(single_output_backward)(kernels, layers, index, parameters, m, x, ldx, accumulate,
                                                   gradient);
      continue;
    }
    TYPED(layer_backward)(kernels, above, above - 1, parameters, 0, m, scratch);
    if (!has_gradient) {
      TYPED(layer_gradient)(kernels, layers, index, m, x, ldx, accumulate, gradient, scratch);
    }
    has_gradient = false;
  }
  if (!has_gradient) TYPED(layer_gradient)(kernels, layers, 0, m, x, ldx, accumulate, gradient, scratch);
}

const bpk_kernels *TYPED(bpk_single_sample_step_kernels)(const bpk_kernels *kernels,
                                                   const TYPED(bpk_layer) * layers, size_t count) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  size_t end = 0;
  for (size_t index = 0; index < count; ++index) {
    const TYPED(bpk_layer) *layer = layers + index;
    const size_t inputs = layer->shape.input_count, outputs = layer->shape.output_count;
    const bool is_softmax =
        index + 1 == count && layer->shape.function == bpk_function_softmax && outputs > 1;
    if (inputs == 0 || outputs == 0 || !TYPED(is_direct)(table, layer) || layer->memory.dropout) return NULL;
    if (layer->shape.custom || (!is_softmax && !is_row_function(layer->shape.function))) return NULL;
    if (layer->parameters.weights < end) return NULL;
    if (layer->parameters.biases < layer->parameters.weights + inputs * outputs) return NULL;
    end = layer->parameters.biases + outputs;
  }
  if (count == 0) return NULL;
  return kernels->for_steps ? kernels->for_steps : kernels;
}

void TYPED(bpk_run_single_sample_step)(const bpk_kernels *kernels, const TYPED(bpk_single_sample_step) * step,
                                 const element *x, const element *target) {
  kernels->BPK_ELEMENT->single_sample_step(step, x, target);
}
