/* Each wrong use comes to a status and a message, and never to anything worse. */
#include "check.h"

#include <string.h>

static char message[512];

/* The status of a wrong use, which has a message and writes no object. */
static void expect(bpnet_status expected, bpnet_status found, const char *use, const char *part) {
  if (found != expected || strstr(message, part) == NULL) {
    failures++;
    printf("%s: status %d, expected %d; message \"%s\", expected \"%s\"\n", use, found, expected, message,
           part);
  }
}

#define WRONG(status, part, call) expect(status, call, #call, part)

static void check_tables(bpnet_table *table, const bpnet_model *model) {
  char *text = message;
  size_t size = sizeof message;
  bpnet_table *none = NULL, *small = NULL;
  const char *const same[2] = {"x", "x"}, *const bad[1] = {"\xff"};
  const int32_t beyond[ROWS] = {2};
  WRONG(BPNET_ERROR_ARGUMENT, "table: found NULL", bpnet_table_create(NULL, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "path: found NULL", bpnet_table_read(NULL, &none, text, size));
  WRONG(BPNET_ERROR_FILE, "cannot be opened", bpnet_table_read("no/such.csv", &none, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "values",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, NULL, ROWS, 1, input_names, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "type",
        bpnet_table_add_numbers(table, (bpnet_type)99, inputs, ROWS, 1, same, text, size));
  WRONG(BPNET_ERROR_DATA, "rows",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, ROWS - 1, 1, &labels[0], text, size));
  WRONG(BPNET_ERROR_DATA, "rows",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, 0, 1, &labels[0], text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "row_count",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, (size_t)-1, 1, &labels[0], text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "column_count",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, ROWS, (size_t)1 << 62, NULL, text, size));
  WRONG(BPNET_ERROR_DATA, "second column",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, ROWS, 1, same, text, size));
  WRONG(BPNET_ERROR_DATA, "without names",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, ROWS, 1, NULL, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "UTF-8",
        bpnet_table_add_numbers(table, BPNET_FLOAT64, inputs, ROWS, 1, bad, text, size));
  WRONG(BPNET_ERROR_DATA, "text 2",
        bpnet_table_add_texts(table, labels, 2, beyond, ROWS, "z", text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "text_count",
        bpnet_table_add_texts(table, labels, 2, NULL, ROWS, "z", text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "texts", bpnet_table_add_texts(table, NULL, 2, NULL, 2, "z", text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "table: found a model, expected a table",
        bpnet_table_add_texts((bpnet_table *)(void *)model, labels, 2, classes, ROWS, "z", text, size));
  CHECK(bpnet_table_column_count(table) == INPUTS + 1);
  bpnet_table_create(&small, text, size);
  bpnet_model *trained = NULL;
  WRONG(BPNET_ERROR_DATA, "no columns",
        bpnet_train(small, NULL, NULL, NULL, NULL, NULL, &trained, text, size));
  bpnet_table_free(small);
}

struct refusal {
  const char *recipe, *part;
};

static const struct refusal refusals[] = {
    {"", "JSON object"},
    {"[1]", "JSON object"},
    {"{\"hidden\": 8", "expected , or }"},
    {"{\"hidden\": 8, \"epochs\": 3, \"hidden\": 4}", "the key \"hidden\" twice"},
    {"{\"hidden\": 8,}", "expected a key in quotes"},
    {"{\"hiden\": 8}", "\"hiden\""},
    {"{\"hidden\": \"many\"}", "hidden: found \"many\""},
    {"{\"hidden\": [0]}", "expected"},
    {"{\"hidden\": [1e30]}", "hidden"},
    {"{\"hidden\": [99999999999999]}", "expected"},
    {"{\"activation\": \"tan\"}", "activation: found \"tan\""},
    {"{\"activation\": 3}", "activation: found"},
    {"{\"epochs\": -1}", "epochs: found -1"},
    {"{\"epochs\": 9223372036854775807}", "epochs: found 9223372036854775807"},
    {"{\"threads\": -3}", "threads: found -3"},
    {"{\"threads\": 9223372036854775807}", "threads: found 9223372036854775807"},
    {"{\"restarts\": 0}", "restarts: found 0"},
    {"{\"restarts\": 9223372036854775807}", "restarts: found 9223372036854775807"},
    {"{\"hidden\": \"auto:9223372036854775807\"}", "hidden: found auto:9223372036854775807"},
    {"{\"epochs\": \"some\"}", "epochs: found \"some\""},
    {"{\"learning-rate\": 0, \"optimizer\": \"sgd\"}", "learning-rate: found 0"},
    {"{\"learning_rate\": \"fast\"}", "learning-rate: found \"fast\""},
    {"{\"lr\": 0.1, \"learningRate\": 0.2}", "learning-rate: found it twice"},
    {"{\"optimizer\": \"newton\"}", "optimizer: found \"newton\""},
    {"{\"optimizer\": \"adam\", \"momentum\": 0.5}", "momentum"},
    {"{\"optimizer\": \"auto\", \"momentum\": 0.5}", "momentum: found the optimizer auto"},
    {"{\"momentum\": true}", "momentum: found true"},
    {"{\"target\": \"z\"}", "target: found 'z'"},
    {"{\"dropout\": 1}", "dropout: found 1"},
    {"{\"batch-size\": 0}", "batch-size: found 0"},
    {"{\"precision\": \"f16\"}", "precision: found f16"},
    {"{\"seed\": -1}", "seed: found \"-1\""},
    {"{\"freeze\": \"0\"}", "freeze: found \"0\""},
    {"{\"resume\": true}", "checkpoint: found no folder"},
    {"{\"checkpoint\": \"c\", \"keep\": 0}", "keep: found 0"},
    {"{\"checkpoint\": \"c\", \"checkpoint-every\": \"soon\"}", "checkpoint-every: found soon"},
    {"{\"class-weights\": {\"left\": 2}}", "class-weights: found the class \"left\""},
    {"{\"task\": \"regress\"}", "expected a number"},
    {"{\"preset\": \"best\"}", "preset: found \"best\""},
};

static void check_recipes(const bpnet_table *table, const bpnet_model *model) {
  char *text = message;
  size_t size = sizeof message;
  bpnet_model *trained = NULL;
  for (size_t index = 0; index < sizeof refusals / sizeof refusals[0]; index++) {
    bpnet_status status =
        bpnet_train(table, NULL, NULL, refusals[index].recipe, NULL, NULL, &trained, text, size);
    CHECK(trained == NULL);
    bpnet_status expected =
        strstr(refusals[index].recipe, "regress") == NULL ? BPNET_ERROR_ARGUMENT : BPNET_ERROR_DATA;
    expect(expected, status, refusals[index].recipe, refusals[index].part);
  }
  WRONG(BPNET_ERROR_ARGUMENT, "table: found NULL",
        bpnet_train(NULL, NULL, NULL, NULL, NULL, NULL, &trained, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "model: found NULL",
        bpnet_train(table, NULL, NULL, NULL, NULL, NULL, NULL, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "validation: found a model, expected a table",
        bpnet_train(table, (const bpnet_table *)(const void *)model, NULL, NULL, NULL, NULL, &trained, text,
                    size));
  WRONG(BPNET_ERROR_ARGUMENT, "precision: found f32",
        bpnet_train(table, NULL, model, "{\"precision\": \"f32\"}", NULL, NULL, &trained, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "hidden: found 3",
        bpnet_train(table, NULL, model, "{\"hidden\": 3}", NULL, NULL, &trained, text, size));
  WRONG(BPNET_ERROR_DIVERGED, "diverged",
        bpnet_train(table, NULL, NULL,
                    "{\"optimizer\": \"sgd\", \"lr\": 1e30, \"epochs\": 9, \"activation\": \"relu\"}", NULL,
                    NULL, &trained, text, size));
}

static void check_models(const bpnet_model *model, const bpnet_table *table, const char *folder) {
  char *text = message, path[1024];
  size_t size = sizeof message, count = 0;
  bpnet_model *read = NULL;
  double value, numbers[12];
  snprintf(path, sizeof path, "%s/words.safetensors", folder);
  FILE *file = fopen(path, "w");
  fputs("These are words, not a model.", file);
  fclose(file);
  WRONG(BPNET_ERROR_MODEL, "words.safetensors", bpnet_model_load(path, &read, text, size));
  WRONG(BPNET_ERROR_FILE, "cannot be opened", bpnet_model_load("no/such.safetensors", &read, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "model: found NULL", bpnet_model_load(path, NULL, text, size));
  CHECK(read == NULL);
  WRONG(BPNET_ERROR_MODEL, "model", bpnet_model_decode("words", 5, &read, text, size));
  WRONG(BPNET_ERROR_MODEL, "model", bpnet_model_decode("", 0, &read, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "bytes: found NULL", bpnet_model_decode(NULL, 5, &read, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "capacity", bpnet_model_encode(model, path, 5, &count, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "byte_count", bpnet_model_encode(model, path, 5, NULL, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "model: found NULL", bpnet_model_save(NULL, path, text, size));
  WRONG(BPNET_ERROR_FILE, "no/such", bpnet_model_save(model, "no/such/folder.safetensors", text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "layer: found 2",
        bpnet_model_weights(model, 2, numbers, 12, NULL, 0, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "weight_count: found 11, expected 12",
        bpnet_model_weights(model, 0, numbers, 11, NULL, 0, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "bias_count",
        bpnet_model_weights(model, 0, NULL, 0, numbers, 5, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "one of loss, accuracy",
        bpnet_model_evaluate(model, table, "beauty", &value, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "value", bpnet_model_evaluate(model, table, "loss", NULL, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "capacity: found 12, expected at least 120",
        bpnet_model_predict_table(model, table, numbers, 12, text, size));
  CHECK(bpnet_model_input_count(NULL) == 0 && bpnet_model_output_count((const void *)table) == 0);
  CHECK(bpnet_model_record(NULL) == NULL && bpnet_model_task(NULL) == NULL);
  CHECK(bpnet_model_label_name(NULL, 0, 0) == NULL && bpnet_model_label_name(model, 9, 9) == NULL);
}

static void check_predictors(const bpnet_model *model) {
  char *text = message;
  size_t size = sizeof message;
  bpnet_predictor *predictor = NULL;
  double row[2] = {0, 0}, numbers[2] = {7, 7};
  WRONG(BPNET_ERROR_ARGUMENT, "row_capacity", bpnet_predictor_create(model, 0, &predictor, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "row_capacity",
        bpnet_predictor_create(model, (size_t)-1, &predictor, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "model: found NULL", bpnet_predictor_create(NULL, 1, &predictor, text, size));
  CHECK(predictor == NULL);
  bpnet_predictor_create(model, 1, &predictor, text, size);
  WRONG(BPNET_ERROR_ARGUMENT, "rows: found NULL",
        bpnet_predict_f64(predictor, NULL, 1, numbers, 2, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "numbers: found NULL",
        bpnet_predict_f64(predictor, row, 1, NULL, 2, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "capacity: found 1, expected at least 2",
        bpnet_predict_f64(predictor, row, 1, numbers, 1, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "row_count",
        bpnet_predict_f64(predictor, row, (size_t)-1, numbers, 2, text, size));
  WRONG(BPNET_ERROR_ARGUMENT, "predictor: found a model, expected a predictor",
        bpnet_predict_f64((bpnet_predictor *)(void *)model, row, 1, numbers, 2, text, size));
  row[1] = 0.0 / row[0];
  WRONG(BPNET_ERROR_ARGUMENT, "a missing value for y",
        bpnet_predict_f64(predictor, row, 1, numbers, 2, text, size));
  CHECK(numbers[0] == 7 && numbers[1] == 7);
  /* Messages are cut at whole characters, and need no memory. */
  char little[9] = "????????";
  CHECK(bpnet_predict_f64(predictor, NULL, 1, numbers, 2, little, 5) == BPNET_ERROR_ARGUMENT);
  CHECK(strcmp(little, "rows") == 0);
  CHECK(bpnet_predict_f64(predictor, NULL, 1, numbers, 2, NULL, 5) == BPNET_ERROR_ARGUMENT);
  CHECK(bpnet_predict_f64(predictor, NULL, 1, numbers, 2, little, 0) == BPNET_ERROR_ARGUMENT);
  row[1] = 1;
  CHECK(bpnet_predict_f64(predictor, row, 1, numbers, 2, text, size) == BPNET_OK && text[0] == 0);
  CHECK(bpnet_predict_f64(predictor, row, 0, numbers, 0, text, size) == BPNET_OK);
  bpnet_predictor_free(predictor);
}

void check_wrong_uses(const char *folder) {
  bpnet_table *table = make_table();
  bpnet_model *model = train_model(table, "{\"hidden\": 6, \"epochs\": 3, \"precision\": \"f64\"}");
  check_tables(table, model);
  check_recipes(table, model);
  check_models(model, table, folder);
  check_predictors(model);
  bpnet_table_free(table);
  bpnet_model_free(model);
}
