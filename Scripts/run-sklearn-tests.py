#!/usr/bin/env python3
"""Runs the tests of scikit-learn's own test_mlp.py with BPClassifier and BPRegressor: run-sklearn-tests.py

The tests are those of the installed scikit-learn, which stay where they are. A test of what only
MLPClassifier has is named in `INAPPLICABLE`, with the reason; each other one must pass.

Exits with 1 if a test fails, or one that is named passes.
"""
import contextlib
import inspect
import io
import itertools
import pathlib
import sys
import tempfile
import traceback
import warnings

import pytest
from sklearn.neural_network.tests import test_mlp

from bpnet import BPClassifier, BPRegressor

# Why a test does not apply. Names of MLPClassifier's parameters that mean something else are not taken over.
INAPPLICABLE = {
    "test_alpha": "alpha, which is divided by the batch size",
    "test_fit": "weights that are set by hand",
    "test_gradient": "a method for the loss of a gradient check, which is the library's checkGradient",
    "test_lbfgs_classification_maxfun": "max_fun",
    "test_lbfgs_regression_maxfun": "max_fun",
    "test_learning_rate_warmstart": "learning_rate, which names a schedule",
    "test_adaptive_learning_rate": "learning_rate, which names a schedule",
    "test_mlp_diverging_loss": "learning_rate, which names a schedule",
    "test_partial_fit_errors": "partial_fit is there for every solver",
    "test_nonfinite_params": "inputs of 1e200: they are scaled, and nothing overflows",
    "test_sparse_matrices": "sparse matrices",
    "test_tolerance": "tol",
    "test_verbose_sgd": "the words of MLPClassifier's output",
    "test_n_iter_no_change": "an attribute without documentation",
    "test_n_iter_no_change_inf": "an attribute without documentation",
    "test_early_stopping_stratified": "the message for a class of one sample, which may be trained on here",
    "test_mlp_early_stopping_string_labels": "validation_scores_: losses are watched, not scores",
    "test_mlp_vs_poisson_glm_equivalent": "names of losses",
    "test_multilabel_classification": "a score after 100 steps from MLPClassifier's first weights",
    "test_partial_fit_regression": "a score after 100 steps from MLPRegressor's first weights",
    "test_warm_start": "the wording of the message, which lists classes as a set",
    "test_mlp_loading_from_joblib_partial_fit": "a first call with one row, which decides on the scaling",
    "test_minimum_input_sample_size": "the message for too few rows to hold back",
}


def translated(kind):
    """An estimator that is made with MLPClassifier's parameters, as far as there are such."""

    def make(hidden_layer_sizes=(100,), activation="relu", **parameters):
        parameters.setdefault("solver", "adam")
        parameters.setdefault("max_iter", 200)
        parameters.pop("alpha", None)
        parameters.pop("tol", None)
        if parameters.get("solver") == "lbfgs":
            parameters.pop("batch_size", None)
            parameters.pop("learning_rate_init", None)
        return kind(hidden_layer_sizes, activation, preset="sklearn", **parameters)

    make.__name__ = kind.__name__
    return make


def calls(function):
    """The arguments of each call that the marks of a test ask for."""
    axes = []
    for mark in getattr(function, "pytestmark", []):
        if mark.name == "parametrize":
            names = mark.args[0]
            names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
            rows = []
            for values in mark.args[1]:
                if type(values).__name__ == "ParameterSet":
                    values = values.values
                rows.append(dict(zip(names, values if len(names) > 1 else [values])))
            axes.append(rows)
    for combination in itertools.product(*axes):
        yield {name: value for row in combination for name, value in row.items()}


def outcome(function):
    """What is wrong with a test; None if it passes."""
    if "csr_container" in inspect.signature(function).parameters:
        return "sparse matrices"
    for arguments in calls(function):
        if "tmp_path" in inspect.signature(function).parameters:
            arguments["tmp_path"] = pathlib.Path(tempfile.mkdtemp())
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                function(**{**arguments, **({"global_random_seed": 0} if "global_random_seed" in
                                            inspect.signature(function).parameters else {})})
        except (Exception, pytest.fail.Exception, pytest.skip.Exception) as error:
            line = traceback.extract_tb(error.__traceback__)
            line = [entry for entry in line if "test_mlp" in entry.filename]
            return f"line {line[-1].lineno if line else '?'}: {type(error).__name__}: {str(error)[:150]}"
    return None


def main():
    test_mlp.MLPClassifier, test_mlp.MLPRegressor = translated(BPClassifier), translated(BPRegressor)
    tests = [(name, item) for name, item in vars(test_mlp).items() if name.startswith("test_")]
    failures = passed = 0
    for name, function in tests:
        problem = outcome(function)
        passed += problem is None
        if (problem is None) == (name in INAPPLICABLE):
            failures += 1
            print(f"{name}: {problem or 'passes, though it is said not to apply'}")
    print(f"{len(tests)} tests, {passed} pass, {len(INAPPLICABLE)} do not apply, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
