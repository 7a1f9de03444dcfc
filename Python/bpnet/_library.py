"""The shared library, and its functions with their types."""

import ctypes
import ctypes.util
import os
import sys

from ._errors import ERRORS, OK, STOPPED, LibraryError

_MESSAGE_SIZE = 4096
_NAMES = {"darwin": ["libbpnet.dylib", "libbpnet.0.dylib"]}.get(sys.platform, ["libbpnet.so", "libbpnet.so.0"])


class ProgressStructure(ctypes.Structure):
    """`bpnet_progress`."""

    _fields_ = [
        ("size", ctypes.c_size_t), ("phase", ctypes.c_int32), ("run", ctypes.c_int32),
        ("run_count", ctypes.c_int32), ("epoch", ctypes.c_int64), ("epoch_count", ctypes.c_int64),
        ("training_loss", ctypes.c_double), ("validation_loss", ctypes.c_double),
        ("learning_rate", ctypes.c_double), ("seconds", ctypes.c_double),
    ]


PROGRESS_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ProgressStructure), ctypes.c_void_p)

_object, _pointer, _size, _text = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
_result = ctypes.POINTER(ctypes.c_void_p)
_texts = ctypes.POINTER(ctypes.c_char_p)

# The parameters of functions that return a status, without the message at their end.
_FALLIBLE = {
    "table_create": [_result],
    "table_add_numbers": [_object, ctypes.c_int, _pointer, _size, _size, _texts],
    "table_add_texts": [_object, _texts, _size, _pointer, _size, _text],
    "table_read": [_text, _result],
    "train": [_object, _object, _object, _text, PROGRESS_CALLBACK, ctypes.c_void_p, _result],
    "model_load": [_text, _result],
    "model_save": [_object, _text],
    "model_decode": [_text, _size, _result],
    "model_encode": [_object, _pointer, _size, ctypes.POINTER(_size)],
    "model_weights": [_object, _size, _pointer, _size, _pointer, _size],
    "model_predict_table": [_object, _object, _pointer, _size],
    "model_evaluate": [_object, _object, _text, ctypes.POINTER(ctypes.c_double)],
    "predictor_create": [_object, _size, _result],
    "predict_f64": [_object, _pointer, _size, _pointer, _size],
    "predict_f32": [_object, _pointer, _size, _pointer, _size],
}
_OTHERS = {
    "version": ([], _text), "kernel_set": ([], _text),
    "table_row_count": ([_object], _size), "table_column_count": ([_object], _size),
    "table_free": ([_object], None), "model_free": ([_object], None), "predictor_free": ([_object], None),
    "model_input_count": ([_object], _size), "model_output_count": ([_object], _size),
    "model_column_count": ([_object], _size), "model_column_name": ([_object, _size], _text),
    "model_output_name": ([_object, _size], _text), "model_label_name": ([_object, _size, _size], _text),
    "model_task": ([_object], _text),
    "model_predicts_classes": ([_object], ctypes.c_int), "model_precision": ([_object], _text),
    "model_record": ([_object], _text), "model_weights_sha256": ([_object], _text),
    "model_layer_count": ([_object], _size), "model_layer_size": ([_object, _size], _size),
    "model_layer_activation": ([_object, _size], _text),
}


def _paths():
    given = os.environ.get("BPNET_LIBRARY")
    if given:
        yield given
        return
    folder = os.path.dirname(os.path.abspath(__file__))
    yield from (os.path.join(folder, name) for name in _NAMES if os.path.exists(os.path.join(folder, name)))
    yield from _NAMES
    found = ctypes.util.find_library("bpnet")
    if found:
        yield found


def _open():
    reasons = []
    for path in _paths():
        try:
            return ctypes.CDLL(path)
        except OSError as error:
            reasons.append(str(error))
    raise LibraryError(
        "libbpnet is not found: install it, or set BPNET_LIBRARY to its path (" + "; ".join(reasons) + ")")


_library = _open()
for _name, _parameters in _FALLIBLE.items():
    _function = getattr(_library, "bpnet_" + _name)
    _function.argtypes = [*_parameters, _text, _size]
    _function.restype = ctypes.c_int
for _name, (_parameters, _kind) in _OTHERS.items():
    _function = getattr(_library, "bpnet_" + _name)
    _function.argtypes, _function.restype = _parameters, _kind


def status(name, *arguments):
    """Calls a function that can fail: its status and its message."""
    message = ctypes.create_string_buffer(_MESSAGE_SIZE)
    found = getattr(_library, "bpnet_" + name)(*arguments, message, _MESSAGE_SIZE)
    return found, message.value.decode("utf-8", "replace")


def call(name, *arguments):
    """Calls a function that can fail; raises its error. True if training was stopped."""
    found, message = status(name, *arguments)
    if found in (OK, STOPPED):
        return found == STOPPED
    raise ERRORS[found](message)


def value(name, *arguments):
    """Calls a function that cannot fail; texts are decoded."""
    found = getattr(_library, "bpnet_" + name)(*arguments)
    return found.decode() if isinstance(found, bytes) else found


def made(name, *arguments):
    """The object that a function makes as its last result."""
    handle = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(handle))
    return handle


def version():
    """The version of the library."""
    return value("version")


def kernel_set():
    """The kernels that the library computes with, such as "avx2"."""
    return value("kernel_set")
