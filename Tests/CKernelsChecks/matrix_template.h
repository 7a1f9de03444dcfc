// matrix.h for one element type (CHECK_ELEMENT).

static TYPED(matrix) TYPED(matrix_with_stride)(check_run *run, size_t rows, size_t columns, size_t ld) {
  size_t count = rows > 0 ? (rows - 1) * ld + columns : 0;
  bool at_end = check_random_below(run, 2) == 0;
  size_t offset = check_random_below(run, 17) * sizeof(element);
  TYPED(matrix) matrix = {guarded_make(count * sizeof(element), at_end, offset), NULL, rows, columns, ld};
  matrix.p = (element *)(void *)matrix.memory.data;
  return matrix;
}

TYPED(matrix) TYPED(matrix_make)(check_run *run, size_t rows, size_t columns) {
  size_t gap = check_random_below(run, 2) == 0 ? 0 : check_random_below(run, 4);
  return TYPED(matrix_with_stride)(run, rows, columns, columns + gap);
}

TYPED(matrix) TYPED(matrix_random)(check_run *run, size_t rows, size_t columns, bool special) {
  const element unusual[] = {0, (element)-0.0, (element)INFINITY, -(element)INFINITY, (element)NAN,
                             (element)1e-40, (element)-5e-324, (element)3e38, 1};
  TYPED(matrix) matrix = TYPED(matrix_make)(run, rows, columns);
  for (size_t i = 0; i < rows; ++i) {
    for (size_t j = 0; j < columns; ++j) {
      element value = (element)check_random_signed(run);
      if (special && check_random_below(run, 16) == 0) {
        value = unusual[check_random_below(run, sizeof unusual / sizeof *unusual)];
      }
      matrix.p[i * matrix.ld + j] = value;
    }
  }
  return matrix;
}

TYPED(matrix) TYPED(matrix_copy)(check_run *run, const TYPED(matrix) * other) {
  TYPED(matrix) matrix = TYPED(matrix_make)(run, other->rows, other->columns);
  for (size_t i = 0; i < other->rows; ++i) {
    for (size_t j = 0; j < other->columns; ++j) matrix.p[i * matrix.ld + j] = other->p[i * other->ld + j];
  }
  return matrix;
}

void TYPED(matrix_free)(TYPED(matrix) matrix) { guarded_free(matrix.memory); }

static bool TYPED(is_untouched)(const unsigned char *from, const unsigned char *to) {
  for (; from < to; ++from) {
    if (*from != 0xFF) return false;
  }
  return true;
}

bool TYPED(matrix_is_intact)(const TYPED(matrix) * matrix) {
  const guarded *memory = &matrix->memory;
  const unsigned char *end = memory->data + memory->bytes;
  if (!TYPED(is_untouched)(memory->pages, memory->data)) return false;
  if (!TYPED(is_untouched)(end, memory->pages + memory->size)) return false;
  for (size_t i = 0; i + 1 < matrix->rows; ++i) {
    const element *row = matrix->p + i * matrix->ld;
    if (!TYPED(is_untouched)((const unsigned char *)(row + matrix->columns),
                             (const unsigned char *)(row + matrix->ld))) {
      return false;
    }
  }
  return true;
}

bool TYPED(same)(element a, element b) {
  return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

bool TYPED(matrix_check)(check_run *run, const char *what, const bpk_kernels *kernels,
                         const TYPED(matrix) * result, const TYPED(matrix) * expected) {
  const char *set = bpk_kernels_name(kernels);
  if (!TYPED(matrix_is_intact)(result)) {
    return check_fail(run, "%s, %s: wrote outside of a %zu×%zu result", set, what, result->rows,
                      result->columns);
  }
  for (size_t i = 0; i < result->rows; ++i) {
    for (size_t j = 0; j < result->columns; ++j) {
      element a = result->p[i * result->ld + j], b = expected->p[i * expected->ld + j];
      if (!TYPED(same)(a, b)) {
        return check_fail(run, "%s, %s: %a instead of %a at row %zu, column %zu of %zu×%zu", set, what,
                          (double)a, (double)b, i, j, result->rows, result->columns);
      }
    }
  }
  return true;
}

element TYPED(lane_sum)(const element *lanes) {
  element sums[16];
  memcpy(sums, lanes, sizeof sums);
  for (int half = 8; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return sums[0];
}
