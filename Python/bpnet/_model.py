"""A trained model."""

import ctypes
import json
import os

import numpy as np

from ._errors import DataError
from ._library import call, made, value
from ._table import Table, columns_of, encoded, input_table, is_frame, numbers, training_table


class Model:
    """A trained network with its scaling, classes and names. It never changes; threads may share it.

    Made by `train`, `Model.load` or `pickle`.
    """

    def __init__(self, handle):
        self._handle = handle

    @classmethod
    def load(cls, path):
        """Reads a model file (safetensors)."""
        return cls(made("model_load", encoded(os.fspath(path))))

    @classmethod
    def from_bytes(cls, data):
        """A model of the bytes of a model file."""
        return cls(made("model_decode", bytes(data), len(data)))

    def save(self, path):
        """Writes a model file; an existing one is replaced by a whole one, or stays."""
        call("model_save", self._handle, encoded(os.fspath(path)))

    def to_bytes(self):
        """The bytes of the model file."""
        count = ctypes.c_size_t(1 << 16)
        buffer = ctypes.create_string_buffer(count.value)
        try:
            call("model_encode", self._handle, buffer, len(buffer), ctypes.byref(count))
        except ValueError:
            if count.value <= len(buffer):
                raise
            buffer = ctypes.create_string_buffer(count.value)
            call("model_encode", self._handle, buffer, len(buffer), ctypes.byref(count))
        return buffer.raw[: count.value]

    def __reduce__(self):
        return Model.from_bytes, (self.to_bytes(),)

    def __del__(self):
        if getattr(self, "_handle", None):
            value("model_free", self._handle)

    def __repr__(self):
        sizes = "-".join(str(size) for size in [self.input_count, *self.layer_sizes])
        return f"<bpnet.Model {self.task} {sizes}>"

    # Facts

    @property
    def task(self):
        """`classify`, `regress`, `autoencode` or `forecast`."""
        return value("model_task", self._handle)

    @property
    def precision(self):
        """`f32` or `f64`."""
        return value("model_precision", self._handle)

    @property
    def input_count(self):
        """The number of values that a prediction is made from."""
        return value("model_input_count", self._handle)

    @property
    def columns(self):
        """The names of the input columns."""
        count = value("model_column_count", self._handle)
        return [value("model_column_name", self._handle, index) for index in range(count)]

    @property
    def outputs(self):
        """The names of the predicted numbers: the classes, or the targets."""
        count = value("model_output_count", self._handle)
        return [value("model_output_name", self._handle, index) for index in range(count)]

    @property
    def labels(self):
        """The labels that are predicted: of the classes, or the two of each of several targets, as a list of
        pairs; None if the task is no classification."""
        if self.task != "classify":
            return None
        if value("model_predicts_classes", self._handle):
            return self.outputs
        return [tuple(value("model_label_name", self._handle, target, label) for label in range(2))
                for target in range(len(self.outputs))]

    @property
    def layer_sizes(self):
        """The numbers of neurons of the layers, the output layer the last."""
        count = value("model_layer_count", self._handle)
        return [value("model_layer_size", self._handle, layer) for layer in range(count)]

    @property
    def activations(self):
        """The activations of the layers."""
        count = value("model_layer_count", self._handle)
        return [value("model_layer_activation", self._handle, layer) for layer in range(count)]

    @property
    def record(self):
        """The facts of the training: `recipe` with every choice made, `epochs`, `bestEpoch` and so on."""
        return json.loads(value("model_record", self._handle))

    @property
    def sha256(self):
        """The SHA-256 of the weights."""
        return value("model_weights_sha256", self._handle)

    def weights(self, layer):
        """The weights `[neurons][inputs]` and biases `[neurons]` of a layer, from 0, for scaled inputs."""
        sizes = [self.input_count, *self.layer_sizes]
        if not 0 <= layer < len(sizes) - 1:
            raise IndexError(f"layer {layer} of {len(sizes) - 1}")
        weights, biases = np.empty((sizes[layer + 1], sizes[layer])), np.empty(sizes[layer + 1])
        call("model_weights", self._handle, layer, weights.ctypes.data, weights.size, biases.ctypes.data,
             biases.size)
        return weights, biases

    # Use

    def numbers(self, inputs):
        """The predicted numbers `[rows][outputs]`: probabilities of classes, or values of targets.

        Columns of a data frame are found by name, those of an array by position.
        """
        output_count = value("model_output_count", self._handle)
        if not is_frame(inputs):
            inputs = np.asarray(inputs)
            is_plain = inputs.dtype.kind in "fiub"
            if inputs.ndim == 2 and is_plain and self.task != "forecast" and inputs.shape[1] != self.input_count:
                raise DataError(
                    f"inputs: found {inputs.shape[1]} columns, expected {self.input_count}: "
                    + ", ".join(self.columns[:8]))
        table = inputs if isinstance(inputs, Table) else input_table(inputs)
        result = np.empty((table.row_count, output_count))
        call("model_predict_table", self._handle, table.handle, result.ctypes.data, result.size)
        return result

    def predict(self, inputs):
        """The predicted labels as texts, or the predicted values: of one target an array of one dimension,
        of several `[rows][targets]`."""
        found = self.numbers(inputs)
        if value("model_predicts_classes", self._handle):
            return np.array(self.labels)[np.argmax(found, axis=1)]
        if self.task == "classify":
            pairs = np.array(self.labels)
            return np.where(found > 0.5, pairs[:, 1], pairs[:, 0])
        return found[:, 0] if found.shape[1] == 1 else found

    def predict_proba(self, inputs):
        """The probabilities `[rows][classes]`, in the order of `outputs`; with several targets of labels those
        of their second labels."""
        if self.task != "classify":
            raise AttributeError(f"a model of the task {self.task} has no probabilities")
        return self.numbers(inputs)

    def evaluate(self, inputs, targets=None, figure="loss"):
        """A figure on data with targets, such as `loss`, `accuracy`, `rmse` or `r2`.

        inputs: an array or data frame beside `targets`, or the path of a data file.
        """
        if isinstance(inputs, (str, os.PathLike)):
            table = Table.read(inputs)
        else:
            if not is_frame(inputs):
                columns_of(inputs)
            table, _ = training_table(inputs, targets)
        result = ctypes.c_double()
        call("model_evaluate", self._handle, table.handle, encoded(figure), ctypes.byref(result))
        return result.value

    def predictor(self, row_capacity=1):
        """A predictor for rows of raw values, which allocates its memory once. It belongs to one thread."""
        return Predictor(self, row_capacity)


class Predictor:
    """A model with the memory for predictions."""

    def __init__(self, model, row_capacity=1):
        self._handle = made("predictor_create", model._handle, row_capacity)
        self._input_count = model.input_count
        self._output_count = value("model_output_count", model._handle)

    def __del__(self):
        if getattr(self, "_handle", None):
            value("predictor_free", self._handle)

    def __call__(self, rows):
        """The predicted numbers of a row, or of each of several rows."""
        rows = numbers(rows)
        single = rows.dtype == np.float32
        rows = rows if single else rows.astype(np.float64, copy=False)
        shape = rows.shape[:-1]
        if rows.ndim not in (1, 2) or rows.shape[-1] != self._input_count:
            raise DataError(f"rows: found shape {rows.shape}, expected {self._input_count} values a row")
        result = np.empty((*shape, self._output_count), dtype=rows.dtype)
        count = shape[0] if shape else 1
        call("predict_f32" if single else "predict_f64", self._handle, rows.ctypes.data, count,
             result.ctypes.data, result.size)
        return result
