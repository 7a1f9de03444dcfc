/*
 * BPNet for C and C++: trains multilayer perceptrons, and predicts with them.
 *
 * Objects. Tables, models and predictors are opaque; each is made by one function and released by the
 * function `bpnet_..._free` of its kind, which accepts NULL. Nothing else keeps an object alive, and no
 * object needs another one after it was made: a predictor may outlive its model. An object must not be used
 * after it was freed.
 *
 * Errors. A function that can fail returns a status: `BPNET_OK`, `BPNET_STOPPED`, or one of the errors. It
 * then writes one line of UTF-8 text that says what was found where, and what was expected, to `message`:
 * at most `message_size` bytes, always ended by a NUL. 256 bytes hold most messages. `message` may be NULL.
 * After `BPNET_OK` the message is empty. After an error, results have not been written unless their
 * description says so; objects that were to be made are NULL. No function ends the process, raises a signal
 * or lets an exception out, whatever its arguments are, as long as its pointers are NULL or point to as much
 * memory as the function's description says. An object in the place of one of another kind is an error.
 *
 * Threads. There is no global state. A model may be used by any number of threads at a time, and so may a
 * table to which nothing is added any more; a predictor by one. No function changes the locale, a signal
 * handler or the floating-point environment.
 *
 * Numbers. The same table, recipe and start give the same bytes of weights on every machine, for every
 * number of threads, and through every interface: this one, the program `bpnet`, Swift and Python.
 *
 * Texts are UTF-8, ended by a NUL. A text that a function returns belongs to its object (a model's until the
 * model is freed) or to the library, and must not be changed or freed.
 */
#ifndef BPNET_H
#define BPNET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a function came to. */
typedef enum bpnet_status {
  /* All was done. */
  BPNET_OK = 0,
  /* The progress callback stopped training. There is a model, of the epochs until then. */
  BPNET_STOPPED = 1,
  /* An argument or a choice of a recipe is not allowed: NULL, a wrong length, an object of another kind. */
  BPNET_ERROR_ARGUMENT = 2,
  /* Data cannot be used: a missing cell, text where numbers are needed, a single class. */
  BPNET_ERROR_DATA = 3,
  /* A file or bytes are not a model of BPNet, or a damaged one. */
  BPNET_ERROR_MODEL = 4,
  /* A file cannot be opened, read, created or written. */
  BPNET_ERROR_FILE = 5,
  /* Training diverged: the loss became infinite or NaN. */
  BPNET_ERROR_DIVERGED = 6,
  /* A prediction is infinite or NaN. */
  BPNET_ERROR_OUTPUT = 7,
  /* The environment variable BPNET_ISA names kernels that this processor does not have. */
  BPNET_ERROR_PROCESSOR = 8
} bpnet_status;

/* Columns of numbers and texts, with a row for each sample. */
typedef struct bpnet_table bpnet_table;

/* A trained network with everything that its use needs: scaling, classes, names. It never changes. */
typedef struct bpnet_model bpnet_model;

/* A model with the memory for predictions, which is allocated once. */
typedef struct bpnet_predictor bpnet_predictor;

/* ---- The library ---- */

/* The version of the library, such as "0.1.0". */
const char *bpnet_version(void);

/*
 * The name of the kernels that the library computes with: "portable", "avx2", "avx512" or "neon". They
 * differ in speed alone. NULL if the environment variable BPNET_ISA names others than this processor has.
 */
const char *bpnet_kernel_set(void);

/* ---- Tables ---- */

/* The type of numbers in memory, in the byte order of the machine. */
typedef enum bpnet_type {
  BPNET_FLOAT32 = 0,
  BPNET_FLOAT64 = 1,
  BPNET_INT8 = 2,
  BPNET_UINT8 = 3,
  BPNET_INT16 = 4,
  BPNET_UINT16 = 5,
  BPNET_INT32 = 6,
  BPNET_UINT32 = 7,
  BPNET_INT64 = 8,
  BPNET_UINT64 = 9
} bpnet_type;

/*
 * Makes a table without columns and rows, to which columns are added from left to right; all have as many
 * rows as the first ones.
 */
bpnet_status bpnet_table_create(bpnet_table **table, char *message, size_t message_size);

/*
 * Adds columns of numbers, which are borrowed: `values` must stay in place and unchanged until the table
 * is freed.
 *
 * values: [row_count][column_count] numbers of `type`, rows one after the other without gaps, at any
 *   alignment. NaN is a missing value; infinite numbers are refused as soon as their column is used.
 * names: column_count names, or NULL: the columns are then called by their numbers in the table, from 1.
 *   Either all columns of a table have names or none has. Names are copied, and must differ.
 */
bpnet_status bpnet_table_add_numbers(bpnet_table *table, bpnet_type type, const void *values,
                                     size_t row_count, size_t column_count, const char *const *names,
                                     char *message, size_t message_size);

/*
 * Adds a column of text, such as the labels of classes, which is copied.
 *
 * texts: text_count texts. NULL or an empty text stands for a missing value.
 * indices: row_count numbers below text_count, the text of each row; a negative one is a missing value.
 *   If it is NULL, row i has text i, and text_count must be row_count.
 * name: the column's name, or NULL as for numbers.
 */
bpnet_status bpnet_table_add_texts(bpnet_table *table, const char *const *texts, size_t text_count,
                                   const int32_t *indices, size_t row_count, const char *name,
                                   char *message, size_t message_size);

/*
 * Reads a data file as `bpnet train` reads it: CSV and TSV, NPY and NPZ, IDX, LIBSVM and FANN's data, also
 * compressed by gzip; the format is that of the path's ending.
 */
bpnet_status bpnet_table_read(const char *path, bpnet_table **table, char *message, size_t message_size);

/* The number of rows; 0 for NULL. */
size_t bpnet_table_row_count(const bpnet_table *table);

/* The number of columns; 0 for NULL. */
size_t bpnet_table_column_count(const bpnet_table *table);

/* Releases a table; the numbers that it borrowed are the caller's again. */
void bpnet_table_free(bpnet_table *table);

/* ---- Training ---- */

/* What training is doing. */
typedef enum bpnet_phase {
  /* It compares candidates for choices that the recipe leaves open; only the default preset does. */
  BPNET_CHOOSING = 0,
  /* It trains. */
  BPNET_TRAINING = 1
} bpnet_phase;

/* The state of training that the progress callback is given. */
typedef struct bpnet_progress {
  /* The size of this structure in the library, in bytes: later versions may add to its end. */
  size_t size;
  /* A bpnet_phase. */
  int32_t phase;
  /* The run that the numbers below are of, from 1, and the number of runs. Both are 1 without restarts. */
  int32_t run, run_count;
  /* The epochs done, and the most that there will be. */
  int64_t epoch, epoch_count;
  /* The loss over the last epoch; NaN before the first one has ended. */
  double training_loss;
  /* The loss on the validation data after the last epoch; NaN without validation data. */
  double validation_loss;
  /* The learning rate of the last epoch; NaN with several runs and while choosing. */
  double learning_rate;
  /* The seconds since training began. */
  double seconds;
} bpnet_progress;

/*
 * A function that training calls on the caller's thread: after each epoch, or about ten times a second while
 * several runs are under way.
 *
 * context: the caller's own pointer, as given to `bpnet_train`.
 * Returns 0 to go on, another number to stop training. It may use other objects, and must return (no longjmp,
 * no exception).
 */
typedef int (*bpnet_progress_callback)(const bpnet_progress *progress, void *context);

/*
 * Trains a network on a table.
 *
 * validation: data to watch while training, with the columns of `table`; NULL for none, or for a part of
 *   `table` if the recipe says so.
 * start: the model from whose weights, and optimiser's state, training goes on; NULL for a new network.
 * recipe: a JSON object with the choices of training, or NULL for the default values of all. Its members are
 *   the options of `bpnet train` without the dashes before them, written with `-` or `_`, and with values as
 *   there, or as numbers, booleans and lists:
 *
 *     {"target": "species", "hidden": [16, 8], "activation": "tanh", "epochs": 200,
 *      "optimizer": "adam", "learning-rate": 0.01, "validation": 0.2, "seed": 7, "precision": "f64"}
 *
 *   `bpnet train --help` lists them. Without "target" the last column is the target. Of options that name
 *   files there are "checkpoint" (a folder), "checkpoint-every", "keep" and "resume"; "shuffle" and
 *   "optimizer-state" take true and false. The member "recipe" of `bpnet_model_record` is a recipe, too.
 * progress: called after each epoch, or NULL. context: handed to it.
 * model: the trained model, to be freed by the caller.
 *
 * BPNET_STOPPED: the callback stopped training; `model` is the model so far.
 * BPNET_ERROR_DIVERGED: `model` is NULL, or that of the best epoch if a loss was watched.
 */
bpnet_status bpnet_train(const bpnet_table *table, const bpnet_table *validation, const bpnet_model *start,
                         const char *recipe, bpnet_progress_callback progress, void *context,
                         bpnet_model **model, char *message, size_t message_size);

/* ---- Models ---- */

/* Reads a model file (safetensors). */
bpnet_status bpnet_model_load(const char *path, bpnet_model **model, char *message, size_t message_size);

/* Writes a model file. An existing file is replaced by a whole one, or stays as it was. */
bpnet_status bpnet_model_save(const bpnet_model *model, const char *path, char *message,
                              size_t message_size);

/* Makes a model of the bytes of a model file, which are copied. */
bpnet_status bpnet_model_decode(const void *bytes, size_t byte_count, bpnet_model **model, char *message,
                                size_t message_size);

/*
 * Writes the bytes of a model file to memory.
 *
 * byte_count: the number of bytes, which is written in any case. If `capacity` is less, the bytes are not,
 * and the status is BPNET_ERROR_ARGUMENT.
 */
bpnet_status bpnet_model_encode(const bpnet_model *model, void *bytes, size_t capacity, size_t *byte_count,
                                char *message, size_t message_size);

/* Releases a model. */
void bpnet_model_free(bpnet_model *model);

/* The number of values of a row that the model predicts from; 0 for NULL. For a forecast the rows of a
 * window one after the other, the oldest first. */
size_t bpnet_model_input_count(const bpnet_model *model);

/* The number of predicted numbers of a row: the probabilities of the classes, with several targets of labels
 * the probability of each target's second label, or the values of the targets; 0 for NULL. */
size_t bpnet_model_output_count(const bpnet_model *model);

/* The number of columns of the data that the model predicts from; 0 for NULL. It is the number of inputs,
 * but for a forecast, whose windows have several rows. */
size_t bpnet_model_column_count(const bpnet_model *model);

/* The name of an input column, from 0; NULL if there is none. */
const char *bpnet_model_column_name(const bpnet_model *model, size_t index);

/* The name of a predicted number, from 0: the label of a class, or the name of a target. NULL if there is
 * none. */
const char *bpnet_model_output_name(const bpnet_model *model, size_t index);

/* Of a model with several targets of labels, the first (0) or second (1) label of a target, from 0: the
 * predicted number is the probability of the second, which is predicted above 0.5. NULL if there is none, and
 * for other models. */
const char *bpnet_model_label_name(const bpnet_model *model, size_t target, size_t label);

/* The task: "classify", "regress", "autoencode" or "forecast"; NULL for NULL. */
const char *bpnet_model_task(const bpnet_model *model);

/* Whether the predicted numbers are the probabilities of the classes of one target: the class with the
 * largest one is predicted, of equal ones the first. 0 for NULL. */
int bpnet_model_predicts_classes(const bpnet_model *model);

/* The precision in which the network is computed: "f32" or "f64"; NULL for NULL. */
const char *bpnet_model_precision(const bpnet_model *model);

/*
 * A JSON object with the facts of the training, as the model file has them: "recipe" with every choice made,
 * "epochs", "bestEpoch", "stopReason", the numbers of rows, and so on. NULL for NULL.
 */
const char *bpnet_model_record(const bpnet_model *model);

/* The SHA-256 of all weights, 64 hexadecimal digits: equal for equal weights. NULL for NULL. */
const char *bpnet_model_weights_sha256(const bpnet_model *model);

/* The number of layers of weights: one more than there are hidden layers; 0 for NULL. */
size_t bpnet_model_layer_count(const bpnet_model *model);

/* The number of neurons of a layer, from 0; 0 if there is no such layer. */
size_t bpnet_model_layer_size(const bpnet_model *model, size_t layer);

/* The activation of a layer, from 0, such as "tanh" or "sigmoid:2"; NULL if there is no such layer. */
const char *bpnet_model_layer_activation(const bpnet_model *model, size_t layer);

/*
 * Copies the weights and biases of a layer.
 *
 * weights: [neurons][inputs of the layer] doubles, or NULL; biases: [neurons] doubles, or NULL. The numbers
 * of elements that they have room for must be those of the layer.
 */
bpnet_status bpnet_model_weights(const bpnet_model *model, size_t layer, double *weights,
                                 size_t weight_count, double *biases, size_t bias_count, char *message,
                                 size_t message_size);

/*
 * Predicts for the rows of a table, whose columns are found by name if both the training data and the table
 * have names, else by position; other columns than the inputs are ignored. Uses several threads if that is
 * faster.
 *
 * numbers: [rows of the table][output_count] doubles; `capacity` is the number of elements that it has room
 * for. A row that the model leaves out, because it was trained with "missing": "drop" and a cell is missing,
 * has NaN. For a forecast, whose windows have several rows, the predictions from the windows that end with
 * each row; rows before the end of the first window have NaN.
 */
bpnet_status bpnet_model_predict_table(const bpnet_model *model, const bpnet_table *table, double *numbers,
                                       size_t capacity, char *message, size_t message_size);

/*
 * A figure of the model on a table that also has the targets: "loss", for classes "accuracy", "log_loss",
 * "roc_auc" and so on, for numbers "rmse", "mae", "r2": the names in the output of `bpnet evaluate --json`.
 */
bpnet_status bpnet_model_evaluate(const bpnet_model *model, const bpnet_table *table, const char *figure,
                                  double *value, char *message, size_t message_size);

/* ---- Predictors ---- */

/*
 * Makes a predictor for rows of raw values.
 *
 * row_capacity: the rows that the network computes at once, from 1 to 65,536: 1 for single rows, 256 for
 * many. Predictions may be asked for any number of rows, and do not depend on it.
 */
bpnet_status bpnet_predictor_create(const bpnet_model *model, size_t row_capacity,
                                    bpnet_predictor **predictor, char *message, size_t message_size);

/*
 * Predicts for rows of values in the units of the data. Allocates nothing.
 *
 * rows: [row_count][input_count] numbers; NaN is a missing value, which is an error unless the model
 *   was trained with "missing": "mean".
 * numbers: [row_count][output_count] numbers; `capacity` is the number of elements that it has room for.
 *   After an error it may have the numbers of some rows.
 */
bpnet_status bpnet_predict_f64(bpnet_predictor *predictor, const double *rows, size_t row_count,
                               double *numbers, size_t capacity, char *message, size_t message_size);

/* The same for single precision: values are widened, and the predicted numbers rounded once. */
bpnet_status bpnet_predict_f32(bpnet_predictor *predictor, const float *rows, size_t row_count,
                               float *numbers, size_t capacity, char *message, size_t message_size);

/* Releases a predictor. */
void bpnet_predictor_free(bpnet_predictor *predictor);

#ifdef __cplusplus
}
#endif

#endif
