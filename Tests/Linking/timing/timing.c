/* The time of one prediction for one row: timing MODEL */
#define _POSIX_C_SOURCE 199309L
#include <bpnet.h>
#include <stdio.h>
#include <time.h>

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
  enum { CALLS = 100000, ROUNDS = 11 };
  bpnet_model *model = NULL;
  bpnet_predictor *predictor = NULL;
  const double row[4] = {5.1, 3.5, 1.4, 0.2};
  double numbers[3], best = 1;
  char message[256];
  if (count != 2 || bpnet_model_load(arguments[1], &model, message, sizeof message) ||
      bpnet_predictor_create(model, 1, &predictor, message, sizeof message)) {
    return 1;
  }
  for (int round = 0; round < ROUNDS; round++) {
    double begin = seconds();
    for (int call = 0; call < CALLS; call++) {
      if (bpnet_predict_f64(predictor, row, 1, numbers, 3, message, sizeof message)) return 1;
    }
    double time = (seconds() - begin) / CALLS;
    if (time < best) best = time;
  }
  printf("%.1f ns\n", best * 1e9);
  bpnet_predictor_free(predictor);
  bpnet_model_free(model);
  return 0;
}
