// Trains a network with FANN, for train.py.
//
//   train_fann FILE LAYERS ACTIVATIONS BATCH SAMPLES RATE MOMENTUM EPOCHS SECONDS
//
// FILE holds floats: inputs row by row, targets row by row, then each neuron's weights and its bias.
// LAYERS and ACTIVATIONS are separated by commas. With EPOCHS > 0 it trains that many, and writes the
// weights to FILE in the order in which it read them. Else it trains for about SECONDS, and prints the
// seconds of the quickest epoch.
//
// FANN has no mini-batches. With BATCH 1 it trains online; else each batch is a data set of its own, on
// which one epoch of FANN's batch training is one step. That rule has no momentum.
#include <fann.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAXIMUM_LAYERS = 64 };

static void fail(const char *message) {
  fprintf(stderr, "train_fann: %s\n", message);
  exit(1);
}

static void read_floats(FILE *file, float *destination, size_t count) {
  if (fread(destination, sizeof(float), count, file) != count) fail("the file is too short");
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static unsigned parse_layers(char *text, unsigned sizes[MAXIMUM_LAYERS]) {
  unsigned count = 0;
  for (char *part = strtok(text, ","); part; part = strtok(NULL, ",")) {
    if (count == MAXIMUM_LAYERS) fail("too many layers");
    sizes[count++] = (unsigned)atoi(part);
  }
  return count;
}

// FANN's sigmoid is 1 / (1 + exp(-2 s x)) and its symmetric sigmoid tanh(s x).
static void set_activations(struct fann *network, char *text) {
  int layer = 1;
  for (char *part = strtok(text, ","); part; part = strtok(NULL, ","), layer++) {
    if (strcmp(part, "sigmoid") == 0) {
      fann_set_activation_function_layer(network, FANN_SIGMOID, layer);
      fann_set_activation_steepness_layer(network, 0.5f, layer);
    } else if (strcmp(part, "tanh") == 0) {
      fann_set_activation_function_layer(network, FANN_SIGMOID_SYMMETRIC, layer);
      fann_set_activation_steepness_layer(network, 1, layer);
    } else if (strcmp(part, "linear") == 0) {
      fann_set_activation_function_layer(network, FANN_LINEAR, layer);
      fann_set_activation_steepness_layer(network, 1, layer);
    } else {
      fail("an activation that FANN lacks");
    }
  }
}

static void train_epoch(struct fann *network, struct fann_train_data **batches, unsigned count) {
  for (unsigned i = 0; i < count; i++) fann_train_epoch(network, batches[i]);
}

static void print_best_time(struct fann *network, struct fann_train_data **batches, unsigned count,
                            double budget) {
  double best = 1e30;
  int epochs = 0;
  train_epoch(network, batches, count);
  for (double start = now(); epochs < 2 || now() - start < budget; epochs++) {
    double begin = now();
    train_epoch(network, batches, count);
    double seconds = now() - begin;
    if (seconds < best) best = seconds;
  }
  printf("%.9g\n", best);
}

int main(int argc, char **argv) {
  if (argc != 10) fail("9 arguments, please");
  unsigned sizes[MAXIMUM_LAYERS];
  unsigned layer_count = parse_layers(argv[2], sizes);
  unsigned batch = (unsigned)atoi(argv[4]), samples = (unsigned)atoi(argv[5]);
  int epochs = atoi(argv[8]);
  struct fann *network = fann_create_standard_array(layer_count, sizes);
  if (!network) fail("no memory");
  set_activations(network, argv[3]);
  fann_set_learning_rate(network, (float)atof(argv[6]));
  fann_set_learning_momentum(network, (float)atof(argv[7]));
  fann_set_training_algorithm(network, batch == 1 ? FANN_TRAIN_INCREMENTAL : FANN_TRAIN_BATCH);
  fann_set_train_error_function(network, FANN_ERRORFUNC_LINEAR);

  unsigned rows = batch == 1 ? samples : batch, count = samples / rows;
  struct fann_train_data **batches = malloc(count * sizeof *batches);
  if (!batches) fail("no memory");
  for (unsigned i = 0; i < count; i++) {
    batches[i] = fann_create_train(rows, sizes[0], sizes[layer_count - 1]);
    if (!batches[i]) fail("no memory");
  }
  FILE *file = fopen(argv[1], "rb");
  if (!file) fail("no such file");
  for (unsigned i = 0; i < samples; i++) read_floats(file, batches[i / rows]->input[i % rows], sizes[0]);
  for (unsigned i = 0; i < samples; i++) {
    read_floats(file, batches[i / rows]->output[i % rows], sizes[layer_count - 1]);
  }
  read_floats(file, network->weights, fann_get_total_connections(network));
  fclose(file);

  if (epochs > 0) {
    for (int i = 0; i < epochs; i++) train_epoch(network, batches, count);
    file = fopen(argv[1], "wb");
    size_t weights = fann_get_total_connections(network);
    if (!file || fwrite(network->weights, sizeof(float), weights, file) != weights || fclose(file)) {
      fail("cannot write the weights");
    }
  } else {
    print_best_time(network, batches, count, atof(argv[9]));
  }
  return 0;
}
