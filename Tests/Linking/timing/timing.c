/* The median time of one prediction for one row: timing MODEL */
#define _POSIX_C_SOURCE 199309L
#include <bpnet.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Rounds of some 100 microseconds, so that most of them are not interrupted. */
enum { CALLS = 1000, ROUNDS = 4001, MOST_COLUMNS = 64 };

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int compare(const void *one, const void *other) {
  const double first = *(const double *)one, second = *(const double *)other;
  return (first > second) - (first < second);
}

int main(int count, char **arguments) {
  static double times[ROUNDS];
  bpnet_model *model = NULL;
  bpnet_predictor *predictor = NULL;
  double row[MOST_COLUMNS], numbers[MOST_COLUMNS];
  char message[256];
  if (count != 2 || bpnet_model_load(arguments[1], &model, message, sizeof message) ||
      bpnet_predictor_create(model, 1, &predictor, message, sizeof message) ||
      bpnet_model_input_count(model) > MOST_COLUMNS || bpnet_model_output_count(model) > MOST_COLUMNS) {
    return 1;
  }
  for (int column = 0; column < MOST_COLUMNS; column++) row[column] = 0.5;
  for (int round = 0; round < ROUNDS; round++) {
    const double begin = seconds();
    for (int call = 0; call < CALLS; call++) {
      if (bpnet_predict_f64(predictor, row, 1, numbers, MOST_COLUMNS, message, sizeof message)) return 1;
    }
    times[round] = (seconds() - begin) / CALLS;
  }
  qsort(times, ROUNDS, sizeof times[0], compare);
  printf("%.1f ns\n", times[ROUNDS / 2] * 1e9);
  bpnet_predictor_free(predictor);
  bpnet_model_free(model);
  return 0;
}
