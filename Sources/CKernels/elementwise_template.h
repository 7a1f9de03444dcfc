// The public element-wise and row-wise functions for one element type (BPK_ELEMENT).

void TYPED(bpk_map)(const bpk_kernels *kernels, bpk_function function, element parameter, size_t count,
                    const element *x, element *y) {
  kernels->BPK_ELEMENT->map[function](parameter, 1, count, x, count, y, count);
}

void TYPED(bpk_map_derivative)(const bpk_kernels *kernels, bpk_function function, element parameter,
                               size_t count, const element *y, const element *upstream, element *d) {
  kernels->BPK_ELEMENT->derivative[function](parameter, 1, count, y, count, upstream, count, d, count);
}

void TYPED(bpk_softmax_rows)(const bpk_kernels *kernels, size_t m, size_t n, const element *z, size_t ldz,
                             element *y, size_t ldy) {
  kernels->BPK_ELEMENT->map[bpk_function_softmax](1, m, n, z, ldz, y, ldy);
}

void TYPED(bpk_softmax_rows_derivative)(const bpk_kernels *kernels, size_t m, size_t n, const element *y,
                                        size_t ldy, const element *upstream, size_t ldupstream, element *d,
                                        size_t ldd) {
  kernels->BPK_ELEMENT->derivative[bpk_function_softmax](1, m, n, y, ldy, upstream, ldupstream, d, ldd);
}

void TYPED(bpk_drop)(const bpk_kernels *kernels, const bpk_dropout *dropout, size_t row, size_t m, size_t n,
                     const element *x, size_t ldx, element *y, size_t ldy) {
  kernels->BPK_ELEMENT->drop(dropout, row, m, n, x, ldx, y, ldy);
}

void TYPED(bpk_categorical_losses)(const bpk_kernels *kernels, size_t m, const TYPED(bpk_class_rows) * rows,
                                   double *losses) {
  // With fewer rows most lanes would be idle; this set has one.
  const bpk_kernels *set = m * 4 < kernels->lanes ? &bpk_kernels_portable : kernels;
  set->BPK_ELEMENT->categorical_losses(m, rows, losses);
}

void TYPED(bpk_update_descent)(const bpk_kernels *kernels, const TYPED(bpk_slice) * slice) {
  kernels->BPK_ELEMENT->updates.descent(slice);
}

void TYPED(bpk_update_momentum)(const bpk_kernels *kernels, const TYPED(bpk_slice) * slice,
                                element momentum) {
  kernels->BPK_ELEMENT->updates.momentum(slice, momentum);
}

void TYPED(bpk_update_nesterov)(const bpk_kernels *kernels, const TYPED(bpk_slice) * slice,
                                element momentum) {
  kernels->BPK_ELEMENT->updates.nesterov(slice, momentum);
}

void TYPED(bpk_update_adam)(const bpk_kernels *kernels, const TYPED(bpk_slice) * slice,
                            const TYPED(bpk_adam) * adam) {
  kernels->BPK_ELEMENT->updates.adam(slice, adam);
}

void TYPED(bpk_update_rmsprop)(const bpk_kernels *kernels, const TYPED(bpk_slice) * slice,
                               const TYPED(bpk_rmsprop) * rmsprop) {
  kernels->BPK_ELEMENT->updates.rmsprop(slice, rmsprop);
}

double TYPED(bpk_run_fma_chains)(const bpk_kernels *kernels, size_t iterations, element *sink) {
  return kernels->BPK_ELEMENT->run_fma_chains(iterations, sink);
}
