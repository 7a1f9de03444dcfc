// The check of square roots for one element type (CHECK_ELEMENT).
//
// A set may take some roots by another method than others, and a vector that has an unusual number by the
// processor's instruction. So each number is checked in both halves of an update of 32 parameters, which are
// two vectors at least, and most blocks have usual numbers alone.

enum {
  TYPED(digit_bits) = CHECK_DIGITS - 1,
  TYPED(exponent_bits) = (int)sizeof(element) * 8 - CHECK_DIGITS,
  TYPED(exponents) = 1 << TYPED(exponent_bits),
};

static element TYPED(from_bits)(CHECK_WORD exponent, CHECK_WORD digits) {
  const CHECK_WORD bits = (exponent << TYPED(digit_bits)) + digits;
  element x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static element TYPED(state)(element x) { return x < CHECK_LEAST_NORMAL && x > -CHECK_LEAST_NORMAL ? 0 : x; }

/// The first moment for a second moment x: one that shows its root in w = −(m / √x). That of x itself differs
/// for neighbouring values of the root.
static element TYPED(moment)(element x) { return x == 0 || isinf(x) ? 1 : x; }

/// Updates 32 parameters of 0 by Adam, with gradients of 0, the 16 numbers twice as second moments, moments
/// that do not decay, and ε = 0.
static bool TYPED(check_root_block)(check_run *run, const element *numbers) {
  for (size_t s = 0; s < bpk_kernels_count(); ++s) {
    const bpk_kernels *kernels = check_set(s);
    if (!kernels) continue;
    element w[32] = {0}, g[32] = {0}, states[2][32];
    for (int i = 0; i < 32; ++i) {
      states[0][i] = TYPED(moment)(TYPED(state)(numbers[i % 16]));
      states[1][i] = numbers[i % 16];
    }
    const TYPED(bpk_slice) slice = {
        .count = 32, .parameters = w, .gradient = g, .states = states[0], .state_stride = 32,
        .learning_rate = 1,
    };
    const TYPED(bpk_adam) adam = {
        .kept_first = 1, .kept_second = 1, .root_scale = 1, .epsilon = 0, .kept_parameter = 1};
    TYPED(bpk_update_adam)(kernels, &slice, &adam);
    for (int i = 0; i < 32; ++i) {
      const element x = TYPED(state)(numbers[i % 16]), expected = 0 - TYPED(moment)(x) / CHECK_SQRT(x);
      if (TYPED(same)(w[i], expected)) continue;
      return check_fail(run, "%s, root of %a: %a instead of %a at %d", bpk_kernels_name(kernels),
                        (double)x, (double)w[i], (double)expected, i);
    }
  }
  return true;
}

/// Numbers of p digits whose roots are nearest to midpoints of neighbouring numbers.
///
/// A root between 2^(p − 1) and 2^p is near k + 1/2, whose square is k² + k + 1/4, if the number is
/// k² + k + j with a small j. It has p digits only if it is a multiple of 2^(p − 2) at least, which
/// determines all but two bits of k, the lowest first, because the derivative is odd. Odd j have none.
static bool TYPED(check_hard_roots)(check_run *run) {
  element block[16];
  size_t count = 0;
  for (int64_t j = -512; j <= 512; j += 2) {
    for (uint64_t parity = 0; parity < 2; ++parity) {
      uint64_t k = parity;
      for (int bit = 1; bit < CHECK_DIGITS - 2; ++bit) {
        if (((k * k + k + (uint64_t)j) >> bit) & 1) k |= UINT64_C(1) << bit;
      }
      for (uint64_t top = 2; top < 4; ++top) {
        const uint64_t whole = k | (top << (CHECK_DIGITS - 2));
        const square_word square = (square_word)whole * whole + whole + (square_word)j;
        block[count++ % 16] = (element)ldexp((double)square, -2 * TYPED(digit_bits));
        if (count % 16 == 0 && !TYPED(check_root_block)(run, block)) return false;
      }
    }
  }
  return true;
}

/// Numbers of any kind.
static bool TYPED(check_unusual_roots)(check_run *run) {
  element block[16];
  for (int lane = 0; lane < 16; ++lane) {
    const CHECK_WORD digits = (CHECK_WORD)check_random_below(run, (size_t)1 << TYPED(digit_bits));
    const CHECK_WORD exponent = (CHECK_WORD)check_random_below(run, 2 * TYPED(exponents));
    block[lane] = TYPED(from_bits)(exponent, check_random_below(run, 8) == 0 ? 0 : digits);
  }
  return TYPED(check_root_block)(run, block);
}

/// Numbers with a common exponent or the next one, and sometimes one special number among them.
static bool TYPED(check_common_roots)(check_run *run, CHECK_WORD exponent) {
  const element special[] = {0, 0, (element)-0.0, (element)INFINITY, (element)NAN, -1, CHECK_LEAST_NORMAL,
                             CHECK_LEAST_NORMAL / 2};
  element block[16];
  for (int lane = 0; lane < 16; ++lane) {
    const CHECK_WORD digits = (CHECK_WORD)check_random_below(run, (size_t)2 << TYPED(digit_bits));
    block[lane] = TYPED(from_bits)(exponent, digits);
  }
  const size_t lane = check_random_below(run, 32);
  if (lane < 16) block[lane] = special[check_random_below(run, sizeof special / sizeof *special)];
  return TYPED(check_root_block)(run, block);
}

/// Besides hard cases, numbers at all exponents, and millions with digits at an odd distance.
bool TYPED(check_roots)(check_run *run) {
  if (!TYPED(check_hard_roots)(run)) return false;
  for (CHECK_WORD exponent = 0; exponent + 1 < TYPED(exponents); ++exponent) {
    for (int i = 0; i < ACCURACY_BLOCKS / 8; ++i) {
      if (!TYPED(check_common_roots)(run, exponent)) return false;
    }
  }
  CHECK_WORD word = (CHECK_WORD)check_random_below(run, 1000);
  for (int i = 0; i < 500 * ACCURACY_BLOCKS; ++i) {
    element block[16];
    for (int lane = 0; lane < 16; ++lane, word += (CHECK_WORD)UINT64_C(0x9E3779B97F4A7C15)) {
      const CHECK_WORD digits = word & (((CHECK_WORD)2 << TYPED(digit_bits)) - 1);
      block[lane] = TYPED(from_bits)(TYPED(exponents) / 2 - 2, digits);
    }
    if (!TYPED(check_root_block)(run, block)) return false;
    if (i % 64 == 0 && !TYPED(check_unusual_roots)(run)) return false;
  }
  return true;
}
