"""Tables of arrays and data frames, whose numbers the library borrows."""

import ctypes
import os

import numpy as np

from ._errors import BPNetError, DataError
from ._library import call, made, value

_TYPES = {"f4": 0, "f8": 1, "i1": 2, "u1": 3, "i2": 4, "u2": 5, "i4": 6, "u4": 7, "i8": 8, "u8": 9}


def encoded(text):
    """A text for C."""
    data = str(text).encode()
    if b"\0" in data:
        raise BPNetError(f"a text with a NUL: {text!r}")
    return data


def _texts(texts):
    return (ctypes.c_char_p * max(len(texts), 1))(*[None if text is None else encoded(text) for text in texts])


def is_frame(data):
    """Whether these are data with named columns, such as a data frame of pandas."""
    return hasattr(data, "columns") and hasattr(data, "iloc")


def numbers(array):
    """An array that the library reads in place: the given one, or a copy if it has to be."""
    array = np.asarray(array)
    kind = array.dtype.kind
    if kind == "b":
        return np.ascontiguousarray(array).view(np.uint8)
    if kind not in "fiu":
        array = array.astype(np.float64)
    elif array.dtype.str[1:] not in _TYPES:
        array = array.astype(np.float32 if array.dtype.itemsize < 4 else np.float64)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    return np.ascontiguousarray(array)


def _is_text(column):
    """Whether a column of a frame is to be taken as text."""
    return getattr(column.dtype, "kind", "O") not in "biuf"


def factorized(column):
    """The different texts of a column in their order, and the index of each row's text; -1 where it is
    missing."""
    column = np.asarray(column, dtype=object)
    missing = np.array([item is None or item != item for item in column], dtype=bool)
    texts = np.array([item.decode() if isinstance(item, bytes) else str(item) for item in column], dtype=object)
    texts[missing] = ""
    values, indices = np.unique(texts.astype(str), return_inverse=True)
    indices = indices.astype(np.int32).ravel()
    indices[missing] = -1
    return list(values), indices


class Table:
    """A table of the library, with the arrays that it borrows."""

    def __init__(self, handle=None):
        self.handle = handle or made("table_create")
        self._borrowed = []

    @classmethod
    def read(cls, path):
        return cls(made("table_read", encoded(os.fspath(path))))

    def __del__(self):
        if getattr(self, "handle", None):
            value("table_free", self.handle)

    @property
    def row_count(self):
        return value("table_row_count", self.handle)

    def add_numbers(self, array, names):
        array = numbers(array)
        if array.ndim == 1:
            array = array.reshape(-1, 1)
        if array.ndim != 2:
            raise DataError(f"an array of {array.ndim} dimensions, expected rows of numbers")
        self._borrowed.append(array)
        call("table_add_numbers", self.handle, _TYPES[array.dtype.str[1:]], array.ctypes.data, array.shape[0],
             array.shape[1], None if names is None else _texts(names))

    def add_texts(self, column, name):
        texts, indices = factorized(column)
        call("table_add_texts", self.handle, _texts(texts), len(texts), indices.ctypes.data, len(indices),
             None if name is None else encoded(name))

    def add(self, data, names):
        """Adds an array, or the columns of a data frame; of text each column by itself."""
        if is_frame(data):
            self._add_frame(data, names)
            return
        array = np.asarray(data)
        if array.dtype.kind in "OUS" and array.ndim == 2:
            self._add_objects(array, names)
        elif array.dtype.kind in "OUS" and array.ndim == 1:
            self.add_texts(array, None if names is None else names[0])
        else:
            self.add_numbers(array, names)

    def _add_objects(self, array, names):
        try:
            self.add_numbers(array.astype(np.float64), names)
        except (ValueError, TypeError):
            for index in range(array.shape[1]):
                self.add_texts(array[:, index], None if names is None else names[index])

    def _add_frame(self, frame, names):
        kinds = [_is_text(frame.iloc[:, index]) for index in range(frame.shape[1])]
        start = 0
        while start < len(kinds):
            end = start + 1
            if kinds[start]:
                self.add_texts(frame.iloc[:, start].to_numpy(dtype=object), names[start])
            else:
                while end < len(kinds) and not kinds[end]:
                    end += 1
                self.add_numbers(frame.iloc[:, start:end].to_numpy(), names[start:end])
            start = end


def _names_of(data, count, prefix):
    if is_frame(data):
        return [str(name) for name in data.columns]
    return [f"{prefix}{index + 1}" for index in range(count)]


def _free_name(name, taken):
    while name in taken:
        name += "_"
    return name


def columns_of(data):
    """The number of columns of an array or a frame."""
    shape = np.shape(data)
    if len(shape) != 2:
        raise DataError(f"inputs of shape {shape}, expected rows of values")
    return shape[1]


def training_table(inputs, targets, weights=None):
    """A table of inputs, weights and targets, and the options that say which columns are what."""
    table, options = Table(), {}
    names = _names_of(inputs, columns_of(inputs), "x")
    table.add(inputs, names)
    taken = set(names)
    if weights is not None:
        name = _free_name("weight", taken)
        taken.add(name)
        table.add_numbers(np.asarray(weights, dtype=np.float64), [name])
        options["weight_column"] = name
    if targets is not None:
        if getattr(targets, "ndim", None) is None:
            targets = np.asarray(targets)
        count = 1 if targets.ndim == 1 else targets.shape[1]
        given = getattr(targets, "name", None) if targets.ndim == 1 else None
        new = [str(given)] if isinstance(given, str) else _names_of(targets, count, "y")
        if count == 1 and not is_frame(targets) and not isinstance(given, str):
            new = ["y"]
        new = [_free_name(name, taken) for name in new]
        table.add(targets if targets.ndim == 2 else np.asarray(targets), new)
        if count > 1:
            options["target"] = f"{len(taken) + 1}-{len(taken) + count}"
    return table, options


def input_table(inputs):
    """A table of inputs alone: with names if they have any."""
    table = Table()
    columns_of(inputs)
    table.add(inputs, [str(name) for name in inputs.columns] if is_frame(inputs) else None)
    return table
