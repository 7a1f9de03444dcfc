// Measures the prediction of one row by an exported C file, or by FANN, for latency.py.
//
//   latency ROUND_SECONDS            prints the nanoseconds of a prediction for each line that it reads
//
// Compiled with MODEL_FILE, the exported file, or with FANN_FILE, a network of FANN.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROWS = 64 };

#ifdef FANN_FILE
#include <floatfann.h>
typedef float number;
static struct fann *network;
static void load(void) {
  network = fann_create_from_file(FANN_FILE);
  if (!network) exit(1);
}
static int inputs(void) { return (int)fann_get_num_input(network); }
static double predict(const number *row) { return fann_run(network, (number *)row)[0]; }
#else
#define MODEL_DECLARATIONS
#include MODEL_FILE
typedef double number;
static void load(void) {}
static int inputs(void) { return model_input_count; }
static double predict(const number *row) {
  double outputs[model_output_count];
  model_predict(row, outputs);
  return outputs[0];
}
#endif

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// The time of the first of `calls` predictions to the end of the last one.
static double seconds(long calls, const number *rows, int width, double *sum) {
  const double start = now();
  long call;
  for (call = 0; call < calls; ++call) *sum += predict(rows + call % ROWS * width);
  return now() - start;
}

int main(int count, char **arguments) {
  const double round = count > 1 ? atof(arguments[1]) : 0.1;
  double sum = 0;
  long calls = 1;
  char line[16];
  load();
  number *rows = malloc(sizeof(number) * ROWS * (size_t)inputs());
  if (!rows) return 1;
  for (int i = 0; i < ROWS * inputs(); ++i) rows[i] = (number)rand() / RAND_MAX;
  while (seconds(calls, rows, inputs(), &sum) < 0.01) calls *= 2;
  while (fgets(line, sizeof line, stdin)) {
    double best = 1e9;
    const double start = now();
    do {
      const double found = seconds(calls, rows, inputs(), &sum) / (double)calls;
      if (found < best) best = found;
    } while (now() - start < round);
    printf("%.17g\n", 1e9 * best);
    fflush(stdout);
  }
  // What was computed is used.
  return sum == 0.5;
}
