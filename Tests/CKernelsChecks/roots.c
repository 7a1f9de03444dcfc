// The square roots of optimisers' rules, compared with those of the C library.
#include "list.h"

/// Squares of numbers with all digits of f64.
__extension__ typedef unsigned __int128 square_word;

#define CHECK_ELEMENT f32
#define CHECK_SQRT sqrtf
#define CHECK_WORD uint32_t
#define CHECK_DIGITS 24
#define CHECK_LEAST_NORMAL 0x1p-126f
#include "roots_template.h"
#undef CHECK_LEAST_NORMAL
#undef CHECK_DIGITS
#undef CHECK_WORD
#undef CHECK_SQRT
#undef CHECK_ELEMENT
#define CHECK_ELEMENT f64
#define CHECK_SQRT sqrt
#define CHECK_WORD uint64_t
#define CHECK_DIGITS 53
#define CHECK_LEAST_NORMAL 0x1p-1022
#include "roots_template.h"
