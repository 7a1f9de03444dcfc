// The check of a step over one sample for one element type (CHECK_ELEMENT), against the passes of
// network_template.h.

/// The number of elements of the padding after buffers.
enum { TYPED(room) = BPK_ROOM_BYTES / sizeof(element) };

static bpk_function TYPED(random_row_function)(check_run *run) {
  const bpk_function functions[] = {bpk_function_linear, bpk_function_sigmoid, bpk_function_tanh,
                                    bpk_function_relu};
  return functions[check_random_below(run, 4)];
}

/// A network that `bpk_run_single_sample_step` accepts, with one sample, and parameters with padding after
/// them.
static TYPED(network_case) TYPED(random_step_network)(check_run *run, bool ends_in_softmax) {
  for (;;) {
    TYPED(network_case) c = TYPED(random_network)(run, false);
    const size_t last = c.count - 1, inputs = c.layers[0].shape.input_count,
                 parameters = c.parameters.columns;
    TYPED(matrix_free)(c.x);
    TYPED(matrix_free)(c.parameters);
    for (size_t index = 0; index < c.count; ++index) {
      c.dropout[index].threshold = 0;
      c.layers[index].parameters.trains_slope = false;
      c.layers[index].shape.custom = NULL;
      c.layers[index].shape.function = TYPED(random_row_function)(run);
    }
    if (ends_in_softmax) c.layers[last].shape.function = bpk_function_softmax;
    if (!TYPED(bpk_single_sample_step_kernels)(check_portable(), c.layers, c.count)) continue;
    c.rows = 1;
    c.x = TYPED(matrix_random)(run, 1, inputs, false);
    c.parameters = TYPED(matrix_random)(run, 1, parameters + TYPED(room), false);
    return c;
  }
}

/// The expected results, from two passes: the second one with the errors computed from the first.
static void TYPED(step_by_passes)(check_run *run, TYPED(network_case) * c,
                                  const TYPED(bpk_single_sample_step) * step, const TYPED(matrix) * target) {
  const size_t last = c->count - 1, n = c->layers[last].shape.output_count;
  TYPED(pass_by_products)(run, c, false);
  const element *y = c->outputs[last].p;
  for (size_t j = 0; j < n; ++j) c->errors[last].p[j] = (y[j] - target->p[j]) * step->factor;
  TYPED(pass_by_products)(run, c, step->errors_are_of_outputs);
}

/// Compares the elements before the padding.
static bool TYPED(check_step_row)(check_run *run, const char *what, const bpk_kernels *kernels,
                                  TYPED(matrix) result, const TYPED(matrix) * expected) {
  result.columns = expected->columns;
  for (size_t j = 0; j < result.columns; ++j) {
    if (memcmp(result.p + j, expected->p + j, sizeof(element)) == 0) continue;
    return check_fail(run, "%s, %s of a step: %.17g instead of %.17g at %zu of %zu",
                      bpk_kernels_name(kernels), what, (double)result.p[j], (double)expected->p[j], j,
                      result.columns);
  }
  return true;
}

/// Compares gradients, except for gaps, where zeros may have been written.
static bool TYPED(check_step_gradient)(check_run *run, const bpk_kernels *kernels, TYPED(network_case) * c,
                                       const TYPED(matrix) * expected) {
  const element *untouched = expected->p;
  element *gradient = c->gradient.p;
  size_t end = 0;
  for (size_t index = 0; index < c->count; ++index) {
    const TYPED(bpk_layer) *layer = c->layers + index;
    const size_t starts[] = {layer->parameters.weights, layer->parameters.biases},
                 counts[] = {layer->shape.input_count * layer->shape.output_count, layer->shape.output_count};
    for (int part = 0; part < 2; ++part) {
      for (; end < starts[part]; ++end) {
        if (gradient[end] == 0) gradient[end] = untouched[end];
      }
      end += counts[part];
    }
  }
  TYPED(matrix) used = *expected;
  used.columns = end;
  return TYPED(check_step_row)(run, "gradient", kernels, c->gradient, &used);
}

static bool TYPED(step_set)(check_run *run, const bpk_kernels *kernels, const TYPED(network_case) * expected,
                            TYPED(bpk_single_sample_step) step, const TYPED(matrix) * target) {
  TYPED(network_case) c = *expected;
  for (size_t index = 0; index < c.count; ++index) {
    TYPED(bpk_layer) *layer = c.layers + index;
    const size_t columns = layer->shape.output_count + TYPED(room);
    c.outputs[index] = TYPED(matrix_make)(run, 1, columns);
    c.errors[index] = TYPED(matrix_make)(run, 1, columns);
    c.net_inputs[index] = TYPED(matrix_make)(run, 1, columns);
    layer->memory = (TYPED(bpk_layer_memory)){.outputs = TYPED(rows)(c.outputs[index]),
                                              .errors = TYPED(rows)(c.errors[index])};
    if (check_random_below(run, 2) == 0) layer->memory.net_inputs = TYPED(rows)(c.net_inputs[index]);
  }
  c.gradient = TYPED(matrix_make)(run, 1, c.parameters.columns);
  step.layers = c.layers, step.gradient = c.gradient.p;
  const bpk_kernels *used = TYPED(bpk_single_sample_step_kernels)(kernels, c.layers, c.count);
  TYPED(bpk_run_single_sample_step)(used, &step, c.x.p, target->p);
  bool passed = TYPED(check_step_gradient)(run, kernels, &c, &expected->gradient);
  for (size_t index = 0; passed && index < c.count; ++index) {
    passed = TYPED(check_step_row)(run, "outputs", kernels, c.outputs[index], &expected->outputs[index]) &&
             TYPED(check_step_row)(run, "errors", kernels, c.errors[index], &expected->errors[index]) &&
             (!c.layers[index].memory.net_inputs.start ||
              TYPED(check_step_row)(run, "net inputs", kernels, c.net_inputs[index],
                                    &expected->net_inputs[index]));
  }
  for (size_t index = 0; index < c.count; ++index) {
    TYPED(matrix_free)(c.outputs[index]);
    TYPED(matrix_free)(c.errors[index]);
    TYPED(matrix_free)(c.net_inputs[index]);
  }
  TYPED(matrix_free)(c.gradient);
  return passed;
}

bool TYPED(check_single_sample_step)(check_run *run) {
  for (int round = 0; round < 400; ++round) {
    const bool ends_in_softmax = check_random_below(run, 4) == 0;
    TYPED(network_case) expected = TYPED(random_step_network)(run, ends_in_softmax);
    const size_t outputs = expected.layers[expected.count - 1].shape.output_count;
    const TYPED(bpk_single_sample_step) step = {.count = expected.count, .parameters = expected.parameters.p,
                                   .factor = (element)(1.5 + check_random_signed(run)),
                                   .errors_are_of_outputs = check_random_below(run, 2) == 0};
    TYPED(matrix) target = TYPED(matrix_random)(run, 1, outputs, false);
    TYPED(make_results)(run, &expected, &target);
    TYPED(step_by_passes)(run, &expected, &step, &target);
    bool passed = true;
    for (size_t set = 0; passed && set < bpk_kernels_count(); ++set) {
      const bpk_kernels *kernels = check_set(set);
      if (kernels) passed = TYPED(step_set)(run, kernels, &expected, step, &target);
    }
    TYPED(free_results)(&expected);
    TYPED(matrix_free)(target);
    TYPED(matrix_free)(expected.x);
    TYPED(matrix_free)(expected.parameters);
    if (!passed) return false;
  }
  return true;
}
