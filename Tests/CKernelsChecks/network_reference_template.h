// The reference for the passes through a network for one element type (CHECK_ELEMENT).

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

/// The place of the weight from an input to an output among the weights of a layer.
static size_t TYPED(weight_place)(const TYPED(bpk_layer) * layer, size_t input, size_t output) {
  const size_t k = layer->shape.input_count, n = layer->shape.output_count;
  const size_t panel = layer->parameters.panel_columns, stride = layer->parameters.row_stride;
  if (panel == 0) return input * stride + output;
  const size_t first = output / panel * panel;
  return first * k + input * (n - first < panel ? stride : panel) + output - first;
}

/// The weights of a layer in rows.
static TYPED(matrix) TYPED(weight_rows)(check_run *run, const TYPED(bpk_layer) * layer,
                                        const element *parameters) {
  TYPED(matrix) rows = TYPED(matrix_make)(run, layer->shape.input_count, layer->shape.output_count);
  for (size_t i = 0; i < rows.rows; ++i) {
    for (size_t j = 0; j < rows.columns; ++j) {
      rows.p[i * rows.ld + j] = parameters[layer->parameters.weights + TYPED(weight_place)(layer, i, j)];
    }
  }
  return rows;
}

/// Computes the gradient of a layer by a product of the portable set, and lays it out as the parameters.
static void TYPED(gradient_by_product)(check_run *run, TYPED(network_case) * c, size_t index,
                                       const element *input, size_t ldinput) {
  const TYPED(bpk_layer) *layer = c->layers + index;
  const size_t k = layer->shape.input_count, n = layer->shape.output_count;
  TYPED(matrix) rows = TYPED(matrix_make)(run, k, n);
  TYPED(bpk_gradient)(check_portable(), k, c->rows, n, input, ldinput, c->errors[index].p,
                      c->errors[index].ld, false, rows.p, rows.ld, c->gradient.p + layer->parameters.biases,
                      check_scratch(run));
  element *gradient = c->gradient.p + layer->parameters.weights;
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < n; ++j) {
      gradient[TYPED(weight_place)(layer, i, j)] = rows.p[i * rows.ld + j];
    }
  }
  TYPED(matrix_free)(rows);
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
    TYPED(matrix) w = TYPED(weight_rows)(run, layer, p);
    TYPED(bpk_forward)(portable, c->rows, w.rows, w.columns, input, ldinput, w.p, w.ld,
                       p + layer->parameters.biases, z.p, z.ld, bpk_function_linear, 0, check_scratch(run));
    TYPED(matrix_free)(w);
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
      TYPED(matrix) w = TYPED(weight_rows)(run, layer, p);
      TYPED(bpk_backward)(portable, c->rows, w.columns, w.rows, delta.p, delta.ld, w.p, w.ld, NULL, 0,
                          bpk_function_linear, 0, errors.p, errors.ld, check_scratch(run));
      TYPED(matrix_free)(w);
      if (below->memory.dropout) {
        TYPED(drop_one_by_one)(below->memory.dropout, c->rows, below->shape.output_count, errors, errors);
      }
      TYPED(apply_derivative)(c, index - 1);
    }
    input = index > 0 ? c->outputs[index - 1].p : c->x.p;
    ldinput = index > 0 ? c->outputs[index - 1].ld : c->x.ld;
    TYPED(gradient_by_product)(run, c, index, input, ldinput);
    if (layer->parameters.trains_slope) {
      element sum = 0;
      for (size_t row = 0; row < c->rows; ++row) sum += c->slope_terms[index].p[row];
      c->gradient.p[layer->parameters.slope] = sum;
    }
  }
}
