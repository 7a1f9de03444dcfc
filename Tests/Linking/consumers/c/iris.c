/* Trains on iris, saves and loads the model, and predicts: iris IRIS.csv MODEL */
#include <bpnet.h>
#include <stdio.h>
#include <string.h>

static char message[256];

/* Ends the program's work unless all is well. */
static int failed(bpnet_status status) {
  if (status == BPNET_OK) return 0;
  fprintf(stderr, "iris: %s\n", message);
  return 1;
}

static int train(const char *data, const char *path) {
  bpnet_table *table = NULL;
  bpnet_model *model = NULL;
  const char *recipe = "{\"hidden\": 8, \"validation\": 0.2, \"epochs\": 30, \"seed\": 5}";
  int fails = failed(bpnet_table_read(data, &table, message, sizeof message)) ||
              failed(bpnet_train(table, NULL, NULL, recipe, NULL, NULL, &model, message, sizeof message)) ||
              failed(bpnet_model_save(model, path, message, sizeof message));
  bpnet_table_free(table);
  bpnet_model_free(model);
  return fails;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  if (train(arguments[1], arguments[2])) return 1;
  bpnet_model *model = NULL;
  bpnet_predictor *predictor = NULL;
  double flower[4] = {5.1, 3.5, 1.4, 0.2}, probabilities[3];
  if (failed(bpnet_model_load(arguments[2], &model, message, sizeof message)) ||
      failed(bpnet_predictor_create(model, 1, &predictor, message, sizeof message)) ||
      failed(bpnet_predict_f64(predictor, flower, 1, probabilities, 3, message, sizeof message))) {
    return 1;
  }
  int best = 0;
  for (int index = 1; index < 3; index++) {
    if (probabilities[index] > probabilities[best]) best = index;
  }
  printf("%s %.17g\n", bpnet_model_output_name(model, (size_t)best), probabilities[best]);
  bpnet_predictor_free(predictor);
  bpnet_model_free(model);
  return 0;
}
