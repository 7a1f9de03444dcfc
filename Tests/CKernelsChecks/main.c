// Runs all checks, or those whose names contain the first argument, and prints a line for each;
// with --exhaustive, the activation functions over all values of f32 instead.
// How to build it is in the README of CKernels.
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "CKernelsChecks.h"
#include "exhaustive.h"

static int run_exhaustively(void) {
  int failed = 0;
  for (int i = 0; i < EXHAUSTIVE_COUNT; ++i) {
    const exhaustive_result r = check_exhaustively(i);
    printf("%s %s f32: error %.4f ULP at %a, fall %.0f ULP at %a, tiny %.3f of the limit, %lld wrong\n",
           r.passed ? "passed" : "FAILED", r.name, r.largest_error, r.error_at, r.largest_fall, r.fall_at,
           r.smallest_error, r.wrong);
    fflush(stdout);
    failed += !r.passed;
  }
  return failed > 0;
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "--exhaustive") == 0) return run_exhaustively();
  int passed = 0, failed = 0;
  for (int i = 0; i < bpk_check_count(); ++i) {
    const char *name = bpk_check_name(i);
    if (count > 1 && !strstr(name, arguments[1])) continue;
    char message[256];
    const clock_t start = clock();
    const bool is_passed = bpk_check_run(i, 20260101, message, sizeof message);
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("%s %s (%.1f s) %s\n", is_passed ? "passed" : "FAILED", name, seconds, message);
    fflush(stdout);
    if (is_passed) {
      ++passed;
    } else {
      ++failed;
    }
  }
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
