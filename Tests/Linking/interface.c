/*
 * Checks of libbpnet by its header alone: interface FOLDER, in which files are written.
 *
 * Exits with 1 if a check fails.
 */
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int failures;
double inputs[ROWS][INPUTS];
int32_t classes[ROWS];
const char *const input_names[INPUTS] = {"x", "y"};
const char *const labels[2] = {"above", "below"};

static const char *const recipe = "{\"hidden\": [6], \"activation\": \"tanh\", \"epochs\": 40, "
                                  "\"optimizer\": \"adam\", \"learning_rate\": 0.02, \"seed\": 3, "
                                  "\"precision\": \"f64\", \"batch-size\": 10}";

static void make_data(void) {
  for (int row = 0; row < ROWS; row++) {
    inputs[row][0] = (row * 37 % ROWS) / 10.0 - 3;
    inputs[row][1] = (row * 23 % ROWS) / 10.0 - 3;
    classes[row] = inputs[row][1] < inputs[row][0] * inputs[row][0] - 2;
  }
}

bpnet_table *make_table(void) {
  char message[256];
  bpnet_table *table = NULL;
  CHECK_STATUS(BPNET_OK, bpnet_table_create(&table, message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, ROWS, INPUTS, input_names,
                                                 message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_table_add_texts(table, labels, 2, classes, ROWS, "side", message,
                                               sizeof message));
  return table;
}

bpnet_model *train_model(const bpnet_table *table, const char *choices) {
  char message[256];
  bpnet_model *model = NULL;
  CHECK_STATUS(BPNET_OK, bpnet_train(table, NULL, NULL, choices, NULL, NULL, &model, message,
                                     sizeof message));
  return model;
}

static void check_tables(void) {
  char message[256];
  bpnet_table *table = make_table();
  CHECK(bpnet_table_row_count(table) == ROWS);
  CHECK(bpnet_table_column_count(table) == INPUTS + 1);
  bpnet_table_free(table);
  /* Columns without names, and a text for each row. */
  const char *const words[3] = {"a", NULL, "b"};
  const uint8_t numbers[3] = {1, 2, 3};
  CHECK_STATUS(BPNET_OK, bpnet_table_create(&table, message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_table_add_texts(table, words, 3, NULL, 3, NULL, message, sizeof message));
  CHECK_STATUS(BPNET_OK,
               bpnet_table_add_numbers(table, BPNET_UINT8, numbers, 3, 1, NULL, message, sizeof message));
  CHECK(bpnet_table_column_count(table) == 2);
  bpnet_table_free(table);
}

static void check_facts(const bpnet_model *model) {
  CHECK(bpnet_model_input_count(model) == 2);
  CHECK(bpnet_model_output_count(model) == 2);
  CHECK(bpnet_model_column_count(model) == 2);
  CHECK(strcmp(bpnet_model_column_name(model, 1), "y") == 0);
  CHECK(bpnet_model_column_name(model, 2) == NULL);
  CHECK(strcmp(bpnet_model_output_name(model, 0), "above") == 0);
  CHECK(strcmp(bpnet_model_output_name(model, 1), "below") == 0);
  CHECK(bpnet_model_label_name(model, 0, 0) == NULL);
  CHECK(strcmp(bpnet_model_task(model), "classify") == 0);
  CHECK(strcmp(bpnet_model_precision(model), "f64") == 0);
  CHECK(bpnet_model_predicts_classes(model) == 1);
  CHECK(bpnet_model_layer_count(model) == 2);
  CHECK(bpnet_model_layer_size(model, 0) == 6);
  CHECK(bpnet_model_layer_size(model, 2) == 0);
  CHECK(strcmp(bpnet_model_layer_activation(model, 0), "tanh") == 0);
  CHECK(strstr(bpnet_model_record(model), "\"epochs\":40") != NULL);
  CHECK(strlen(bpnet_model_weights_sha256(model)) == 64);
  char message[256];
  double weights[12] = {0}, biases[6];
  CHECK_STATUS(BPNET_OK, bpnet_model_weights(model, 0, weights, 12, biases, 6, message, sizeof message));
  CHECK(weights[0] != 0 && weights[11] != 0);
}

/* The labels of several targets. */
static void check_labels(void) {
  char message[256];
  const char *const words[4] = {"no", "yes", "up", "down"};
  const int32_t first[4] = {0, 1, 1, 0}, second[4] = {3, 2, 3, 2};
  const double numbers[4] = {1, 2, 3, 4};
  bpnet_table *table = NULL;
  CHECK_STATUS(BPNET_OK, bpnet_table_create(&table, message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_table_add_numbers(table, BPNET_FLOAT64, numbers, 4, 1, NULL, message,
                                                 sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_table_add_texts(table, words, 4, first, 4, NULL, message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_table_add_texts(table, words, 4, second, 4, NULL, message, sizeof message));
  bpnet_model *model = train_model(table, "{\"target\": [2, 3], \"epochs\": 1, \"preset\": \"classic\"}");
  CHECK(bpnet_model_output_count(model) == 2 && bpnet_model_predicts_classes(model) == 0);
  CHECK(strcmp(bpnet_model_label_name(model, 0, 0), "no") == 0);
  CHECK(strcmp(bpnet_model_label_name(model, 0, 1), "yes") == 0);
  CHECK(strcmp(bpnet_model_label_name(model, 1, 0), "down") == 0);
  CHECK(strcmp(bpnet_model_label_name(model, 1, 1), "up") == 0);
  CHECK(bpnet_model_label_name(model, 1, 2) == NULL && bpnet_model_label_name(model, 2, 0) == NULL);
  bpnet_model_free(model);
  bpnet_table_free(table);
}

/* The same model from a file, from bytes, and from the recipe in its record. */
static void check_copies(const bpnet_model *model, const bpnet_table *table, const char *folder) {
  char message[256], path[1024];
  const char *digest = bpnet_model_weights_sha256(model);
  snprintf(path, sizeof path, "%s/model.safetensors", folder);
  CHECK_STATUS(BPNET_OK, bpnet_model_save(model, path, message, sizeof message));
  bpnet_model *copy = NULL;
  CHECK_STATUS(BPNET_OK, bpnet_model_load(path, &copy, message, sizeof message));
  CHECK(strcmp(bpnet_model_weights_sha256(copy), digest) == 0);
  bpnet_model_free(copy);
  size_t count = 0;
  CHECK_STATUS(BPNET_ERROR_ARGUMENT, bpnet_model_encode(model, NULL, 0, &count, message, sizeof message));
  void *bytes = malloc(count);
  CHECK_STATUS(BPNET_OK, bpnet_model_encode(model, bytes, count, &count, message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_model_decode(bytes, count, &copy, message, sizeof message));
  free(bytes);
  CHECK(strcmp(bpnet_model_weights_sha256(copy), digest) == 0);
  bpnet_model_free(copy);
  /* {"bestEpoch":…,"recipe":{…},…}: the recipe with every choice made repeats the training. */
  const char *begin = strstr(bpnet_model_record(model), "\"recipe\":{") + strlen("\"recipe\":");
  size_t length = strcspn(begin, "}") + 1;
  for (int depth = 0, index = 0;; index++) {
    depth += (begin[index] == '{') - (begin[index] == '}');
    if (depth == 0) {
      length = (size_t)index + 1;
      break;
    }
  }
  char *again = malloc(length + 32);
  snprintf(again, length + 32, "%.*s,\"precision\":\"f64\"}", (int)length - 1, begin);
  copy = train_model(table, again);
  CHECK(strcmp(bpnet_model_weights_sha256(copy), digest) == 0);
  bpnet_model_free(copy);
  free(again);
}

static void check_predictions(const bpnet_model *model, const bpnet_table *table) {
  char message[256];
  double all[ROWS][2], numbers[ROWS][2];
  CHECK_STATUS(BPNET_OK, bpnet_model_predict_table(model, table, &all[0][0], ROWS * 2, message,
                                                   sizeof message));
  bpnet_predictor *predictor = NULL;
  CHECK_STATUS(BPNET_OK, bpnet_predictor_create(model, 7, &predictor, message, sizeof message));
  CHECK_STATUS(BPNET_OK, bpnet_predict_f64(predictor, &inputs[0][0], ROWS, &numbers[0][0], ROWS * 2, message,
                                           sizeof message));
  CHECK(memcmp(all, numbers, sizeof all) == 0);
  float rows[ROWS][INPUTS], rounded[ROWS][2];
  for (int row = 0; row < ROWS; row++) {
    for (int column = 0; column < INPUTS; column++) rows[row][column] = (float)inputs[row][column];
  }
  CHECK_STATUS(BPNET_OK, bpnet_predict_f32(predictor, &rows[0][0], ROWS, &rounded[0][0], ROWS * 2, message,
                                           sizeof message));
  int right = 0;
  for (int row = 0; row < ROWS; row++) {
    CHECK(fabs(rounded[row][0] - numbers[row][0]) < 1e-4);
    right += (numbers[row][1] > numbers[row][0]) == classes[row];
  }
  double accuracy = 0;
  CHECK_STATUS(BPNET_OK, bpnet_model_evaluate(model, table, "accuracy", &accuracy, message, sizeof message));
  CHECK(accuracy == (double)right / ROWS && accuracy > 0.8);
  bpnet_predictor_free(predictor);
}

struct epochs {
  int calls, last;
};

static int stop_at_last(const bpnet_progress *progress, void *context) {
  struct epochs *epochs = context;
  epochs->calls++;
  CHECK(progress->size == sizeof *progress && progress->phase == BPNET_TRAINING);
  CHECK(progress->epoch == epochs->calls && progress->epoch_count == 40 && progress->run == 1);
  CHECK(isfinite(progress->training_loss) && isnan(progress->validation_loss));
  return progress->epoch == epochs->last;
}

/* Training that is stopped and resumed ends with the weights of training without a stop. */
static void check_progress(const bpnet_table *table, const bpnet_model *whole, const char *folder) {
  char message[256], choices[2048];
  bpnet_model *model = NULL;
  struct epochs epochs = {0, 0};
  CHECK_STATUS(BPNET_OK, bpnet_train(table, NULL, NULL, recipe, stop_at_last, &epochs, &model, message,
                                     sizeof message));
  CHECK(epochs.calls == 40);
  bpnet_model_free(model);
  const char *const resume[2] = {"false", "true"};
  for (int round = 0; round < 2; round++) {
    snprintf(choices, sizeof choices, "%.*s, \"checkpoint\": \"%s/checkpoints\", \"resume\": %s}",
             (int)strlen(recipe) - 1, recipe, folder, resume[round]);
    epochs.calls = round == 0 ? 0 : 25;
    epochs.last = round == 0 ? 25 : 0;
    CHECK_STATUS(round == 0 ? BPNET_STOPPED : BPNET_OK,
                 bpnet_train(table, NULL, NULL, choices, stop_at_last, &epochs, &model, message,
                             sizeof message));
    CHECK(model != NULL);
    CHECK((strcmp(bpnet_model_weights_sha256(model), bpnet_model_weights_sha256(whole)) == 0) == round);
    bpnet_model_free(model);
  }
  CHECK(epochs.calls == 40);
  /* From a model, with rows to watch. */
  CHECK_STATUS(BPNET_OK, bpnet_train(table, table, whole, "{\"epochs\": 2}", NULL, NULL, &model, message,
                                     sizeof message));
  CHECK(strstr(bpnet_model_record(model), "\"previousEpochs\":40") != NULL);
  bpnet_model_free(model);
}

/* A recipe of several runs comes to the model of the best one, which is none of the first. */
static void check_restarts(const bpnet_table *table) {
  static const char *const choices[2] = {
      "{\"preset\": \"classic\", \"epochs\": 5, \"seed\": 4, \"validation\": 0.2, \"restarts\": 6}",
      "{\"preset\": \"classic\", \"epochs\": 5, \"seed\": 4, \"validation\": 0.2}"};
  char message[256];
  double loss[2] = {0, 0};
  for (int several = 0; several < 2; several++) {
    bpnet_model *model = NULL;
    CHECK_STATUS(BPNET_OK, bpnet_train(table, NULL, NULL, choices[several], NULL, NULL, &model, message,
                                       sizeof message));
    CHECK_STATUS(BPNET_OK,
                 bpnet_model_evaluate(model, table, "loss", &loss[several], message, sizeof message));
    bpnet_model_free(model);
  }
  CHECK(loss[0] != loss[1]);
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  make_data();
  printf("libbpnet %s with kernels %s\n", bpnet_version(), bpnet_kernel_set());
  check_tables();
  bpnet_table *table = make_table();
  bpnet_model *model = train_model(table, recipe);
  if (model == NULL) return 1;
  check_facts(model);
  check_labels();
  check_copies(model, table, arguments[1]);
  check_predictions(model, table);
  check_progress(table, model, arguments[1]);
  check_restarts(table);
  check_threads(model);
  check_wrong_uses(arguments[1]);
  bpnet_table_free(table);
  bpnet_model_free(model);
  bpnet_table_free(NULL);
  bpnet_model_free(NULL);
  bpnet_predictor_free(NULL);
  printf("%d checks failed\n", failures);
  return failures != 0;
}
