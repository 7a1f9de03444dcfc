#!/usr/bin/env python3
"""Compares BPClassifier with MLPClassifier: compare-sklearn.py [ROUNDS]

The same network (100 relu neurons), initial weights (Glorot's bounds), optimiser (adam at 0.001), batches of
200 and epochs, on scikit-learn's digits and on 50,000 rows of 100 synthetic columns. A quarter of the rows is
held back for the accuracy. The two train alternately, ROUNDS times each, 3 unless given, with the seeds 1 to
ROUNDS: the median time counts, and the mean accuracy.
"""
import sys
import time
import warnings

import numpy as np
from sklearn.datasets import load_digits, make_classification
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from bpnet import BPClassifier, kernel_set


def estimators(epochs, seed):
    """Both with the same choices; neither stops early."""
    ours = BPClassifier(
        (100,), "relu", solver="adam", learning_rate_init=0.001, batch_size=200, max_iter=epochs,
        weight_decay=0, schedule="constant", random_state=seed,
        options={"init": "xavier", "init-bias": "xavier"})
    theirs = MLPClassifier(
        (100,), "relu", solver="adam", learning_rate_init=0.001, batch_size=200, max_iter=epochs, alpha=0,
        n_iter_no_change=epochs, random_state=seed)
    return {"BPClassifier": ours, "MLPClassifier": theirs}


def compare(name, inputs, targets, epochs, rounds):
    parts = train_test_split(inputs, targets, test_size=0.25, random_state=0, stratify=targets)
    scaler = StandardScaler().fit(parts[0])
    training, held = scaler.transform(parts[0]), scaler.transform(parts[1])
    seconds, accuracy = {}, {}
    for seed in range(1, rounds + 1):
        for kind, estimator in estimators(epochs, seed).items():
            begin = time.perf_counter()
            estimator.fit(training, parts[2])
            seconds.setdefault(kind, []).append(time.perf_counter() - begin)
            accuracy.setdefault(kind, []).append(estimator.score(held, parts[3]))
    median = {kind: np.median(times) for kind, times in seconds.items()}
    for kind in median:
        print(f"{name:20} {kind:14} {median[kind]:8.2f} s  accuracy {np.mean(accuracy[kind]):.4f}")
    print(f"{name:20} {median['MLPClassifier'] / median['BPClassifier']:.1f} times as fast")


def main():
    warnings.simplefilter("ignore")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"kernels {kernel_set()}")
    compare("digits", *load_digits(return_X_y=True), 100, rounds)
    synthetic = make_classification(50_000, 100, n_informative=30, n_classes=4, random_state=0)
    compare("50,000 x 100", *synthetic, 20, rounds)


if __name__ == "__main__":
    main()
