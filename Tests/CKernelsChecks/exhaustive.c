// Each processor checks a range of arguments in rising order.
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include "exhaustive.h"

#include <pthread.h>
#include <unistd.h>

#include "check.h"

enum { BLOCK = 4096, MOST_WORKERS = 64 };

typedef struct function_case {
  const char *name;
  bpk_function function;
  double (*exact)(double);
  double error_limit, fall_limit;
  /// The errors of smaller true results are divided by this one.
  double smallest;
} function_case;

static double exact_sigmoid(double x) { return 1 / (1 + exp(-x)); }

static double exact_elu(double x) { return x > 0 ? x : expm1(x); }
static double exact_softplus(double x) { return (x > 0 ? x : 0) + log1p(exp(-fabs(x))); }
static double exact_silu(double x) { return isinf(x) ? fmax(x, 0) : x * exact_sigmoid(x); }
static double exact_gelu(double x) { return isinf(x) ? fmax(x, 0) : x / 2 * erfc(-x * sqrt(0.5)); }
static double exact_gelu_tanh(double x) {
  const double z = 1.5957691216057308 * x * (1 + 0.044715 * x * x);
  return isinf(x) ? fmax(x, 0) : x * exact_sigmoid(z);
}

/// Functions that are not monotonic may decrease by any amount.
static const function_case cases[EXHAUSTIVE_COUNT] = {
    {"sigmoid", bpk_function_sigmoid, exact_sigmoid, 2.05, 0, 0x1p-126},
    {"tanh", bpk_function_tanh, tanh, 2, 0, 0x1p-126},
    {"elu", bpk_function_elu, exact_elu, 1.5, 2, 0x1p-126},
    {"softplus", bpk_function_softplus, exact_softplus, 2, 2, 0x1p-126},
    {"silu", bpk_function_silu, exact_silu, 2.65, INFINITY, 0x1p-119},
    {"gelu", bpk_function_gelu, exact_gelu, 3.05, INFINITY, 0x1p-126},
    {"gelu_tanh", bpk_function_gelu_tanh, exact_gelu_tanh, 2.75, INFINITY, 0x1p-119},
};

typedef struct worker {
  const function_case *c;
  uint64_t begin, end;
  exhaustive_result result;
  /// The findings over the worker's range.
  float smallest, largest;
} worker;

/// Argument number `rank` in the order from the negative NaNs over −∞, 0 and ∞ to the positive NaNs.
static float argument(uint64_t rank) {
  const uint32_t bits = (uint32_t)(rank < 1u << 31 ? 0xFFFFFFFFu - rank : rank - (1u << 31));
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static double unit(double exact) {
  int exponent;
  frexp(exact, &exponent);
  return ldexp(1, exponent - 24);
}

static void note_fall(exhaustive_result *result, float from, float to, float x) {
  if (!(to < from)) return;
  const double fall = ((double)from - to) / unit(from);
  if (fall > result->largest_fall) result->largest_fall = fall, result->fall_at = x;
}

static void note_value(worker *w, float x, float y) {
  const double exact = w->c->exact(x), error = fabs(y - exact);
  exhaustive_result *result = &w->result;
  if (isinf(exact) || !isfinite(y)) {
    if (exact != y) ++result->wrong;
  } else if (fabs(exact) < w->c->smallest) {
    const double part = error / w->c->smallest;
    if (part > result->smallest_error) result->smallest_error = part;
  } else if (error > result->largest_error * unit(exact)) {
    result->largest_error = error / unit(exact), result->error_at = x;
  }
  note_fall(result, w->largest, y, x);
  if (y > w->largest) w->largest = y;
  if (y < w->smallest) w->smallest = y;
}

static void run_block(worker *w, uint64_t begin) {
  float x[BLOCK], y[BLOCK], other[BLOCK];
  for (size_t i = 0; i < BLOCK; ++i) x[i] = argument(begin + i);
  bpk_map_f32(check_preferred(), w->c->function, 1, BLOCK, x, y);
  for (size_t s = 0; s < bpk_kernels_count(); ++s) {
    const bpk_kernels *kernels = check_set(s);
    if (!kernels || kernels == check_preferred() || kernels == check_portable()) continue;
    bpk_map_f32(kernels, w->c->function, 1, BLOCK, x, other);
    for (size_t i = 0; i < BLOCK; ++i) {
      if (!isnan(y[i]) && memcmp(y + i, other + i, sizeof *y) != 0) ++w->result.wrong;
    }
  }
  for (size_t i = 0; i < BLOCK; ++i) {
    if (!isnan(x[i])) {
      note_value(w, x[i], y[i]);
    } else if (!isnan(y[i])) {
      ++w->result.wrong;
    }
  }
}

static void *run_worker(void *context) {
  worker *w = context;
  for (uint64_t begin = w->begin; begin < w->end; begin += BLOCK) run_block(w, begin);
  return NULL;
}

/// Adds a worker's findings to those of the previous workers.
static void merge(worker *total, const worker *part) {
  exhaustive_result *a = &total->result;
  const exhaustive_result *b = &part->result;
  if (b->largest_error > a->largest_error) a->largest_error = b->largest_error, a->error_at = b->error_at;
  if (b->largest_fall > a->largest_fall) a->largest_fall = b->largest_fall, a->fall_at = b->fall_at;
  if (b->smallest_error > a->smallest_error) a->smallest_error = b->smallest_error;
  a->wrong += b->wrong;
  note_fall(a, total->largest, part->smallest, argument(part->begin));
  if (part->largest > total->largest) total->largest = part->largest;
}

exhaustive_result check_exhaustively(int index) {
  static const uint64_t blocks = (UINT64_C(1) << 32) / BLOCK;
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  const size_t count = processors < 1 ? 1 : processors > MOST_WORKERS ? MOST_WORKERS : (size_t)processors;
  worker workers[MOST_WORKERS], total = {.largest = -INFINITY};
  pthread_t threads[MOST_WORKERS];
  bool is_started[MOST_WORKERS];
  for (size_t i = 0; i < count; ++i) {
    workers[i] = (worker){.c = &cases[index], .smallest = INFINITY, .largest = -INFINITY};
    workers[i].begin = blocks * i / count * BLOCK;
    workers[i].end = blocks * (i + 1) / count * BLOCK;
    is_started[i] = pthread_create(&threads[i], NULL, run_worker, &workers[i]) == 0;
  }
  for (size_t i = 0; i < count; ++i) {
    if (is_started[i]) {
      pthread_join(threads[i], NULL);
    } else {
      run_worker(&workers[i]);
    }
    merge(&total, &workers[i]);
  }
  exhaustive_result result = total.result;
  result.name = cases[index].name;
  result.passed = result.wrong == 0 && result.largest_error <= cases[index].error_limit &&
                  result.largest_fall <= cases[index].fall_limit && result.smallest_error <= 1;
  return result;
}
