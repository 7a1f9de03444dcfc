// A matrix in guarded memory, for one element type (CHECK_ELEMENT).

typedef struct TYPED(matrix) {
  guarded memory;
  element *p;
  size_t rows, columns, ld;
} TYPED(matrix);

/// A matrix with 0 to 3 elements between its rows, all of whose bytes are 0xFF.
TYPED(matrix) TYPED(matrix_make)(check_run *run, size_t rows, size_t columns);

/// A matrix with random values; with `special`, a few of them are infinite, NaN, denormal or zero.
TYPED(matrix) TYPED(matrix_random)(check_run *run, size_t rows, size_t columns, bool special);

/// A copy of a matrix in other memory.
TYPED(matrix) TYPED(matrix_copy)(check_run *run, const TYPED(matrix) * other);

void TYPED(matrix_free)(TYPED(matrix) matrix);

/// Whether the bytes outside of the rows and columns are still 0xFF.
bool TYPED(matrix_is_intact)(const TYPED(matrix) * matrix);

/// Whether two values have the same bits or both are NaN.
bool TYPED(same)(element a, element b);

/// Fails unless `result` has the values of `expected` and nothing was written around it.
bool TYPED(matrix_check)(check_run *run, const char *what, const bpk_kernels *kernels,
                         const TYPED(matrix) * result, const TYPED(matrix) * expected);

/// The sum of 16 lanes that the header of the kernels promises.
element TYPED(lane_sum)(const element *lanes);
