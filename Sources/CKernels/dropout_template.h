// Dropout. Random bits are integers and each kept output is one product, so the result does not depend on how
// the compiler vectorises these loops.

/// The number of neurons of a row whose draws are computed together, and the number of neurons of a draw.
enum { TYPED(dropout_block) = 32, TYPED(dropout_fields) = 4 };

/// The 16 bits of each neuron of a block, whose first draw is the next after `state`.
BPK_INLINE void TYPED(dropout_draw)(uint64_t state, uint16_t *bits) {
  uint64_t draws[TYPED(dropout_block) / TYPED(dropout_fields)];
  for (int i = 0; i < TYPED(dropout_block) / TYPED(dropout_fields); ++i) {
    uint64_t mixed = state + (uint64_t)(i + 1) * BPK_RANDOM_INCREMENT;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    draws[i] = mixed ^ (mixed >> 31);
  }
  // The lowest bits come first in memory, which kernels.h asserts.
  memcpy(bits, draws, sizeof draws);
}

/// y = kept ? scale · x : 0, for `n` neurons of a block.
BPK_INLINE void TYPED(dropout_scale)(const uint16_t *bits, uint32_t threshold, element scale, size_t n,
                                     const element *x, element *y) {
  for (size_t j = 0; j < n; ++j) {
    const element scaled = scale * x[j];
    y[j] = bits[j] < threshold ? 0 : scaled;
  }
}

static void TYPED(drop)(const bpk_dropout *dropout, size_t row, size_t m, size_t n, const element *x,
                        size_t ldx, element *y, size_t ldy) {
  const size_t draws = (n + TYPED(dropout_fields) - 1) / TYPED(dropout_fields);
  const element scale = (element)(65536.0 / (65536.0 - dropout->threshold));
  uint16_t bits[TYPED(dropout_block)];
  for (size_t i = 0; i < m; ++i, x += ldx, y += ldy) {
    uint64_t state = dropout->key + (dropout->first_row + row + i) * draws * BPK_RANDOM_INCREMENT;
    size_t j = 0;
    for (; j + TYPED(dropout_block) <= n; j += TYPED(dropout_block)) {
      TYPED(dropout_draw)(state, bits);
      TYPED(dropout_scale)(bits, dropout->threshold, scale, TYPED(dropout_block), x + j, y + j);
      state += TYPED(dropout_block) / TYPED(dropout_fields) * BPK_RANDOM_INCREMENT;
    }
    if (j < n) {
      TYPED(dropout_draw)(state, bits);
      TYPED(dropout_scale)(bits, dropout->threshold, scale, n - j, x + j, y + j);
    }
  }
}
