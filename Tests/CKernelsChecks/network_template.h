// The checks of the passes through a network for one element type (CHECK_ELEMENT).

enum { TYPED(most_layers) = 4 };

/// A random network, a batch, and the results of its passes in guarded memory.
typedef struct TYPED(network_case) {
  size_t count, rows;
  /// Whether the pass keeps the net inputs of the last layer.
  bool keeps_logits;
  TYPED(bpk_layer) layers[TYPED(most_layers)];
  TYPED(matrix) x, parameters, gradient;
  TYPED(matrix) outputs[TYPED(most_layers)], net_inputs[TYPED(most_layers)], errors[TYPED(most_layers)];
  TYPED(matrix) undropped[TYPED(most_layers)], slope_terms[TYPED(most_layers)];
  /// The dropout of each layer; a threshold of 0 means none.
  bpk_dropout dropout[TYPED(most_layers)];
  /// Of the layers whose functions are computed by callbacks: the same ones that the layers name.
  TYPED(own_function) own_functions[TYPED(most_layers)];
  TYPED(bpk_custom_function) custom_functions[TYPED(most_layers)];
} TYPED(network_case);

static TYPED(bpk_rows) TYPED(rows)(TYPED(matrix) matrix) { return (TYPED(bpk_rows)){matrix.p, matrix.ld}; }

/// Whether a forward pass keeps the net inputs of a layer.
static bool TYPED(keeps_net_inputs)(const TYPED(network_case) * c, size_t index) {
  return bpk_derivative_takes_net_inputs(c->layers[index].shape.function) ||
         (c->keeps_logits && index + 1 == c->count);
}

/// Allocates results of its own for the case: outputs and gradient not written, and the same errors of the
/// last layer.
static void TYPED(make_results)(check_run *run, TYPED(network_case) * c, const TYPED(matrix) * last_errors) {
  const TYPED(bpk_rows) none = {NULL, 0};
  for (size_t index = 0; index < c->count; ++index) {
    TYPED(bpk_layer) *layer = c->layers + index;
    c->custom_functions[index].context = c->own_functions + index;
    if (layer->shape.custom) layer->shape.custom = c->custom_functions + index;
    const bool is_last = index + 1 == c->count;
    c->outputs[index] = TYPED(matrix_make)(run, c->rows, layer->shape.output_count);
    c->errors[index] = is_last ? TYPED(matrix_copy)(run, last_errors)
                               : TYPED(matrix_make)(run, c->rows, layer->shape.output_count);
    c->net_inputs[index] = TYPED(matrix_make)(run, c->rows, layer->shape.output_count);
    c->undropped[index] = TYPED(matrix_make)(run, c->rows, layer->shape.output_count);
    c->slope_terms[index] = TYPED(matrix_make)(run, 1, c->rows);
    const bool has_place = TYPED(keeps_net_inputs)(c, index) || (is_last && check_random_below(run, 2) == 0);
    const bool drops = c->dropout[index].threshold != 0;
    layer->memory = (TYPED(bpk_layer_memory)){
        .outputs = TYPED(rows)(c->outputs[index]),
        .net_inputs = has_place ? TYPED(rows)(c->net_inputs[index]) : none,
        .undropped = drops && !has_place ? TYPED(rows)(c->undropped[index]) : none,
        .errors = TYPED(rows)(c->errors[index]),
        .slope_terms = layer->parameters.trains_slope ? c->slope_terms[index].p : NULL,
        .dropout = drops ? &c->dropout[index] : NULL,
    };
  }
  c->gradient = TYPED(matrix_make)(run, 1, c->parameters.columns);
}

static void TYPED(free_results)(TYPED(network_case) * c) {
  for (size_t index = 0; index < c->count; ++index) {
    TYPED(matrix_free)(c->outputs[index]);
    TYPED(matrix_free)(c->net_inputs[index]);
    TYPED(matrix_free)(c->undropped[index]);
    TYPED(matrix_free)(c->slope_terms[index]);
    TYPED(matrix_free)(c->errors[index]);
  }
  TYPED(matrix_free)(c->gradient);
}

/// A layer's size: mostly so small that a path for tiny layers is taken, and sometimes 0.
static size_t TYPED(random_size)(check_run *run) {
  if (check_random_below(run, 40) == 0) return 0;
  const size_t bound = check_random_below(run, 4) == 0 ? 70 : 12;
  return 1 + (check_random_below(run, 3) == 0 ? 0 : check_random_below(run, bound));
}

static TYPED(network_case) TYPED(random_network)(check_run *run) {
  TYPED(network_case) c = {.count = 1 + check_random_below(run, TYPED(most_layers))};
  c.rows = check_random_below(run, 2) == 0 ? 1 : check_random_below(run, 40);
  c.keeps_logits = check_random_below(run, 2) == 0;
  size_t inputs = TYPED(random_size)(run), offset = 0;
  c.x = TYPED(matrix_random)(run, c.rows, inputs, false);
  for (size_t index = 0; index < c.count; ++index) {
    const size_t outputs = TYPED(random_size)(run);
    TYPED(bpk_layer) *layer = c.layers + index;
    layer->shape.input_count = inputs, layer->shape.output_count = outputs;
    const bool is_softmax = index + 1 == c.count && check_random_below(run, 3) == 0;
    layer->shape.function = is_softmax ? bpk_function_softmax : check_random_function(run);
    layer->shape.parameter = (element)(1.5 + check_random_signed(run));
    layer->parameters.weights = offset;
    offset += inputs * outputs + check_random_below(run, 4);
    layer->parameters.biases = offset;
    offset += outputs + check_random_below(run, 4);
    if (layer->shape.function == bpk_function_prelu && check_random_below(run, 4) > 0) {
      layer->parameters.trains_slope = true, layer->parameters.slope = offset++;
    }
    if (bpk_derivative_takes_net_inputs(layer->shape.function) && !layer->parameters.trains_slope &&
        check_random_below(run, 2) == 0) {
      c.own_functions[index] =
          (TYPED(own_function)){layer->shape.function, layer->shape.parameter};
      c.custom_functions[index] = (TYPED(bpk_custom_function)){
          .apply = TYPED(apply_own), .multiply_by_derivative = TYPED(multiply_by_own_derivative)};
      layer->shape.custom = c.custom_functions + index;
    }
    if (index + 1 < c.count && check_random_below(run, 3) == 0) {
      c.dropout[index] = (bpk_dropout){.key = (uint64_t)check_random_below(run, SIZE_MAX),
                                       .first_row = check_random_below(run, 100),
                                       .threshold = 1 + (uint32_t)check_random_below(run, 65535)};
    }
    inputs = outputs;
  }
  c.parameters = TYPED(matrix_random)(run, 1, offset, false);
  return c;
}

/// The values from which the derivative of a layer's function is computed.
static TYPED(matrix) TYPED(slope_source)(const TYPED(network_case) * c, size_t index) {
  if (bpk_derivative_takes_net_inputs(c->layers[index].shape.function)) return c->net_inputs[index];
  return c->layers[index].memory.dropout ? c->undropped[index] : c->outputs[index];
}

static element TYPED(parameter)(const TYPED(network_case) * c, size_t index) {
  const TYPED(bpk_layer) *layer = c->layers + index;
  return layer->parameters.trains_slope ? c->parameters.p[layer->parameters.slope] : layer->shape.parameter;
}

/// y = x with dropout, computed neuron by neuron from the header's definition.
static void TYPED(drop_one_by_one)(const bpk_dropout *dropout, size_t rows, size_t n, TYPED(matrix) x,
                                   TYPED(matrix) y) {
  const element scale = (element)(65536.0 / (65536 - dropout->threshold));
  for (size_t row = 0; row < rows; ++row) {
    for (size_t j = 0; j < n; ++j) {
      const uint64_t number = (dropout->first_row + row) * ((n + 3) / 4) + j / 4;
      uint64_t mixed = dropout->key + (number + 1) * UINT64_C(0x9E3779B97F4A7C15);
      mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
      mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
      const uint64_t bits = (mixed ^ (mixed >> 31)) >> 16 * (j % 4) & 0xFFFF;
      y.p[row * y.ld + j] = bits < dropout->threshold ? 0 : scale * x.p[row * x.ld + j];
    }
  }
}

/// y = f(z) of the rows of a layer.
static void TYPED(apply_function)(const TYPED(network_case) * c, size_t index, TYPED(matrix) y) {
  const TYPED(bpk_layer) *layer = c->layers + index;
  const size_t n = layer->shape.output_count;
  for (size_t row = 0; row < c->rows; ++row) {
    const element *z = c->net_inputs[index].p + row * c->net_inputs[index].ld;
    element *values = y.p + row * y.ld;
    if (layer->shape.function == bpk_function_softmax) {
      TYPED(bpk_softmax_rows)(check_portable(), 1, n, z, n, values, n);
    } else {
      TYPED(bpk_map)(check_portable(), layer->shape.function, TYPED(parameter)(c, index), n, z, values);
    }
  }
}

/// d = J d, for the Jacobian J of softmax with the n outputs y.
static void TYPED(multiply_by_jacobian)(size_t n, const element *y, element *d) {
  element lanes[16] = {0};
  for (size_t j = 0; j < n; ++j) lanes[j % 16] = CHECK_FMA(d[j], y[j], lanes[j % 16]);
  const element dot = TYPED(lane_sum)(lanes);
  for (size_t j = 0; j < n; ++j) {
    const element difference = d[j] - dot;
    d[j] = y[j] * difference;
  }
}

/// Converts ∂L/∂f(z) in the errors of a layer to ∂L/∂z, and sums the terms of its slope.
static void TYPED(apply_derivative)(TYPED(network_case) * c, size_t index) {
  const TYPED(bpk_layer) *layer = c->layers + index;
  const bool trains_slope = layer->parameters.trains_slope;
  TYPED(matrix) source = TYPED(slope_source)(c, index), errors = c->errors[index];
  for (size_t row = 0; row < c->rows; ++row) {
    element *d = errors.p + row * errors.ld, lanes[16] = {0};
    const element *z = source.p + row * source.ld;
    for (size_t j = 0; trains_slope && j < layer->shape.output_count; ++j) {
      lanes[j % 16] = CHECK_FMA(d[j], z[j] > 0 ? 0 : z[j], lanes[j % 16]);
    }
    if (trains_slope) c->slope_terms[index].p[row] = TYPED(lane_sum)(lanes);
    if (layer->shape.function == bpk_function_softmax) {
      TYPED(multiply_by_jacobian)(layer->shape.output_count, z, d);
      continue;
    }
    TYPED(bpk_map_derivative)(check_portable(), layer->shape.function, TYPED(parameter)(c, index),
                              layer->shape.output_count, z, d, d);
  }
}

/// The reference for the passes: products of the portable set, layer by layer.
static void TYPED(pass_by_products)(check_run *run, TYPED(network_case) * c, bool errors_are_of_outputs) {
  const bpk_kernels *portable = check_portable();
  const element *input = c->x.p, *p = c->parameters.p;
  size_t ldinput = c->x.ld;
  for (size_t index = 0; index < c->count; ++index) {
    const TYPED(bpk_layer) *layer = c->layers + index;
    TYPED(matrix) y = layer->memory.dropout ? c->undropped[index] : c->outputs[index];
    TYPED(matrix) z = c->net_inputs[index];
    TYPED(bpk_forward)(portable, c->rows, layer->shape.input_count, layer->shape.output_count, input, ldinput,
                       p + layer->parameters.weights, layer->shape.output_count, p + layer->parameters.biases,
                       z.p, z.ld, bpk_function_linear, 0, check_scratch(run));
    TYPED(apply_function)(c, index, y);
    if (layer->memory.dropout) {
      TYPED(drop_one_by_one)(layer->memory.dropout, c->rows, layer->shape.output_count, y, c->outputs[index]);
    }
    input = c->outputs[index].p, ldinput = c->outputs[index].ld;
  }
  for (size_t index = c->count; index-- > 0;) {
    const TYPED(bpk_layer) *layer = c->layers + index, *below = layer - 1;
    TYPED(matrix) delta = c->errors[index];
    if (errors_are_of_outputs && index + 1 == c->count) TYPED(apply_derivative)(c, index);
    if (index > 0) {
      TYPED(matrix) errors = c->errors[index - 1];
      TYPED(bpk_backward)(portable, c->rows, layer->shape.output_count, layer->shape.input_count, delta.p,
                          delta.ld, p + layer->parameters.weights, layer->shape.output_count, NULL, 0,
                          bpk_function_linear, 0, errors.p, errors.ld, check_scratch(run));
      if (below->memory.dropout) {
        TYPED(drop_one_by_one)(below->memory.dropout, c->rows, below->shape.output_count, errors, errors);
      }
      TYPED(apply_derivative)(c, index - 1);
    }
    input = index > 0 ? c->outputs[index - 1].p : c->x.p;
    ldinput = index > 0 ? c->outputs[index - 1].ld : c->x.ld;
    TYPED(bpk_gradient)(portable, layer->shape.input_count, c->rows, layer->shape.output_count, input,
                        ldinput, delta.p, delta.ld, false, c->gradient.p + layer->parameters.weights,
                        layer->shape.output_count, c->gradient.p + layer->parameters.biases,
                        check_scratch(run));
    if (layer->parameters.trains_slope) {
      element sum = 0;
      for (size_t row = 0; row < c->rows; ++row) sum += c->slope_terms[index].p[row];
      c->gradient.p[layer->parameters.slope] = sum;
    }
  }
}

/// The layers of a pass over the rows from `row` on, as if they were the first.
static void TYPED(layers_from)(const TYPED(network_case) * c, size_t row, TYPED(bpk_layer) * layers,
                               bpk_dropout *dropout) {
  for (size_t index = 0; index < c->count; ++index) {
    TYPED(bpk_layer) *layer = layers + index;
    *layer = c->layers[index];
    layer->memory.outputs.start += row * layer->memory.outputs.stride;
    layer->memory.errors.start += row * layer->memory.errors.stride;
    if (layer->memory.net_inputs.start) {
      layer->memory.net_inputs.start += row * layer->memory.net_inputs.stride;
    }
    if (layer->memory.undropped.start) layer->memory.undropped.start += row * layer->memory.undropped.stride;
    if (layer->memory.slope_terms) layer->memory.slope_terms += row;
    if (!layer->memory.dropout) continue;
    dropout[index] = *layer->memory.dropout;
    dropout[index].first_row += row;
    layer->memory.dropout = dropout + index;
  }
}

/// The passes under test, in two parts of the rows. Backward is one call with gradients, which continue from
/// those of the first part, or one without and another call for the gradients of all rows.
static void TYPED(pass_through)(check_run *run, const bpk_kernels *kernels, TYPED(network_case) * c,
                                bool errors_are_of_outputs) {
  const bool is_one_call = check_random_below(run, 2) == 0;
  const size_t first = check_random_below(run, c->rows + 1), starts[] = {0, first},
               counts[] = {first, c->rows - first};
  const element *p = c->parameters.p;
  void *scratch = check_scratch(run);
  for (int part = 0; part < 2; ++part) {
    const size_t row = starts[part], m = counts[part];
    const element *x = c->x.p + row * c->x.ld;
    TYPED(bpk_network_forward)(kernels, c->layers, c->count, p, row, m, x, c->x.ld, c->keeps_logits, scratch);
    if (is_one_call) {
      TYPED(bpk_layer) layers[TYPED(most_layers)];
      bpk_dropout dropout[TYPED(most_layers)];
      TYPED(layers_from)(c, row, layers, dropout);
      TYPED(bpk_network_backward_gradient)(kernels, layers, c->count, p, m, x, c->x.ld, errors_are_of_outputs,
                                           part > 0, c->gradient.p, scratch);
    } else {
      TYPED(bpk_network_backward)(kernels, c->layers, c->count, p, row, m, errors_are_of_outputs, scratch);
    }
  }
  if (is_one_call) return;
  TYPED(bpk_network_backward_gradient)(kernels, c->layers, c->count, p, c->rows, c->x.p, c->x.ld, false,
                                       false, c->gradient.p, scratch);
}

/// Checks the net inputs that a pass keeps, and that it has written no others.
static bool TYPED(check_net_inputs)(check_run *run, const bpk_kernels *kernels, const TYPED(network_case) * c,
                                    const TYPED(network_case) * expected) {
  for (size_t index = 0; index < c->count; ++index) {
    const TYPED(matrix) *result = &c->net_inputs[index];
    TYPED(matrix) untouched = TYPED(matrix_make)(run, result->rows, result->columns);
    const bool is_kept = TYPED(keeps_net_inputs)(c, index);
    const bool passed =
        TYPED(matrix_check)(run, is_kept ? "net inputs" : "net inputs not to be kept", kernels, result,
                            is_kept ? &expected->net_inputs[index] : &untouched);
    TYPED(matrix_free)(untouched);
    if (!passed) return false;
  }
  return true;
}

static bool TYPED(network_set)(check_run *run, const bpk_kernels *kernels,
                               const TYPED(network_case) * expected, const TYPED(matrix) * last_errors,
                               bool errors_are_of_outputs) {
  TYPED(network_case) c = *expected;
  TYPED(make_results)(run, &c, last_errors);
  TYPED(pass_through)(run, kernels, &c, errors_are_of_outputs);
  bool passed = true;
  for (size_t index = 0; passed && index < c.count; ++index) {
    passed = TYPED(matrix_check)(run, "outputs", kernels, &c.outputs[index], &expected->outputs[index]) &&
             TYPED(matrix_check)(run, "errors", kernels, &c.errors[index], &expected->errors[index]);
  }
  passed = passed && TYPED(check_net_inputs)(run, kernels, &c, expected) &&
           TYPED(matrix_check)(run, "gradient", kernels, &c.gradient, &expected->gradient);
  TYPED(free_results)(&c);
  return passed;
}

bool TYPED(check_network)(check_run *run) {
  for (int round = 0; round < 400; ++round) {
    TYPED(network_case) expected = TYPED(random_network)(run);
    const size_t outputs = expected.layers[expected.count - 1].shape.output_count;
    TYPED(matrix) last_errors = TYPED(matrix_random)(run, expected.rows, outputs, false);
    const bool errors_are_of_outputs =
        expected.layers[expected.count - 1].parameters.trains_slope || check_random_below(run, 2) == 0;
    TYPED(make_results)(run, &expected, &last_errors);
    TYPED(pass_by_products)(run, &expected, errors_are_of_outputs);
    bool passed = true;
    for (size_t set = 0; passed && set < bpk_kernels_count(); ++set) {
      const bpk_kernels *kernels = check_set(set);
      if (kernels) passed = TYPED(network_set)(run, kernels, &expected, &last_errors, errors_are_of_outputs);
    }
    TYPED(free_results)(&expected);
    TYPED(matrix_free)(last_errors);
    TYPED(matrix_free)(expected.x);
    TYPED(matrix_free)(expected.parameters);
    if (!passed) return false;
  }
  return true;
}

/// The forward pass of one layer by all sets, compared with the product of the portable one followed by the
/// function.
static bool TYPED(layer_shape)(check_run *run, size_t m, size_t k, size_t n) {
  TYPED(network_case) c = {.count = 1, .rows = m, .keeps_logits = check_random_below(run, 2) == 0};
  TYPED(bpk_layer) *layer = c.layers;
  const bool is_softmax = check_random_below(run, 2) == 0;
  layer->shape.input_count = k, layer->shape.output_count = n;
  layer->shape.function = is_softmax ? bpk_function_softmax : check_random_function(run);
  layer->shape.parameter = (element)(1.5 + check_random_signed(run));
  layer->parameters.biases = k * n;
  c.x = TYPED(matrix_random)(run, m, k, false);
  c.parameters = TYPED(matrix_random)(run, 1, k * n + n, false);
  TYPED(matrix) errors = TYPED(matrix_make)(run, m, n);
  TYPED(make_results)(run, &c, &errors);
  TYPED(bpk_forward)(check_portable(), m, k, n, c.x.p, c.x.ld, c.parameters.p, n, c.parameters.p + k * n,
                     c.net_inputs[0].p, c.net_inputs[0].ld, bpk_function_linear, 0, check_scratch(run));
  TYPED(apply_function)(&c, 0, c.outputs[0]);
  bool passed = true;
  for (size_t set = 0; passed && set < bpk_kernels_count(); ++set) {
    const bpk_kernels *kernels = check_set(set);
    if (!kernels) continue;
    TYPED(network_case) result = c;
    TYPED(make_results)(run, &result, &errors);
    TYPED(bpk_network_forward)(kernels, result.layers, 1, c.parameters.p, 0, m, c.x.p, c.x.ld, c.keeps_logits,
                               check_scratch(run));
    passed = TYPED(matrix_check)(run, "outputs of a layer", kernels, &result.outputs[0], &c.outputs[0]) &&
             TYPED(check_net_inputs)(run, kernels, &result, &c);
    TYPED(free_results)(&result);
  }
  TYPED(free_results)(&c);
  TYPED(matrix_free)(errors);
  TYPED(matrix_free)(c.x);
  TYPED(matrix_free)(c.parameters);
  return passed;
}

bool TYPED(check_layer)(check_run *run) { return check_shapes(run, TYPED(layer_shape)); }
