/* Eight threads that predict with one model at a time get the bytes of one thread. */
#include "check.h"

#include <pthread.h>
#include <string.h>

enum { THREADS = 8 };

static const bpnet_model *shared;
static double expected[ROWS][2];

static void *predict(void *context) {
  int *different = context;
  bpnet_predictor *predictor = NULL;
  double numbers[ROWS][2];
  if (bpnet_predictor_create(shared, 1, &predictor, NULL, 0) != BPNET_OK) {
    *different = 1;
    return NULL;
  }
  for (int round = 0; round < 200; round++) {
    memset(numbers, 0, sizeof numbers);
    bpnet_predict_f64(predictor, &inputs[0][0], ROWS, &numbers[0][0], ROWS * 2, NULL, 0);
    *different += memcmp(numbers, expected, sizeof expected) != 0;
    *different += strlen(bpnet_model_record(shared)) == 0 || strlen(bpnet_model_weights_sha256(shared)) != 64;
  }
  bpnet_predictor_free(predictor);
  return NULL;
}

void check_threads(const bpnet_model *model) {
  char message[256];
  bpnet_predictor *predictor = NULL;
  pthread_t threads[THREADS];
  int different[THREADS] = {0};
  shared = model;
  CHECK_STATUS(BPNET_OK, bpnet_predictor_create(model, 1, &predictor, message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_predict_f64(predictor, &inputs[0][0], ROWS, &expected[0][0], ROWS * 2, message,
                                           sizeof message));
  bpnet_predictor_free(predictor);
  for (int index = 0; index < THREADS; index++) {
    CHECK(pthread_create(&threads[index], NULL, predict, &different[index]) == 0);
  }
  for (int index = 0; index < THREADS; index++) {
    pthread_join(threads[index], NULL);
    CHECK(different[index] == 0);
  }
}
