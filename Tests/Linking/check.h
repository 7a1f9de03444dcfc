/* What the checks of the C interface share. */
#ifndef CHECK_H
#define CHECK_H

#include <bpnet.h>
#include <stdio.h>

/* The checks that failed so far. */
extern int failures;

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      failures++;                                                             \
      printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);          \
    }                                                                         \
  } while (0)

/* Whether a call has the status, with its message if it has not. */
#define CHECK_STATUS(expected, call)                                          \
  do {                                                                        \
    int found = (int)(call);                                                  \
    if (found != (int)(expected)) {                                           \
      failures++;                                                             \
      printf("%s:%d: status %d, expected %d: %s\n    %s\n", __FILE__,         \
             __LINE__, found, (int)(expected), #call, message);               \
    }                                                                         \
  } while (0)

/* 60 rows of two inputs, each class on a side of a curve; names and labels as a caller would have them. */
enum { ROWS = 60, INPUTS = 2 };
extern double inputs[ROWS][INPUTS];
extern int32_t classes[ROWS];
extern const char *const input_names[INPUTS];
extern const char *const labels[2];

/* A table of the above with the labels in column "side"; NULL if it cannot be made. */
bpnet_table *make_table(void);

/* A model of the table after some epochs; NULL if training fails. */
bpnet_model *train_model(const bpnet_table *table, const char *recipe);

void check_wrong_uses(const char *folder);
void check_threads(const bpnet_model *model);

#endif
