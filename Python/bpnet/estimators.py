"""Estimators for scikit-learn."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets, type_of_target, unique_labels
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, column_or_1d, validate_data

from ._errors import BPNetError
from ._library import value
from ._training import train

# scikit-learn's names of activations where the library has others.
_ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid"}
# The parameters that options of `bpnet train` come from, where they have other names.
_PARAMETERS = {
    "batch-size": "batch_size", "class-weights": "class_weight", "epochs": "max_iter",
    "hidden": "hidden_layer_sizes", "learning-rate": "learning_rate_init", "optimizer": "solver",
    "patience": "n_iter_no_change", "threads": "n_jobs", "validation": "validation_fraction",
    "weight-decay": "weight_decay",
}
# The most rows that samples with whole weights are repeated to, in terms of the rows that there are.
_MOST_REPETITIONS = 4


def _under_own_names(error, options):
    """The error about an option as one about the parameter that it comes from."""
    name, colon, rest = str(error).partition(": ")
    if name in _PARAMETERS and name.replace("-", "_") not in options:
        name = _PARAMETERS[name]
    found = type(error)(name + colon + rest)
    found.model = getattr(error, "model", None)
    return found


class _Estimator(BaseEstimator):
    """What classifiers and regressors have in common.

    A parameter that is None is chosen by `preset`, as `bpnet train` chooses it.
    """

    def __init__(
        self, hidden_layer_sizes=None, activation=None, *, solver=None, learning_rate_init=None,
        batch_size=None, max_iter=None, momentum=None, weight_decay=None, dropout=None, loss=None,
        schedule=None, shuffle=True, random_state=None, early_stopping=False, validation_fraction=0.1,
        n_iter_no_change=None, warm_start=False, verbose=False, preset="default", precision="f32",
        n_jobs=None, options=None,
    ):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.learning_rate_init = learning_rate_init
        self.batch_size = batch_size
        self.max_iter = max_iter
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.dropout = dropout
        self.loss = loss
        self.schedule = schedule
        self.shuffle = shuffle
        self.random_state = random_state
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.warm_start = warm_start
        self.verbose = verbose
        self.preset = preset
        self.precision = precision
        self.n_jobs = n_jobs
        self.options = options

    # What the library is told

    def _sizes(self):
        sizes = self.hidden_layer_sizes
        if sizes is None or isinstance(sizes, str):
            return sizes
        return [int(size) for size in np.atleast_1d(sizes)]

    def _activations(self):
        given = self.activation
        if given is None:
            return None
        names = [given] if isinstance(given, str) else list(given)
        return [_ACTIVATIONS.get(name, name) for name in names]

    def _seed(self):
        if isinstance(self.random_state, (int, np.integer)):
            return int(self.random_state)
        return int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))

    def _choices(self, epochs):
        """The options of `train`."""
        batch_size = None if self.batch_size == "auto" else self.batch_size
        choices = {
            "hidden": self._sizes(), "activation": self._activations(), "optimizer": self.solver,
            "learning_rate": self.learning_rate_init, "batch_size": batch_size, "epochs": epochs,
            "momentum": self.momentum, "weight_decay": self.weight_decay, "dropout": self.dropout,
            "loss": self.loss, "schedule": self.schedule, "shuffle": bool(self.shuffle),
            "seed": self._seed(), "preset": self.preset, "precision": self.precision, "task": self._task,
            "patience": None if self.n_iter_no_change == np.inf else self.n_iter_no_change,
        }
        if self.n_jobs is not None and self.n_jobs > 0:
            choices["threads"] = int(self.n_jobs)
        return {**choices, **(self.options or {})}

    # Training

    def _arranged(self, inputs, targets, weights):
        """The samples in the order in which they are trained on, and their weights if they need any.

        Where the library shuffles them, the order given has no effect: samples are sorted first. Samples
        with whole weights are repeated, so that a weight of 2 is the same as two samples, to the byte.
        """
        if weights is not None:
            used = weights > 0
            inputs, targets, weights = inputs[used], targets[used], weights[used]
            whole = np.all(weights == np.floor(weights))
            if whole and weights.sum() <= _MOST_REPETITIONS * max(len(used), 25):
                repetitions = weights.astype(np.int64)
                inputs, targets = inputs.repeat(repetitions, axis=0), targets.repeat(repetitions, axis=0)
                weights = None
        if self.shuffle:
            # Bytes in the order of their significance: the order is nearly that of the numbers, whatever
            # their precision.
            rows = np.ascontiguousarray(
                np.hstack([part.reshape(len(inputs), -1).astype(">f8") for part in (inputs, targets)]))
            order = np.argsort(rows.view(f"V{rows.shape[1] * 8}").ravel(), kind="stable")
            inputs, targets = inputs[order], targets[order]
            weights = None if weights is None else weights[order]
        return inputs, targets, weights

    def _validated(self, inputs, targets, weights, reset):
        inputs, targets = validate_data(
            self, inputs, targets, reset=reset, multi_output=True, dtype=[np.float64, np.float32],
            y_numeric=self._task == "regress", ensure_min_samples=1)
        if weights is not None:
            weights = np.asarray(_check_sample_weight(weights, inputs, dtype=np.float64))
            if np.any(weights < 0):
                raise ValueError("Negative values in data passed to `sample_weight`")
            if not np.any(weights > 0):
                raise ValueError("every sample weight is 0")
        if targets.ndim == 2 and targets.shape[1] == 1:
            targets = column_or_1d(targets, warn=True)
        return inputs, targets, weights

    def _train(self, inputs, targets, weights, start, **choices):
        """Trains, and takes over what became of it."""
        losses, held_losses = [], []

        def note(progress):
            if not progress.is_choosing:
                losses.append(progress.training_loss)
                held_losses.append(progress.validation_loss)
                if self.verbose:
                    print(f"Iteration {progress.epoch}, loss = {progress.training_loss:.8f}")

        several = choices.get("restarts", 1) != 1 or choices.get("hidden") == "auto:search"
        if several:
            choices["history"] = True
        try:
            self.model_ = train(
                inputs, targets, sample_weight=weights, start=start, on_epoch=note, **choices)
        except BPNetError as error:
            raise _under_own_names(error, self.options or {}) from None
        if several:
            # The epochs of the best run: those of the others are under way at the same time.
            epochs = self.model_.record["history"]["entries"]
            losses = [epoch["trainingLoss"] for epoch in epochs]
            held_losses = [epoch.get("validationLoss", np.nan) for epoch in epochs]
        continues = start is not None and hasattr(self, "loss_curve_")
        self.loss_curve_ = (self.loss_curve_ if continues else []) + losses
        self.n_iter_ = (self.n_iter_ if continues else 0) + len(losses)
        self.loss_ = self.loss_curve_[-1] if self.loss_curve_ else np.nan
        self.best_loss_ = min(self.loss_curve_, default=np.nan)
        self.validation_losses_ = held_losses if choices.get("validation") else None
        self.n_layers_ = len(self.model_.layer_sizes) + 1
        self.n_outputs_ = self.model_.layer_sizes[-1]
        self.out_activation_ = self.model_.activations[-1]
        return self

    def _start_choices(self, choices):
        """What remains to be said beside a model: its network and scaling stay."""
        kept = {"epochs", "seed", "shuffle", "patience", "threads", "validation", "batch_size", "optimizer"}
        return {name: choice for name, choice in choices.items() if name in kept}

    def fit(self, X, y, sample_weight=None):
        """Trains a network; with `warm_start` the present one goes on.

        sample_weight: how much each sample counts; None for equal weights.
        """
        X, y, sample_weight = self._validated(X, y, sample_weight, reset=True)
        start = self.model_ if self.warm_start and hasattr(self, "model_") else None
        targets = self._encoded(y, None if start is None else self._known())
        if start is not None:
            self._check_classes(y)
        choices = self._choices(self.max_iter)
        if self.early_stopping:
            choices["validation"] = self.validation_fraction
        if start is not None:
            choices = self._start_choices(choices)
        X, targets, sample_weight = self._arranged(X, targets, sample_weight)
        return self._train(X, targets, sample_weight, start, **choices)

    @property
    def coefs_(self):
        """The weights of each layer, `[inputs][neurons]`, for scaled inputs."""
        check_is_fitted(self)
        return [self.model_.weights(layer)[0].T for layer in range(self.n_layers_ - 1)]

    @property
    def intercepts_(self):
        """The biases of each layer."""
        check_is_fitted(self)
        return [self.model_.weights(layer)[1] for layer in range(self.n_layers_ - 1)]

    def _numbers(self, inputs):
        check_is_fitted(self)
        inputs = validate_data(self, inputs, reset=False, dtype=[np.float64, np.float32])
        return self.model_.numbers(inputs)


class BPClassifier(ClassifierMixin, _Estimator):
    """A classifier: a multilayer perceptron trained by BPNet.

    Parameters are named as in `MLPClassifier` where they mean the same.

    hidden_layer_sizes: the numbers of neurons, such as (64, 32), or a text such as "auto".
    activation: of the hidden layers, such as "relu", "tanh", "logistic" or any of `bpnet train`.
    solver: the optimiser: "adam", "sgd", "lbfgs" or any of `bpnet train`.
    learning_rate_init, batch_size, momentum, shuffle: of the steps.
    max_iter: the most epochs.
    weight_decay: the L2 penalty, on the scale of the mean loss (alpha of MLPClassifier is divided by the
        batch size).
    early_stopping, validation_fraction, n_iter_no_change: hold rows back, and stop after so many epochs
        without a lower loss on them; the best epoch's weights are kept.
    random_state: an int gives the same weights on every machine.
    class_weight: None, "balanced", or a dict of weights by class.
    preset: the source of the values that are None: "default", "classic", "matlab" or "sklearn".
    precision: "f32" or "f64". n_jobs: the most threads; the result does not depend on it.
    options: further options of `bpnet train`, as a dict.

    After fitting: `model_` (a `bpnet.Model`, to be saved), `classes_`, `loss_curve_`, `n_iter_`, `coefs_`,
    `intercepts_`.
    """

    _task = "classify"

    def __init__(
        self, hidden_layer_sizes=None, activation=None, *, solver=None, learning_rate_init=None,
        batch_size=None, max_iter=None, momentum=None, weight_decay=None, dropout=None, loss=None,
        schedule=None, shuffle=True, random_state=None, early_stopping=False, validation_fraction=0.1,
        n_iter_no_change=None, warm_start=False, verbose=False, preset="default", precision="f32",
        n_jobs=None, options=None, class_weight=None,
    ):
        super().__init__(
            hidden_layer_sizes, activation, solver=solver, learning_rate_init=learning_rate_init,
            batch_size=batch_size, max_iter=max_iter, momentum=momentum, weight_decay=weight_decay,
            dropout=dropout, loss=loss, schedule=schedule, shuffle=shuffle, random_state=random_state,
            early_stopping=early_stopping, validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change, warm_start=warm_start, verbose=verbose, preset=preset,
            precision=precision, n_jobs=n_jobs, options=options)
        self.class_weight = class_weight

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def _known(self):
        return self.classes_

    def _check_classes(self, targets):
        """A network that goes on has the classes that it had."""
        if not np.array_equal(unique_labels(targets), self.classes_):
            raise ValueError(
                "warm_start can only be used where `y` has the same classes as in the previous call to fit. "
                f"Previously got {self.classes_}, `y` has {unique_labels(targets)}")

    def _encoded(self, targets, known):
        """The numbers of the classes, which are the labels of the model; several labels as they are."""
        check_classification_targets(targets)
        found = unique_labels(targets)
        if targets.ndim != 1:
            if type_of_target(targets) != "multilabel-indicator":
                raise ValueError("y has several columns; expected one label for each sample, or 0 and 1")
            self.classes_ = found
            return np.asarray(targets, dtype=np.int32)
        if known is None:
            if len(found) < 2:
                raise ValueError(f"found one class, {found.tolist()[0]!r}; expected at least two classes")
            self.classes_ = found
        elif np.setdiff1d(found, known).size:
            raise ValueError(f"y has the classes {found}, but the network was trained for {known}")
        return np.searchsorted(self.classes_, targets).astype(np.int32)

    def _choices(self, epochs):
        choices = super()._choices(epochs)
        if isinstance(self.class_weight, str):
            if self.class_weight != "balanced":
                raise ValueError(f"class_weight is {self.class_weight!r}; expected None, 'balanced' or a dict")
            choices["class_weights"] = "auto"
        elif self.class_weight is not None:
            labels = self.classes_.tolist()
            unknown = [label for label in self.class_weight if label not in labels]
            if unknown:
                raise ValueError(f"class_weight has {unknown[0]!r}, which is none of the classes {labels}")
            choices["class_weights"] = {
                str(labels.index(label)): float(weight) for label, weight in self.class_weight.items()}
        return choices

    def partial_fit(self, X, y, classes=None, sample_weight=None):
        """Trains for one epoch.

        classes: all classes that there will be; needed in the first call only. Its rows decide on the
            scaling.
        """
        first = not hasattr(self, "model_")
        X, y, sample_weight = self._validated(X, y, sample_weight, reset=first)
        if first:
            if classes is None:
                raise ValueError("classes must be passed on the first call to partial_fit.")
            self.classes_ = unique_labels(classes)
        elif classes is not None and not np.array_equal(unique_labels(classes), self.classes_):
            raise ValueError(f"classes are {classes}, but were {self.classes_} in the first call")
        targets = self._encoded(y, self.classes_)
        choices = self._choices(1)
        X, targets, sample_weight = self._arranged(X, targets, sample_weight)
        if first:
            choices.update(schedule="constant")
            absent = np.setdiff1d(np.arange(len(self.classes_)), targets)
            if absent.size and targets.ndim == 1:
                # A row with next to no weight stands for each class that is yet to come.
                weights = np.ones(len(X)) if sample_weight is None else sample_weight
                sample_weight = np.concatenate([weights, np.full(absent.size, np.finfo(np.float32).tiny)])
                X = np.vstack([X, np.repeat(X.mean(axis=0, keepdims=True), absent.size, axis=0)])
                targets = np.concatenate([targets, absent.astype(np.int32)])
            return self._train(X, targets, sample_weight, None, **choices)
        return self._train(X, targets, sample_weight, self.model_, **self._start_choices(choices))

    def predict_proba(self, X):
        """The probabilities `[samples][classes]`, in the order of `classes_`."""
        return self._numbers(X)

    def predict_log_proba(self, X):
        """The logarithms of the probabilities."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def predict(self, X):
        """The class of each sample: the one with the largest probability."""
        numbers = self._numbers(X)
        if not value("model_predicts_classes", self.model_._handle):
            return (numbers > 0.5).astype(int)
        return self.classes_[np.argmax(numbers, axis=1)]


class BPRegressor(RegressorMixin, _Estimator):
    """A regressor: a multilayer perceptron trained by BPNet, for one target or several.

    Parameters and attributes are those of `BPClassifier`, without classes; targets are scaled as `bpnet
    train` scales them.
    """

    _task = "regress"

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _known(self):
        return None

    def _check_classes(self, _targets):
        """Numbers have no classes."""

    def _encoded(self, targets, _known):
        return np.asarray(targets, dtype=np.float64)

    def partial_fit(self, X, y, sample_weight=None):
        """Trains for one epoch; the rows of the first call decide on the scaling."""
        first = not hasattr(self, "model_")
        X, y, sample_weight = self._validated(X, y, sample_weight, reset=first)
        choices = self._choices(1)
        X, targets, sample_weight = self._arranged(X, self._encoded(y, None), sample_weight)
        if first:
            choices.update(schedule="constant")
            return self._train(X, targets, sample_weight, None, **choices)
        return self._train(X, targets, sample_weight, self.model_, **self._start_choices(choices))

    def predict(self, X):
        """The targets of each sample."""
        found = self._numbers(X)
        return found[:, 0] if found.shape[1] == 1 else found
