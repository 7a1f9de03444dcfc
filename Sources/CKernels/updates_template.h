// Updates of parameters by the rules of optimisers, for one element type.
//
// A rule is a function of a vector of parameters, their states and their gradient, or two of them, before and
// after a square root. Its operations are those of the formula as it stands, each rounded by itself.
//
// States are flushed where they are subnormal: a state whose gradients are 0 would decay to the smallest
// subnormal number and stay there, where arithmetic is slow.

/// A vector of parameters with their states and gradient, and the number whose root the rule takes.
typedef struct TYPED(update_vector) {
  v_vector parameter, first, second, gradient, radicand;
} TYPED(update_vector);

/// The numbers of a rule that are the same for all parameters, each in all lanes.
typedef struct TYPED(update_factors) {
  v_vector learning_rate, weight_decay, momentum;
  v_vector kept_first, new_first, kept_second, new_second, scale, epsilon, kept_parameter;
} TYPED(update_factors);

typedef TYPED(update_vector) TYPED(update_rule)(const TYPED(update_factors) * factors,
                                                TYPED(update_vector) old);

/// The part of a rule after its root.
typedef TYPED(update_vector) TYPED(update_finish)(const TYPED(update_factors) * factors,
                                                  TYPED(update_vector) old, v_vector root);

/// w − η g.
BPK_INLINE TYPED(update_vector) TYPED(rule_descent)(const TYPED(update_factors) * factors,
                                                    TYPED(update_vector) old) {
  old.parameter = v_sub(old.parameter, v_mul(factors->learning_rate, old.gradient));
  return old;
}

/// v = μ v − η g, w + v.
BPK_INLINE TYPED(update_vector) TYPED(rule_momentum)(const TYPED(update_factors) * factors,
                                                     TYPED(update_vector) old) {
  const v_vector step = v_mul(factors->learning_rate, old.gradient);
  old.first = v_flush(v_sub(v_mul(factors->momentum, old.first), step));
  old.parameter = v_add(old.parameter, old.first);
  return old;
}

/// v = μ v − η g, w + (μ v − η g).
BPK_INLINE TYPED(update_vector) TYPED(rule_nesterov)(const TYPED(update_factors) * factors,
                                                     TYPED(update_vector) old) {
  const v_vector step = v_mul(factors->learning_rate, old.gradient);
  old.first = v_flush(v_sub(v_mul(factors->momentum, old.first), step));
  old.parameter = v_add(old.parameter, v_sub(v_mul(factors->momentum, old.first), step));
  return old;
}

/// m = β₁ m + (1 − β₁) g, s = β₂ s + (1 − β₂) g².
BPK_INLINE TYPED(update_vector) TYPED(rule_adam)(const TYPED(update_factors) * factors,
                                                 TYPED(update_vector) old) {
  const v_vector g = old.gradient, square = v_mul(g, g);
  old.first = v_flush(v_add(v_mul(factors->kept_first, old.first), v_mul(factors->new_first, g)));
  old.second = v_flush(v_add(v_mul(factors->kept_second, old.second), v_mul(factors->new_second, square)));
  old.radicand = old.second;
  return old;
}

/// w kept − η m / (√s scale + ε).
BPK_INLINE TYPED(update_vector) TYPED(finish_adam)(const TYPED(update_factors) * factors,
                                                   TYPED(update_vector) old, v_vector root) {
  const v_vector divisor = v_add(v_mul(root, factors->scale), factors->epsilon);
  const v_vector change = v_mul(factors->learning_rate, v_div(old.first, divisor));
  old.parameter = v_sub(v_mul(old.parameter, factors->kept_parameter), change);
  return old;
}

/// s = α s + (1 − α) g².
BPK_INLINE TYPED(update_vector) TYPED(rule_rmsprop)(const TYPED(update_factors) * factors,
                                                    TYPED(update_vector) old) {
  const v_vector square = v_mul(old.gradient, old.gradient);
  old.first = v_flush(v_add(v_mul(factors->kept_first, old.first), v_mul(factors->new_first, square)));
  old.radicand = old.first;
  return old;
}

/// v = μ v − η (g / (√s + ε)), w + v.
BPK_INLINE TYPED(update_vector) TYPED(finish_rmsprop)(const TYPED(update_factors) * factors,
                                                      TYPED(update_vector) old, v_vector root) {
  const v_vector ratio = v_div(old.gradient, v_add(root, factors->epsilon));
  const v_vector step = v_mul(factors->learning_rate, ratio);
  old.second = v_flush(v_sub(v_mul(factors->momentum, old.second), step));
  old.parameter = v_add(old.parameter, old.second);
  return old;
}

/// The addresses of a vector of parameters, its states and its gradient.
typedef struct TYPED(update_place) {
  element *parameters, *first, *second;
  const element *gradient;
} TYPED(update_place);

/// The place `count` parameters further in rows of the same gradient.
BPK_INLINE TYPED(update_place) TYPED(update_place_at)(TYPED(update_place) place, size_t count,
                                                      const int states) {
  place.parameters += count;
  if (states > 0) place.first += count;
  if (states > 1) place.second += count;
  place.gradient += count;
  return place;
}

/// Which lanes of a vector an update has.
enum {
  TYPED(update_whole),
  /// The first ones.
  TYPED(update_partial),
  /// All of them, the gradient of those after the first ones being 0.
  TYPED(update_padded),
};

/// A vector after the rule's part before the root; lanes outside of `form` may have any values.
///
/// With `outer` the gradient is `input` times the error terms at `place.gradient`. With `decays` the weight
/// decay times the parameter is added to it.
BPK_INLINE TYPED(update_vector) TYPED(begun)(TYPED(update_rule) * rule, const int states, const bool outer,
                                             const bool decays, const TYPED(update_factors) * factors,
                                             TYPED(update_place) place, v_vector input, v_tail tail,
                                             const int form) {
  const v_vector zero = v_splat(0);
  const bool partial = form == TYPED(update_partial);
  TYPED(update_vector) values = {TYPED(tile_load)(place.parameters, tail, partial), zero, zero, zero, zero};
  if (states > 0) values.first = TYPED(tile_load)(place.first, tail, partial);
  if (states > 1) values.second = TYPED(tile_load)(place.second, tail, partial);
  values.gradient = TYPED(tile_load)(place.gradient, tail, partial);
  if (outer) values.gradient = v_fma(input, values.gradient, zero);
  // After the product, which is no number for an infinite input.
  if (form == TYPED(update_padded)) values.gradient = v_fill_tail(values.gradient, tail, zero);
  if (decays) values.gradient = v_add(values.gradient, v_mul(factors->weight_decay, values.parameter));
  return rule(factors, values);
}

/// The updated values of a vector.
BPK_INLINE TYPED(update_vector) TYPED(updated)(TYPED(update_rule) * rule, TYPED(update_finish) * finish,
                                               const int states, const bool outer, const bool decays,
                                               const TYPED(update_factors) * factors,
                                               TYPED(update_place) place, v_vector input, v_tail tail,
                                               const int form) {
  const TYPED(update_vector) values =
      TYPED(begun)(rule, states, outer, decays, factors, place, input, tail, form);
  return finish ? finish(factors, values, v_sqrt(values.radicand)) : values;
}

BPK_INLINE void TYPED(update_store)(TYPED(update_place) place, TYPED(update_vector) values,
                                    const int states) {
  if (states > 0) v_store(place.first, values.first);
  if (states > 1) v_store(place.second, values.second);
  v_store(place.parameters, values.parameter);
}

/// Begins the updates of as many vectors as `v_roots` takes.
BPK_INLINE void TYPED(update_begin)(TYPED(update_rule) * rule, const bool outer, const bool decays,
                                    const TYPED(update_factors) * factors, TYPED(update_place) place,
                                    v_vector input, TYPED(update_vector) * values) {
  BPK_UNROLL
  for (size_t v = 0; v < v_root_count; ++v) {
    const TYPED(update_place) here = TYPED(update_place_at)(place, v * v_lanes, 2);
    values[v] = TYPED(begun)(rule, 2, outer, decays, factors, here, input, v_tail_of(0), TYPED(update_whole));
  }
}

/// Takes the roots of these vectors, finishes their updates and stores them.
BPK_INLINE void TYPED(update_finish_all)(TYPED(update_finish) * finish,
                                         const TYPED(update_factors) * factors, TYPED(update_place) place,
                                         const TYPED(update_vector) * values) {
  v_vector radicands[v_root_count], roots[v_root_count];
  BPK_UNROLL
  for (size_t v = 0; v < v_root_count; ++v) radicands[v] = values[v].radicand;
  v_roots(radicands, roots);
  BPK_UNROLL
  for (size_t v = 0; v < v_root_count; ++v) {
    const TYPED(update_place) here = TYPED(update_place_at)(place, v * v_lanes, 2);
    TYPED(update_store)(here, finish(factors, values[v], roots[v]), 2);
  }
}

/// Updates the first of `count` parameters by a rule with a root, and returns how many.
///
/// The next vectors are begun before the roots of the previous ones are used: the processor could not look
/// far enough ahead to overlap the long chains of operations.
BPK_INLINE size_t TYPED(update_with_roots)(TYPED(update_rule) * rule, TYPED(update_finish) * finish,
                                           const bool outer, const bool decays,
                                           const TYPED(update_factors) * factors, TYPED(update_place) place,
                                           size_t count, v_vector input) {
  const size_t step = v_root_count * v_lanes, updated = count - count % step;
  if (updated == 0) return 0;
  TYPED(update_vector) values[v_root_count], next[v_root_count];
  TYPED(update_begin)(rule, outer, decays, factors, place, input, values);
  for (size_t rest = updated; rest > step; rest -= step) {
    const TYPED(update_place) there = TYPED(update_place_at)(place, step, 2);
    TYPED(update_begin)(rule, outer, decays, factors, there, input, next);
    TYPED(update_finish_all)(finish, factors, place, values);
    BPK_UNROLL
    for (size_t v = 0; v < v_root_count; ++v) values[v] = next[v];
    place = there;
  }
  TYPED(update_finish_all)(finish, factors, place, values);
  return updated;
}

/// Updates `count` consecutive parameters.
///
/// If they do not end with a whole vector, the last one includes the gap after them (if `padded`), or
/// overlaps the vector before it. Both are then loaded before either is stored; a partial store would delay
/// the loads of the next row.
BPK_INLINE void TYPED(update_row)(TYPED(update_rule) * rule, TYPED(update_finish) * finish, const int states,
                                  const bool outer, const bool decays, const TYPED(update_factors) * factors,
                                  TYPED(update_place) place, size_t count, v_vector input,
                                  const bool padded) {
  const size_t rest = count % v_lanes;
  const size_t end = count - rest - (rest > 0 && count > v_lanes && !padded ? v_lanes : 0);
  const v_tail tail = v_tail_of(rest);
  const int whole = TYPED(update_whole), last_form = padded ? TYPED(update_padded) : TYPED(update_partial);
  size_t i = finish ? TYPED(update_with_roots)(rule, finish, outer, decays, factors, place, end, input) : 0;
  for (; i < end; i += v_lanes) {
    const TYPED(update_place) here = TYPED(update_place_at)(place, i, states);
    const TYPED(update_vector) values =
        TYPED(updated)(rule, finish, states, outer, decays, factors, here, input, tail, whole);
    TYPED(update_store)(here, values, states);
  }
  if (rest == 0) return;
  const TYPED(update_place) here = TYPED(update_place_at)(place, end, states);
  if (count > v_lanes && !padded) {
    const TYPED(update_place) last = TYPED(update_place_at)(place, count - v_lanes, states);
    const TYPED(update_vector) values =
        TYPED(updated)(rule, finish, states, outer, decays, factors, here, input, tail, whole);
    const TYPED(update_vector) last_values =
        TYPED(updated)(rule, finish, states, outer, decays, factors, last, input, tail, whole);
    TYPED(update_store)(here, values, states);
    TYPED(update_store)(last, last_values, states);
    return;
  }
  const TYPED(update_vector) values =
      TYPED(updated)(rule, finish, states, outer, decays, factors, here, input, tail, last_form);
  if (padded) {
    TYPED(update_store)(here, values, states);
    return;
  }
  if (states > 0) v_store_tail(here.first, tail, values.first);
  if (states > 1) v_store_tail(here.second, tail, values.second);
  v_store_tail(here.parameters, tail, values.parameter);
}

/// The most vectors of columns whose chains for the next sample are continued together.
enum { TYPED(chained_vectors) = 4 };

/// Updates some vectors of columns from j on, the last of which may be padded, in all rows (unless `rule` is
/// NULL), and continues the chains of the next sample's net inputs.
BPK_INLINE void TYPED(update_chains)(TYPED(update_rule) * rule, const int states, const bool decays,
                                     const TYPED(bpk_slice) * slice, const TYPED(update_factors) * factors,
                                     TYPED(update_place) place, size_t j, const int vectors) {
  const size_t stride = slice->count / slice->input_count;
  const size_t rest = slice->columns - j, before = (size_t)(vectors - 1) * v_lanes;
  const v_tail tail = v_tail_of(rest - before < v_lanes ? rest - before : v_lanes);
  element *z = slice->next_net_inputs + j;
  v_vector sums[TYPED(chained_vectors)];
  BPK_UNROLL
  for (int v = 0; v < vectors; ++v) sums[v] = v_load(z + v * v_lanes);
  place = TYPED(update_place_at)(place, j, states);
  const element *errors = place.gradient;
  for (size_t i = 0; i < slice->input_count; ++i) {
    const v_vector input = v_splat(slice->inputs[i]), next = v_splat(slice->next_inputs[i]);
    BPK_UNROLL
    for (int v = 0; v < vectors; ++v) {
      const TYPED(update_place) here = TYPED(update_place_at)(place, (size_t)v * v_lanes, states);
      v_vector w;
      if (rule) {
        const int form = v == vectors - 1 ? TYPED(update_padded) : TYPED(update_whole);
        const TYPED(update_vector) values =
            TYPED(updated)(rule, NULL, states, true, decays, factors, here, input, tail, form);
        TYPED(update_store)(here, values, states);
        w = values.parameter;
      } else {
        w = v_load(here.parameters);
      }
      sums[v] = v_fma(next, w, sums[v]);
    }
    place = TYPED(update_place_at)(place, stride, states);
    place.gradient = errors;
  }
  BPK_UNROLL
  for (int v = 0; v < vectors; ++v) v_store(z + v * v_lanes, sums[v]);
}

/// `update_chains` for all columns.
BPK_INLINE void TYPED(update_all_chains)(TYPED(update_rule) * rule, const int states, const bool decays,
                                         const TYPED(bpk_slice) * slice,
                                         const TYPED(update_factors) * factors, TYPED(update_place) place) {
  const size_t columns = slice->columns;
  for (size_t j = 0; j < columns; j += TYPED(chained_vectors) * v_lanes) {
    switch ((columns - j + v_lanes - 1) / v_lanes) {
      case 1: TYPED(update_chains)(rule, states, decays, slice, factors, place, j, 1); break;
      case 2: TYPED(update_chains)(rule, states, decays, slice, factors, place, j, 2); break;
      case 3: TYPED(update_chains)(rule, states, decays, slice, factors, place, j, 3); break;
      default: TYPED(update_chains)(rule, states, decays, slice, factors, place, j, 4); break;
    }
  }
}

/// Updates parameters, from their gradient or as rows of weights. After rules with a root, whose time is that
/// of the divider, the chains of the next sample follow by themselves.
BPK_INLINE void TYPED(update_rows)(TYPED(update_rule) * rule, TYPED(update_finish) * finish, const int states,
                                   const bool decays, const TYPED(bpk_slice) * slice,
                                   const TYPED(update_factors) * factors) {
  TYPED(update_place) place = {slice->parameters, slice->states, NULL, slice->gradient};
  if (states > 1) place.second = slice->states + slice->state_stride;
  if (!slice->inputs) {
    const v_vector none = v_splat(0);
    TYPED(update_row)(rule, finish, states, false, decays, factors, place, slice->count, none, false);
    return;
  }
  if (slice->input_count == 0) return;
  if (slice->next_net_inputs && !finish) {
    TYPED(update_all_chains)(rule, states, decays, slice, factors, place);
    return;
  }
  const TYPED(update_place) start = place;
  const size_t stride = slice->count / slice->input_count, columns = slice->columns;
  for (size_t i = 0; i < slice->input_count; ++i) {
    const v_vector input = v_splat(slice->inputs[i]);
    if (columns < stride) {
      TYPED(update_row)(rule, finish, states, true, decays, factors, place, columns, input, true);
    } else {
      TYPED(update_row)(rule, finish, states, true, decays, factors, place, columns, input, false);
    }
    place = TYPED(update_place_at)(place, stride, states);
    place.gradient = slice->gradient;
  }
  if (slice->next_net_inputs) TYPED(update_all_chains)(NULL, states, decays, slice, factors, start);
}

/// The factors of a slice, without those of its rule.
BPK_INLINE TYPED(update_factors) TYPED(update_factors_of)(const TYPED(bpk_slice) * slice) {
  const v_vector zero = v_splat(0);
  return (TYPED(update_factors)){
      .learning_rate = v_splat(slice->learning_rate), .weight_decay = v_splat(slice->weight_decay),
      .momentum = zero, .kept_first = zero, .new_first = zero, .kept_second = zero, .new_second = zero,
      .scale = zero, .epsilon = zero, .kept_parameter = zero,
  };
}

static void TYPED(update_descent)(const TYPED(bpk_slice) * slice) {
  const TYPED(update_factors) factors = TYPED(update_factors_of)(slice);
  if (slice->weight_decay == 0) {
    TYPED(update_rows)(TYPED(rule_descent), NULL, 0, false, slice, &factors);
  } else {
    TYPED(update_rows)(TYPED(rule_descent), NULL, 0, true, slice, &factors);
  }
}

static void TYPED(update_momentum)(const TYPED(bpk_slice) * slice, element momentum) {
  TYPED(update_factors) factors = TYPED(update_factors_of)(slice);
  factors.momentum = v_splat(momentum);
  if (slice->weight_decay == 0) {
    TYPED(update_rows)(TYPED(rule_momentum), NULL, 1, false, slice, &factors);
  } else {
    TYPED(update_rows)(TYPED(rule_momentum), NULL, 1, true, slice, &factors);
  }
}

static void TYPED(update_nesterov)(const TYPED(bpk_slice) * slice, element momentum) {
  TYPED(update_factors) factors = TYPED(update_factors_of)(slice);
  factors.momentum = v_splat(momentum);
  if (slice->weight_decay == 0) {
    TYPED(update_rows)(TYPED(rule_nesterov), NULL, 1, false, slice, &factors);
  } else {
    TYPED(update_rows)(TYPED(rule_nesterov), NULL, 1, true, slice, &factors);
  }
}

static void TYPED(update_adam)(const TYPED(bpk_slice) * slice, const TYPED(bpk_adam) * adam) {
  TYPED(update_factors) factors = TYPED(update_factors_of)(slice);
  factors.kept_first = v_splat(adam->kept_first);
  factors.new_first = v_splat(adam->new_first);
  factors.kept_second = v_splat(adam->kept_second);
  factors.new_second = v_splat(adam->new_second);
  factors.scale = v_splat(adam->root_scale);
  factors.epsilon = v_splat(adam->epsilon);
  factors.kept_parameter = v_splat(adam->kept_parameter);
  TYPED(update_rows)(TYPED(rule_adam), TYPED(finish_adam), 2, true, slice, &factors);
}

static void TYPED(update_rmsprop)(const TYPED(bpk_slice) * slice, const TYPED(bpk_rmsprop) * rmsprop) {
  TYPED(update_factors) factors = TYPED(update_factors_of)(slice);
  factors.kept_first = v_splat(rmsprop->kept_first);
  factors.new_first = v_splat(rmsprop->new_first);
  factors.epsilon = v_splat(rmsprop->epsilon);
  factors.momentum = v_splat(rmsprop->momentum);
  TYPED(update_rows)(TYPED(rule_rmsprop), TYPED(finish_rmsprop), 2, true, slice, &factors);
}
