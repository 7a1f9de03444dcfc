"""BPNet: multilayer perceptrons on CPUs, with the same bytes on every machine.

>>> import bpnet
>>> model = bpnet.train("iris.csv", hidden=8, seed=5)
>>> model.predict([[5.1, 3.5, 1.4, 0.2]])
array(['setosa'], dtype='<U10')

`train` takes arrays, data frames or the path of a data file, and the options of `bpnet train` as keywords.
`BPClassifier` and `BPRegressor` are estimators for scikit-learn, which nothing else here needs.
"""

from ._errors import BPNetError, DataError, DivergenceError, FileError, LibraryError, ModelError
from ._library import kernel_set, version
from ._model import Model
from ._training import Progress, train

__version__ = version()
__all__ = [
    "BPClassifier", "BPNetError", "BPRegressor", "DataError", "DivergenceError", "FileError", "LibraryError",
    "Model", "ModelError", "Progress", "kernel_set", "train", "version",
]


def __dir__():
    return sorted({*globals(), *__all__})


def __getattr__(name):
    # Estimators are imported when they are asked for, since scikit-learn may not be installed.
    if name in ("BPClassifier", "BPRegressor"):
        from . import estimators

        return getattr(estimators, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
