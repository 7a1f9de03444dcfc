// The loss of classes, with a lane for each row: the sums of a row are in the order of its columns, as if
// they were taken one by one.

/// The vectors of f64 with a lane for each lane of v_vector.
enum { TYPED(wide_parts) = v_lanes / v_lanes_f64 };

BPK_INLINE void TYPED(widen)(v_vector x, v_vector_f64 *parts) {
#if BPK_IS_F32
  v_widen_f32(x, parts);
#else
  parts[0] = x;
#endif
}

/// The columns of n in the tile that begins at `start`.
BPK_INLINE size_t TYPED(tile_width)(size_t start, size_t n) {
  return n - start < v_lanes ? n - start : v_lanes;
}

/// Finds the largest logit of each of m ≤ v_lanes rows, and its column, the first one of equals. `logits`
/// then has the columns of the last tile, a lane for each row.
BPK_INLINE void TYPED(find_largest)(size_t m, const TYPED(bpk_class_rows) * rows, v_vector *logits,
                                    v_vector *maximum, v_vector *column) {
  *maximum = *column = v_splat(0);
  for (size_t start = 0; start < rows->n; start += v_lanes) {
    const size_t width = TYPED(tile_width)(start, rows->n);
    TYPED(load_transposed)(logits, m, width, rows->logits + start, rows->ldlogits, true);
    if (start == 0) *maximum = logits[0];
    for (size_t j = 0; j < width; ++j) {
      const v_mask is_larger = v_less(*maximum, logits[j]);
      *maximum = v_select(is_larger, logits[j], *maximum);
      *column = v_select(is_larger, v_splat((element)(start + j)), *column);
    }
  }
}

/// log(1 + Σ′ softmax(z) / top) of each row, where `largest` is the column of `top`.
BPK_INLINE void TYPED(take_logarithms)(size_t m, const TYPED(bpk_class_rows) * rows, v_vector largest,
                                       double *logarithms) {
  v_vector columns[v_lanes], top = v_splat(0);
  v_vector_f64 rest[TYPED(wide_parts)], wide[TYPED(wide_parts)];
  for (int p = 0; p < TYPED(wide_parts); ++p) rest[p] = v_splat_f64(0);
  for (size_t start = 0; start < rows->n; start += v_lanes) {
    const size_t width = TYPED(tile_width)(start, rows->n);
    TYPED(load_transposed)(columns, m, width, rows->outputs + start, rows->ldoutputs, true);
    for (size_t j = 0; j < width; ++j) {
      const v_mask is_largest = v_equal(largest, v_splat((element)(start + j)));
      top = v_select(is_largest, columns[j], top);
      TYPED(widen)(v_select(is_largest, v_splat(0), columns[j]), wide);
      for (int p = 0; p < TYPED(wide_parts); ++p) rest[p] = v_add_f64(rest[p], wide[p]);
    }
  }
  TYPED(widen)(top, wide);
  for (int p = 0; p < TYPED(wide_parts); ++p) {
    v_store_f64(logarithms + p * v_lanes_f64, v_div_f64(rest[p], wide[p]));
  }
  log1p_all(v_lanes, logarithms);
}

/// y (distance + logarithm), or 0 where y is 0, even if the distance is infinite.
BPK_INLINE v_vector_f64 TYPED(class_loss)(v_vector_f64 y, v_vector_f64 distance, v_vector_f64 logarithm) {
  const v_vector_f64 zero = v_splat_f64(0);
  return v_select_f64(v_equal_f64(y, zero), zero, v_mul_f64(y, v_add_f64(distance, logarithm)));
}

/// `bpk_categorical_losses` for m ≤ v_lanes rows.
BPK_INLINE void TYPED(categorical_tile)(const bool smooths, size_t m, const TYPED(bpk_class_rows) * rows,
                                        double *losses) {
  enum { parts = TYPED(wide_parts) };
  v_vector logits[v_lanes], targets[v_lanes], maximum, largest;
  double logarithms[v_lanes];
  TYPED(find_largest)(m, rows, logits, &maximum, &largest);
  TYPED(take_logarithms)(m, rows, largest, logarithms);
  const v_vector_f64 kept = v_splat_f64(rows->kept), added = v_splat_f64(rows->added);
  v_vector_f64 sums[parts], top[parts], z[parts], y[parts];
  TYPED(widen)(maximum, top);
  for (int p = 0; p < parts; ++p) sums[p] = v_splat_f64(0);
  for (size_t start = 0; start < rows->n; start += v_lanes) {
    const size_t width = TYPED(tile_width)(start, rows->n);
    TYPED(load_transposed)(targets, m, width, rows->targets + start, rows->ldtargets, true);
    if (rows->n > v_lanes) {
      TYPED(load_transposed)(logits, m, width, rows->logits + start, rows->ldlogits, true);
    }
    for (size_t j = 0; j < width; ++j) {
      TYPED(widen)(targets[j], y);
      TYPED(widen)(logits[j], z);
      for (int p = 0; p < parts; ++p) {
        if (smooths) y[p] = v_add_f64(v_mul_f64(y[p], kept), added);
        const v_vector_f64 logarithm = v_load_f64(logarithms + p * v_lanes_f64);
        sums[p] = v_add_f64(sums[p], TYPED(class_loss)(y[p], v_sub_f64(top[p], z[p]), logarithm));
      }
    }
  }
  double all[v_lanes];
  for (int p = 0; p < parts; ++p) v_store_f64(all + p * v_lanes_f64, sums[p]);
  memcpy(losses, all, m * sizeof *losses);
}

static void TYPED(categorical_losses)(size_t m, const TYPED(bpk_class_rows) * given, double *losses) {
  TYPED(bpk_class_rows) rows = *given;
  const bool smooths = rows.kept != 1 || rows.added != 0;
  while (m > 0) {
    const size_t count = m < v_lanes ? m : v_lanes;
    if (smooths) {
      TYPED(categorical_tile)(true, count, &rows, losses);
    } else {
      TYPED(categorical_tile)(false, count, &rows, losses);
    }
    rows.logits += count * rows.ldlogits;
    rows.outputs += count * rows.ldoutputs;
    rows.targets += count * rows.ldtargets;
    losses += count;
    m -= count;
  }
}
