// Custom functions for the checks of one element type (CHECK_ELEMENT): callbacks that compute a function of
// the kernels.

/// A function of the kernels, for callbacks that compute it one row after the other.
typedef struct TYPED(own_function) {
  bpk_function function;
  element parameter;
} TYPED(own_function);

static void TYPED(apply_own)(const void *context, size_t m, size_t n, const element *z, size_t ldz,
                             element *y, size_t ldy) {
  const TYPED(own_function) *own = context;
  for (size_t row = 0; row < m; ++row) {
    TYPED(bpk_map)(check_portable(), own->function, own->parameter, n, z + row * ldz, y + row * ldy);
  }
}

static void TYPED(multiply_by_own_derivative)(const void *context, size_t m, size_t n, const element *z,
                                              size_t ldz, element *errors, size_t lderrors) {
  const TYPED(own_function) *own = context;
  for (size_t row = 0; row < m; ++row) {
    element *d = errors + row * lderrors;
    TYPED(bpk_map_derivative)(check_portable(), own->function, own->parameter, n, z + row * ldz, d, d);
  }
}
