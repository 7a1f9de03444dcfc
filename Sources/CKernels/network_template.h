// The passes through a network for one element type (BPK_ELEMENT).

/// The outputs, or the error terms, of a layer from row `row` on.
static element *TYPED(outputs_from)(const bpk_layer *layer, size_t row) {
  return (element *)layer->outputs + row * layer->ldoutputs;
}
static element *TYPED(errors_from)(const bpk_layer *layer, size_t row) {
  return (element *)layer->errors + row * layer->lderrors;
}

/// The input of layer `index`: the network's, or what the layer below put out.
static const element *TYPED(input_of)(const bpk_layer *layers, size_t index, size_t row, const element *x,
                                      size_t ldx, size_t *ldinput) {
  *ldinput = index > 0 ? layers[index - 1].ldoutputs : ldx;
  return index > 0 ? TYPED(outputs_from)(layers + index - 1, row) : x;
}

/// Where f(z) of a layer lies from row `row` on: in its outputs, unless some of these are dropped.
static element *TYPED(values_from)(const bpk_layer *layer, size_t row, size_t *ldvalues) {
  *ldvalues = layer->undropped ? layer->ldundropped : layer->ldoutputs;
  return (element *)(layer->undropped ? layer->undropped : layer->outputs) + row * *ldvalues;
}

/// What f′ of a layer is computed from, from row `row` on: its net inputs or f(z), as its function has it.
static const element *TYPED(slope_source)(const bpk_layer *layer, size_t row, size_t *ldsource) {
  if (!bpk_derivative_takes_net_inputs(layer->function)) return TYPED(values_from)(layer, row, ldsource);
  *ldsource = layer->ldnet_inputs;
  return (const element *)layer->net_inputs + row * layer->ldnet_inputs;
}

/// The parameter of a layer's function.
static element TYPED(parameter_of)(const bpk_layer *layer, const element *parameters) {
  return layer->slope ? parameters[layer->slope] : (element)layer->parameter;
}

/// The outputs of one layer for its m inputs x, from row `row` on.
///
/// The product goes without the function, which follows, where z is kept, for softmax, and where few rows take a
/// function that their kernel does not know.
///
/// - keeps_logits: whether the layer is the last one of a pass that keeps its net inputs.
static void TYPED(layer_forward)(const bpk_kernels *kernels, const bpk_layer *layer, const element *parameters,
                                 size_t row, size_t m, const element *x, size_t ldx, bool keeps_logits,
                                 void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const size_t k = layer->input_count, n = layer->output_count;
  const element *w = parameters + layer->weights, *bias = parameters + layer->biases;
  const element parameter = TYPED(parameter_of)(layer, parameters);
  const bool direct = m <= DIRECT_ROWS && is_direct(layer);
  const bool keeps_net_inputs =
      keeps_logits || (layer->net_inputs && bpk_derivative_takes_net_inputs(layer->function));
  const bool is_apart = keeps_net_inputs || layer->function == bpk_function_softmax ||
                        (direct && !is_row_function(layer->function));
  const bpk_function function = is_apart ? bpk_function_linear : layer->function;
  size_t ldy;
  element *y = TYPED(values_from)(layer, row, &ldy), *z = y;
  size_t ldz = ldy;
  if (keeps_net_inputs) {
    z = (element *)layer->net_inputs + row * layer->ldnet_inputs;
    ldz = layer->ldnet_inputs;
  }
  if (direct) {
    table->forward_rows(m, k, n, x, ldx, w, bias, function, parameter, z, ldz);
  } else {
    TYPED(bpk_forward)(kernels, m, k, n, x, ldx, w, n, bias, z, ldz, function, parameter, scratch);
  }
  if (is_apart) table->map[layer->function](parameter, m, n, z, ldz, y, ldy);
  if (layer->dropout) {
    table->drop(layer->dropout, row, m, n, y, ldy, TYPED(outputs_from)(layer, row), layer->ldoutputs);
  }
}

void TYPED(bpk_network_forward)(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                                const element *parameters, size_t row, size_t m, const element *x, size_t ldx,
                                bool keeps_logits, void *scratch) {
  for (size_t index = 0; index < count; ++index) {
    size_t ldinput;
    const element *input = TYPED(input_of)(layers, index, row, x, ldx, &ldinput);
    TYPED(layer_forward)(kernels, layers + index, parameters, row, m, input, ldinput,
                         keeps_logits && index + 1 == count, scratch);
  }
}

/// Turns ∂L/∂f(z) in the errors of a layer into ∂L/∂z, and where its slope is trained computes what the rows add to
/// the slope's gradient.
static void TYPED(apply_derivative)(const bpk_kernels *kernels, const bpk_layer *layer,
                                    const element *parameters, size_t row, size_t m) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const size_t n = layer->output_count;
  element *errors = TYPED(errors_from)(layer, row);
  size_t ldsource;
  const element *source = TYPED(slope_source)(layer, row, &ldsource);
  if (layer->slope) {
    table->slope_terms(m, n, source, ldsource, errors, layer->lderrors, (element *)layer->slope_terms + row);
  }
  table->derivative[layer->function](TYPED(parameter_of)(layer, parameters), m, n, source, ldsource, errors,
                                     layer->lderrors, errors, layer->lderrors);
}

/// `layer_backward` where something comes between the product and f′.
static void TYPED(layer_backward_apart)(const bpk_kernels *kernels, const bpk_layer *above,
                                        const bpk_layer *below, const element *parameters, size_t row, size_t m,
                                        void *scratch) {
  const size_t k = above->output_count, n = above->input_count, ldd = below->lderrors;
  element *d = TYPED(errors_from)(below, row);
  TYPED(bpk_backward)(kernels, m, k, n, TYPED(errors_from)(above, row), above->lderrors,
                      parameters + above->weights, k, NULL, 0, bpk_function_linear, 0, d, ldd, scratch);
  if (below->dropout) kernels->BPK_ELEMENT->drop(below->dropout, row, m, n, d, ldd, d, ldd);
  TYPED(apply_derivative)(kernels, below, parameters, row, m);
}

/// The error terms of layer `below` from those of the layer above it, for the m rows from `row` on.
static void TYPED(layer_backward)(const bpk_kernels *kernels, const bpk_layer *above, const bpk_layer *below,
                                  const element *parameters, size_t row, size_t m, void *scratch) {
  if (below->dropout || below->slope) {
    TYPED(layer_backward_apart)(kernels, above, below, parameters, row, m, scratch);
    return;
  }
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const size_t k = above->output_count, n = above->input_count;
  const element *w = parameters + above->weights, *delta = TYPED(errors_from)(above, row);
  const element parameter = (element)below->parameter;
  size_t ldsource;
  const element *source = TYPED(slope_source)(below, row, &ldsource);
  element *d = TYPED(errors_from)(below, row);
  if (k != 1 || !is_direct(above)) {
    TYPED(bpk_backward)(kernels, m, k, n, delta, above->lderrors, w, k, source, ldsource, below->function,
                        parameter, d, below->lderrors, scratch);
    return;
  }
  const bool is_apart = !is_row_function(below->function);
  table->backward_rows(m, n, delta, above->lderrors, w, source, ldsource,
                       is_apart ? bpk_function_linear : below->function, parameter, d, below->lderrors);
  if (is_apart) {
    table->derivative[below->function](parameter, m, n, source, ldsource, d, below->lderrors, d,
                                       below->lderrors);
  }
}

void TYPED(bpk_network_backward)(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                                 const element *parameters, size_t row, size_t m, bool from_outputs,
                                 void *scratch) {
  if (count == 0) return;
  const bpk_layer *above = layers + count - 1;
  if (from_outputs) TYPED(apply_derivative)(kernels, above, parameters, row, m);
  for (; above > layers; --above) {
    TYPED(layer_backward)(kernels, above, above - 1, parameters, row, m, scratch);
  }
}

void TYPED(bpk_slope_gradient)(const bpk_layer *layer, size_t m, bool accumulate, element *gradient) {
  if (!layer->slope) return;
  const element *terms = layer->slope_terms;
  element sum = accumulate ? *gradient : 0;
  for (size_t i = 0; i < m; ++i) sum += terms[i];
  *gradient = sum;
}

/// The gradient of layer `index` over the first m rows of a pass.
static void TYPED(layer_gradient)(const bpk_kernels *kernels, const bpk_layer *layers, size_t index, size_t m,
                                  const element *x, size_t ldx, bool accumulate, element *gradient, void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const bpk_layer *layer = layers + index;
  const size_t k = layer->input_count, n = layer->output_count;
  const element *delta = TYPED(errors_from)(layer, 0);
  element *g = gradient + layer->weights, *bias_gradient = gradient + layer->biases;
  size_t ldinput;
  const element *input = TYPED(input_of)(layers, index, 0, x, ldx, &ldinput);
  if (m == 1 && !accumulate && is_direct(layer)) {
    table->gradient_row(k, n, input, delta, g, bias_gradient);
  } else if (k > 0 && k <= (n == 1 ? CHAINED_SINGLE_INPUTS : BPK_CHAINED_INPUTS) && n <= table->chained_columns) {
    table->gradient_rows(m, k, n, input, ldinput, delta, layer->lderrors, accumulate, g, bias_gradient);
  } else {
    TYPED(bpk_gradient)(kernels, k, m, n, input, ldinput, delta, layer->lderrors, accumulate, g, n, bias_gradient,
                        scratch);
  }
  TYPED(bpk_slope_gradient)(layer, m, accumulate, gradient + layer->slope);
}

/// Whether the kernels for single outputs take error terms through `above` to `below`, whose f′ they compute from what
/// went into `above`.
static bool TYPED(is_single_output)(const bpk_layer *above, const bpk_layer *below) {
  return above->output_count == 1 && above->input_count > 0 && is_direct(above) && !above->slope &&
         is_row_function(below->function) && !below->dropout;
}

void TYPED(bpk_network_backward_gradient)(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                                          const element *parameters, size_t m, const element *x, size_t ldx,
                                          bool from_outputs, bool accumulate, element *gradient, void *scratch) {
  if (count == 0) return;
  const bpk_layer *above = layers + count - 1;
  if (from_outputs) TYPED(apply_derivative)(kernels, above, parameters, 0, m);
  for (; above > layers; --above) {
    const bpk_layer *below = above - 1;
    if (!TYPED(is_single_output)(above, below)) {
      TYPED(layer_backward)(kernels, above, below, parameters, 0, m, scratch);
      TYPED(layer_gradient)(kernels, layers, (size_t)(above - layers), m, x, ldx, accumulate, gradient, scratch);
      continue;
    }
    const TYPED(bpk_single_output) single = {
        .m = m, .n = above->input_count,
        .delta = above->errors, .lddelta = above->lderrors,
        .w = parameters + above->weights,
        .y = below->outputs, .ldy = below->ldoutputs,
        .function = below->function, .parameter = (element)below->parameter,
        .d = below->errors, .ldd = below->lderrors,
        .accumulate = accumulate,
        .g = gradient + above->weights, .bias_gradient = gradient + above->biases,
    };
    kernels->BPK_ELEMENT->single_output(&single);
  }
  TYPED(layer_gradient)(kernels, layers, 0, m, x, ldx, accumulate, gradient, scratch);
}

void TYPED(bpk_network_step)(const bpk_kernels *kernels, const bpk_network_step *step, const element *x,
                             const element *target) {
  kernels->BPK_ELEMENT->network_step(step, x, target);
}
