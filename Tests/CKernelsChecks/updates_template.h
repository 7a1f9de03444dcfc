// The checks of updates for one element type (CHECK_ELEMENT).

/// The numbers of all rules.
typedef struct TYPED(rates) {
  element learning_rate, weight_decay, momentum;
  TYPED(bpk_adam) adam;
  TYPED(bpk_rmsprop) rmsprop;
} TYPED(rates);

static TYPED(rates) TYPED(any_rates)(check_run *run) {
  static const element decays[] = {0, 0, (element)0.01, 3};
  TYPED(rates) rates = {
      .learning_rate = (element)(1 + check_random_signed(run)),
      .weight_decay = decays[check_random_below(run, 4)],
      .momentum = (element)(0.5 + 0.49 * check_random_signed(run)),
  };
  const element first = (element)(0.5 + 0.49 * check_random_signed(run));
  const element second = (element)(0.9 + 0.09 * check_random_signed(run));
  rates.adam = (TYPED(bpk_adam)){
      .kept_first = first, .new_first = 1 - first, .kept_second = second, .new_second = 1 - second,
      .root_scale = (element)(2 + check_random_signed(run)), .epsilon = (element)1e-8,
      .kept_parameter = check_random_below(run, 2) ? 1 : (element)0.99,
  };
  rates.rmsprop = (TYPED(bpk_rmsprop)){
      .kept_first = first, .new_first = 1 - first, .epsilon = (element)1e-8, .momentum = rates.momentum};
  return rates;
}

static element TYPED(flushed)(element x) {
  return x < CHECK_LEAST_NORMAL && x > -CHECK_LEAST_NORMAL ? 0 : x;
}

/// One parameter's update as the interface defines it.
static void TYPED(define_update)(update_kind kind, const TYPED(rates) * rates, element g, element *w,
                                 element *first, element *second) {
  const TYPED(bpk_adam) *adam = &rates->adam;
  const TYPED(bpk_rmsprop) *rmsprop = &rates->rmsprop;
  const element rate = rates->learning_rate, momentum = rates->momentum;
  if (kind >= ADAM || rates->weight_decay != 0) g = g + rates->weight_decay * *w;
  switch (kind) {
    case DESCENT: *w = *w - rate * g; break;
    case MOMENTUM:
      *first = TYPED(flushed)(momentum * *first - rate * g);
      *w = *w + *first;
      break;
    case NESTEROV:
      *first = TYPED(flushed)(momentum * *first - rate * g);
      *w = *w + (momentum * *first - rate * g);
      break;
    case ADAM:
      *first = TYPED(flushed)(adam->kept_first * *first + adam->new_first * g);
      *second = TYPED(flushed)(adam->kept_second * *second + adam->new_second * (g * g));
      *w = *w * adam->kept_parameter -
           rate * (*first / (CHECK_SQRT(*second) * adam->root_scale + adam->epsilon));
      break;
    case RMSPROP:
      *first = TYPED(flushed)(rmsprop->kept_first * *first + rmsprop->new_first * (g * g));
      *second = TYPED(flushed)(momentum * *second - rate * (g / (CHECK_SQRT(*first) + rmsprop->epsilon)));
      *w = *w + *second;
      break;
    case UPDATE_KIND_COUNT: break;
  }
}

static void TYPED(call_update)(const bpk_kernels *kernels, update_kind kind, const TYPED(rates) * rates,
                               const TYPED(bpk_slice) * slice) {
  switch (kind) {
    case DESCENT: TYPED(bpk_update_descent)(kernels, slice); break;
    case MOMENTUM: TYPED(bpk_update_momentum)(kernels, slice, rates->momentum); break;
    case NESTEROV: TYPED(bpk_update_nesterov)(kernels, slice, rates->momentum); break;
    case ADAM: TYPED(bpk_update_adam)(kernels, slice, &rates->adam); break;
    case RMSPROP: TYPED(bpk_update_rmsprop)(kernels, slice, &rates->rmsprop); break;
    case UPDATE_KIND_COUNT: break;
  }
}

/// The arguments of an update and its results, in guarded memory. Weights have a row for each input, `stride`
/// elements apart, of which those after the first `columns` are gaps of zeros.
typedef struct TYPED(update_case) {
  size_t rows, columns, stride;
  TYPED(matrix) parameters, gradient, inputs, states;
  /// The next sample's inputs and net inputs, with padding.
  TYPED(matrix) next_inputs, next_net_inputs;
} TYPED(update_case);

static void TYPED(update_case_free)(TYPED(update_case) * memory) {
  TYPED(matrix_free)(memory->parameters);
  TYPED(matrix_free)(memory->gradient);
  TYPED(matrix_free)(memory->inputs);
  TYPED(matrix_free)(memory->states);
  TYPED(matrix_free)(memory->next_inputs);
  TYPED(matrix_free)(memory->next_net_inputs);
}

/// Values of any kind in a row, without gaps, or in two rows for the states; second states are not negative.
static TYPED(update_case) TYPED(update_case_make)(check_run *run, size_t rows, size_t columns, size_t stride,
                                                  bool outer) {
  const size_t count = rows * stride, room = BPK_ROOM_BYTES / sizeof(element);
  TYPED(update_case) memory = {
      rows, columns, stride,
      TYPED(matrix_random)(run, 1, count, true),
      TYPED(matrix_random)(run, 1, outer ? columns + room : count, true),
      TYPED(matrix_random)(run, 1, rows, true), TYPED(matrix_random)(run, 2, count, true),
      TYPED(matrix_random)(run, 1, rows, true),
      TYPED(matrix_random)(run, 1, columns + room, true)};
  for (size_t i = 0; i < count; ++i) {
    if (i % stride >= columns) {
      memory.parameters.p[i] = memory.states.p[i] = memory.states.p[memory.states.ld + i] = 0;
      continue;
    }
    element *states[] = {memory.states.p + i, memory.states.p + memory.states.ld + i};
    // Subnormal results of momentum, and small second moments.
    if (check_random_below(run, 8) == 0) *states[0] = CHECK_LEAST_NORMAL;
    if (check_random_below(run, 4) == 0) *states[1] *= (element)1e-30;
    if (*states[0] < 0 && check_random_below(run, 2)) *states[0] = -*states[0];
    if (*states[1] < 0) *states[1] = -*states[1];
  }
  return memory;
}

/// Checks that gaps are still zeros, and makes them positive.
static bool TYPED(check_gaps)(check_run *run, const bpk_kernels *kernels, const TYPED(update_case) * memory,
                              TYPED(matrix) w, TYPED(matrix) v) {
  for (size_t i = 0; i < memory->rows * memory->stride; ++i) {
    if (i % memory->stride < memory->columns) continue;
    element *places[] = {w.p + i, v.p + i, v.p + v.ld + i};
    for (int place = 0; place < 3; ++place) {
      if (*places[place] != 0) {
        return check_fail(run, "%s: %.17g in a gap", bpk_kernels_name(kernels), (double)*places[place]);
      }
      *places[place] = 0;
    }
  }
  return true;
}

static bool TYPED(update_shape)(check_run *run, update_kind kind, size_t rows, size_t columns, size_t stride,
                                bool outer) {
  const size_t count = rows * stride;
  const TYPED(rates) rates = TYPED(any_rates)(run);
  TYPED(update_case) memory = TYPED(update_case_make)(run, rows, columns, stride, outer);
  TYPED(matrix) parameters = TYPED(matrix_copy)(run, &memory.parameters);
  TYPED(matrix) states = TYPED(matrix_copy)(run, &memory.states);
  TYPED(matrix) net_inputs = TYPED(matrix_copy)(run, &memory.next_net_inputs);
  const bool has_next = outer && stride % check_widest_lanes() == 0 && check_random_below(run, 2) == 0;
  for (size_t i = 0; i < count; ++i) {
    if (i % stride >= columns) continue;
    const element g = outer ? CHECK_FMA(memory.inputs.p[i / stride], memory.gradient.p[i % stride], 0)
                            : memory.gradient.p[i];
    TYPED(define_update)(kind, &rates, g, parameters.p + i, states.p + i, states.p + states.ld + i);
    element *z = net_inputs.p + i % stride;
    if (has_next) *z = CHECK_FMA(memory.next_inputs.p[i / stride], parameters.p[i], *z);
  }
  bool passed = true;
  for (size_t s = 0; passed && s < bpk_kernels_count(); ++s) {
    const bpk_kernels *kernels = check_set(s);
    if (!kernels) continue;
    TYPED(matrix) w = TYPED(matrix_copy)(run, &memory.parameters);
    TYPED(matrix) v = TYPED(matrix_copy)(run, &memory.states);
    TYPED(matrix) z = TYPED(matrix_copy)(run, &memory.next_net_inputs);
    const TYPED(bpk_slice) slice = {
        .count = count, .parameters = w.p, .gradient = memory.gradient.p,
        .inputs = outer ? memory.inputs.p : NULL, .input_count = outer ? rows : 0, .columns = columns,
        .next_net_inputs = has_next ? z.p : NULL, .next_inputs = memory.next_inputs.p,
        .states = v.p, .state_stride = v.ld,
        .learning_rate = rates.learning_rate, .weight_decay = rates.weight_decay,
    };
    TYPED(call_update)(kernels, kind, &rates, &slice);
    for (size_t j = columns; j < z.columns; ++j) z.p[j] = net_inputs.p[j];
    passed = TYPED(check_gaps)(run, kernels, &memory, w, v) &&
             TYPED(matrix_check)(run, "net inputs", kernels, &z, &net_inputs) &&
             TYPED(matrix_check)(run, update_names[kind], kernels, &w, &parameters) &&
             TYPED(matrix_check)(run, update_names[kind], kernels, &v, &states);
    TYPED(matrix_free)(w);
    TYPED(matrix_free)(v);
    TYPED(matrix_free)(z);
  }
  TYPED(update_case_free)(&memory);
  TYPED(matrix_free)(parameters);
  TYPED(matrix_free)(states);
  TYPED(matrix_free)(net_inputs);
  return passed;
}

/// All rules, over all counts up to three vectors and some more, from gradients and from outer products.
bool TYPED(check_updates)(check_run *run) {
  const size_t last = 3 * check_widest_lanes() + 1;
  for (int k = 0; k < UPDATE_KIND_COUNT; ++k) {
    const update_kind kind = (update_kind)k;
    for (size_t count = 0; count <= last + 30; ++count) {
      const size_t columns = count <= last ? count : check_random_below(run, 3000);
      const size_t rows = check_random_below(run, 6);
      const size_t widest = check_widest_lanes(), stride = (columns / widest + 1) * widest;
      if (!TYPED(update_shape)(run, kind, 1, columns, columns, false)) return false;
      if (!TYPED(update_shape)(run, kind, rows, columns, columns, true)) return false;
      if (!TYPED(update_shape)(run, kind, rows, columns, stride, true)) return false;
    }
  }
  return true;
}
