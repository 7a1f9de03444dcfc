"""Training."""

import ctypes
import json
import os
from dataclasses import dataclass

from ._errors import OK, STOPPED, ERRORS, BPNetError
from ._library import PROGRESS_CALLBACK, status
from ._model import Model
from ._table import Table, encoded, training_table


@dataclass(frozen=True)
class Progress:
    """The state of training after an epoch, or while candidates or runs are under way."""

    #: Whether candidates for choices left open are compared; else it is training.
    is_choosing: bool
    #: The run, from 1, and the number of runs.
    run: int
    run_count: int
    #: The epochs done, and the most that there will be.
    epoch: int
    epoch_count: int
    #: The losses of the last epoch; NaN where there is none.
    training_loss: float
    validation_loss: float
    learning_rate: float
    #: The seconds since training began.
    seconds: float


class _Calls:
    """The calls of the caller's function, whose error or Ctrl-C stops training."""

    def __init__(self, on_epoch):
        self.on_epoch, self.error = on_epoch, None

    def __call__(self, pointer, _context):
        try:
            if self.on_epoch is None:
                return 0
            found = pointer.contents
            return 1 if self.on_epoch(Progress(
                found.phase == 0, found.run, found.run_count, found.epoch, found.epoch_count,
                found.training_loss, found.validation_loss, found.learning_rate, found.seconds)) else 0
        except BaseException as error:  # Ctrl-C, too: nothing may pass through C.
            self.error = error
            return 1


def _table(data, targets, weights):
    if isinstance(data, Table):
        return data, {}
    if isinstance(data, (str, os.PathLike)):
        if targets is not None or weights is not None:
            raise BPNetError("a data file has its targets and weights in columns: target=, weight_column=")
        return Table.read(data), {}
    return training_table(data, targets, weights)


def _option(value):
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        return value.item()
    if hasattr(value, "tolist"):
        return value.tolist()
    return os.fspath(value) if isinstance(value, os.PathLike) else list(value) if isinstance(value, tuple) else value


def train(data, targets=None, *, sample_weight=None, validation=None, start=None, on_epoch=None, **options):
    """Trains a network.

    data: inputs `[rows][columns]` as an array or a data frame, whose numbers are read in place, or the path
        of a data file, which has the targets, too.
    targets: a value for each row, or several; texts and whole numbers of few kinds are classes, unless
        `task` says otherwise.
    sample_weight: how much each row counts.
    validation: the fraction of the rows that is held back and watched, a pair of inputs and targets, or the
        path of a data file.
    start: a `Model` from which training goes on.
    on_epoch: called with a `Progress` after each epoch; a true result stops training. So does Ctrl-C.
    options: those of `bpnet train`, with `_` for `-`: `hidden=[64, 32]`, `learning_rate=0.01`, `seed=7`,
        `precision="f64"`, `checkpoint="folder"`.

    Returns a `Model`; one that was stopped is that of the epochs until then.
    """
    table, columns = _table(data, targets, sample_weight)
    choices = {**columns, **{name: _option(value) for name, value in options.items() if value is not None}}
    held = None
    if isinstance(validation, (str, os.PathLike)):
        held = Table.read(validation)
    elif isinstance(validation, tuple):
        held, _ = training_table(*validation)
    elif validation is not None:
        choices["validation"] = _option(validation)
    calls = _Calls(on_epoch)
    handle = ctypes.c_void_p()
    found, message = status(
        "train", table.handle, held and held.handle, start and start._handle, encoded(json.dumps(choices)),
        PROGRESS_CALLBACK(calls), None, ctypes.byref(handle))
    model = Model(handle) if handle else None
    if calls.error is not None:
        raise calls.error
    if found in (OK, STOPPED):
        return model
    error = ERRORS[found](message)
    error.model = model
    raise error
