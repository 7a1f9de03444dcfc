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

void TYPED(bpk_network_forward)(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                                const element *parameters, size_t row, size_t m, const element *x, size_t ldx,
                                void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  for (size_t index = 0; index < count; ++index) {
    const bpk_layer *layer = layers + index;
    const size_t k = layer->input_count, n = layer->output_count;
    const element *w = parameters + layer->weights, *bias = parameters + layer->biases;
    element *y = TYPED(outputs_from)(layer, row);
    const element parameter = (element)layer->parameter;
    if (m <= DIRECT_ROWS && is_direct(layer)) {
      table->forward_rows(m, k, n, x, ldx, w, bias, layer->function, parameter, y, layer->ldoutputs);
    } else {
      TYPED(bpk_forward)(kernels, m, k, n, x, ldx, w, n, bias, y, layer->ldoutputs, layer->function, parameter,
                         scratch);
    }
    x = y;
    ldx = layer->ldoutputs;
  }
}

void TYPED(bpk_network_backward)(const bpk_kernels *kernels, const bpk_layer *layers, size_t count,
                                 const element *parameters, size_t row, size_t m, bool from_outputs,
                                 void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  const bpk_layer *above = layers + count - 1;
  if (from_outputs) {
    element *errors = TYPED(errors_from)(above, row);
    table->derivative[above->function]((element)above->parameter, m, above->output_count,
                                       TYPED(outputs_from)(above, row), above->ldoutputs, errors,
                                       above->lderrors, errors, above->lderrors);
  }
  for (; above > layers; --above) {
    const bpk_layer *below = above - 1;
    const size_t k = above->output_count, n = above->input_count;
    const element *w = parameters + above->weights, *delta = TYPED(errors_from)(above, row);
    const element *y = TYPED(outputs_from)(below, row);
    const element parameter = (element)below->parameter;
    element *d = TYPED(errors_from)(below, row);
    if (k == 1 && is_direct(above)) {
      table->backward_rows(m, n, delta, above->lderrors, w, y, below->ldoutputs, below->function, parameter, d,
                           below->lderrors);
    } else {
      TYPED(bpk_backward)(kernels, m, k, n, delta, above->lderrors, w, k, y, below->ldoutputs, below->function,
                          parameter, d, below->lderrors, scratch);
    }
  }
}

void TYPED(bpk_network_gradient)(const bpk_kernels *kernels, const bpk_layer *layers, size_t count, size_t m,
                                 const element *x, size_t ldx, bool accumulate, element *gradient,
                                 void *scratch) {
  const TYPED(bpk_table) *table = kernels->BPK_ELEMENT;
  for (size_t index = 0; index < count; ++index) {
    const bpk_layer *layer = layers + index;
    const element *delta = TYPED(errors_from)(layer, 0);
    element *g = gradient + layer->weights, *bias_gradient = gradient + layer->biases;
    size_t ldinput;
    const element *input = TYPED(input_of)(layers, index, 0, x, ldx, &ldinput);
    if (m == 1 && !accumulate && is_direct(layer)) {
      table->gradient_row(layer->input_count, layer->output_count, input, delta, g, bias_gradient);
    } else {
      TYPED(bpk_gradient)(kernels, layer->input_count, m, layer->output_count, input, ldinput, delta,
                          layer->lderrors, accumulate, g, layer->output_count, bias_gradient, scratch);
    }
  }
}
