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
static size_t TYPED(random_size)(check_run *run, bool is_large) {
  if (is_large) return 1 + check_random_below(run, 150);
  if (check_random_below(run, 40) == 0) return 0;
  const size_t bound = check_random_below(run, 4) == 0 ? 70 : 12;
  return 1 + (check_random_below(run, 3) == 0 ? 0 : check_random_below(run, bound));
}

/// Layers of random sizes and functions; if `is_tall`, such that products are blocked over rows and over
/// sums, and weights lie in several panels.
static TYPED(network_case) TYPED(random_network)(check_run *run, bool is_tall) {
  TYPED(network_case) c = {.count = 1 + check_random_below(run, TYPED(most_layers))};
  // Products of many rows or long sums are blocked.
  const bool is_large = is_tall || check_random_below(run, 100) == 0;
  c.rows = check_random_below(run, 2) == 0 ? 1 : check_random_below(run, is_large ? 300 : 40);
  if (is_tall) c.rows = 170 + check_random_below(run, 80);
  c.keeps_logits = check_random_below(run, 2) == 0;
  size_t inputs = is_large ? 1 + check_random_below(run, 1200) : TYPED(random_size)(run, false), offset = 0;
  if (is_tall) inputs = 1030 + check_random_below(run, 100);
  c.x = TYPED(matrix_random)(run, c.rows, inputs, false);
  for (size_t index = 0; index < c.count; ++index) {
    const size_t outputs = is_tall ? 64 + check_random_below(run, 80) : TYPED(random_size)(run, is_large);
    TYPED(bpk_layer) *layer = c.layers + index;
    layer->shape.input_count = inputs, layer->shape.output_count = outputs;
    const bool is_softmax = index + 1 == c.count && check_random_below(run, 3) == 0;
    layer->shape.function = is_softmax ? bpk_function_softmax : check_random_function(run);
    layer->shape.parameter = (element)(1.5 + check_random_signed(run));
    layer->parameters.weights = offset;
    if (is_tall || check_random_below(run, 3) == 0) {
      const bool is_usual = is_tall || check_random_below(run, 2) == 0;
      layer->parameters.panel_columns =
          is_usual ? BPK_WEIGHT_PANEL_COLUMNS : 1 + check_random_below(run, 40);
    }
    const size_t panel = layer->parameters.panel_columns > 0 ? layer->parameters.panel_columns : outputs;
    const size_t narrow = panel == outputs ? outputs : outputs % panel;
    layer->parameters.row_stride =
        narrow + (check_random_below(run, 2) == 0 ? check_random_below(run, 20) : 0);
    const size_t last = narrow > 0 ? layer->parameters.row_stride : 0;
    offset += inputs * (outputs - narrow + last) + check_random_below(run, 4);
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

#include "network_reference_template.h"

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

/// The forward pass of the rows from `row` on; of a single one now and then from its net inputs.
static void TYPED(pass_forward)(check_run *run, const bpk_kernels *kernels, const TYPED(network_case) * c,
                                size_t row, size_t m) {
  const element *x = c->x.p + row * c->x.ld, *p = c->parameters.p;
  void *scratch = check_scratch(run);
  if (m != 1 || check_random_below(run, 2) == 0) {
    TYPED(bpk_network_forward)(kernels, c->layers, c->count, p, row, m, x, c->x.ld, c->keeps_logits, scratch);
    return;
  }
  TYPED(matrix) w = TYPED(weight_rows)(run, c->layers, p), z = TYPED(matrix_make)(run, 1, w.columns);
  TYPED(bpk_forward)(kernels, 1, w.rows, w.columns, x, c->x.ld, w.p, w.ld,
                     p + c->layers[0].parameters.biases, z.p, z.ld, bpk_function_linear, 0, scratch);
  TYPED(bpk_network_forward_from)(kernels, c->layers, c->count, p, row, z.p, c->keeps_logits, scratch);
  TYPED(matrix_free)(w);
  TYPED(matrix_free)(z);
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
    TYPED(pass_forward)(run, kernels, c, row, m);
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
    TYPED(network_case) expected = TYPED(random_network)(run, round < 2);
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
  layer->parameters.row_stride = n;
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
