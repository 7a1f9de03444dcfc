// The check of the measuring kernel for one element type (CHECK_ELEMENT).

bool TYPED(check_fma_chains)(check_run *run) {
  for (size_t s = 0; s < bpk_kernels_count(); ++s) {
    if (!check_set(s)) continue;
    element sink = (element)NAN;
    const double once = TYPED(bpk_run_fma_chains)(check_set(s), 1, &sink);
    const double often = TYPED(bpk_run_fma_chains)(check_set(s), 1000, &sink);
    const double lanes = (double)bpk_kernels_lanes(check_set(s)) * (sizeof(element) == 4 ? 1 : 0.5);
    if (once < 2 * lanes || often != 1000 * once || !(sink > 0 && sink < 100)) {
      return check_fail(run, "%s: %g and %g operations, sink %g", bpk_kernels_name(check_set(s)), once, often,
                        (double)sink);
    }
  }
  return true;
}
