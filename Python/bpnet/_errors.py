"""The errors of the library, from the statuses of its C interface."""


class BPNetError(ValueError):
    """An argument or a choice of training is not allowed."""


class DataError(BPNetError):
    """Data cannot be used: a missing cell, text where numbers are needed, a single class."""


class ModelError(BPNetError):
    """A file or bytes are not a model, or a damaged one."""


class DivergenceError(BPNetError, ArithmeticError):
    """Training diverged, or a prediction is not finite.

    `model` is the model of the best epoch, if a loss was watched; else None.
    """

    model = None


class LibraryError(BPNetError, RuntimeError):
    """The library cannot be used on this machine."""


class FileError(BPNetError, OSError):
    """A file cannot be opened, read, created or written."""


OK, STOPPED = 0, 1
ERRORS = {
    2: BPNetError, 3: DataError, 4: ModelError, 5: FileError, 6: DivergenceError, 7: DivergenceError,
    8: LibraryError,
}
