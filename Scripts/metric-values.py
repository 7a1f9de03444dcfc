#!/usr/bin/env python3
"""Prints scikit-learn's values of the metrics of classes for small samples: those of ClassFigureTests.swift.

    metric-values.py

Per sample of outputs in hundredths and true classes: balanced accuracy, Matthews' correlation coefficient,
area under the ROC and average precision (of two classes those of the second one, else the mean over the
classes that occur, each against the others), and the expected calibration error in 15 bins of equal width,
which scikit-learn does not have.
"""
import warnings

import numpy as np
from sklearn import metrics

warnings.simplefilter("ignore")

SAMPLES = {
    "two classes, with ties": (
        2, [90, 10, 40, 60, 40, 60, 75, 25, 20, 80, 40, 60, 55, 45, 5, 95, 75, 25, 30, 70],
        [0, 0, 1, 0, 1, 1, 1, 1, 0, 1]),
    "two classes, few of one": (2, [97, 3, 88, 12, 61, 39, 99, 1, 43, 57, 92, 8, 70, 30, 85, 15],
                                [0, 0, 1, 0, 0, 0, 0, 0]),
    "three classes": (3, [70, 20, 10, 10, 60, 30, 33, 34, 33, 5, 15, 80, 50, 50, 0, 25, 35, 40, 60, 10, 30,
                          20, 20, 60, 45, 30, 25], [0, 1, 2, 2, 1, 1, 0, 0, 2]),
    "four classes, one of which does not occur": (
        4, [41, 29, 20, 10, 10, 20, 29, 41, 25, 25, 25, 25, 0, 70, 20, 10, 14, 15, 61, 10, 5, 5, 79, 11, 30,
            41, 19, 10], [0, 1, 0, 1, 2, 2, 1]),
    "one class predicted": (3, [50, 30, 20, 60, 30, 10, 70, 10, 20, 55, 25, 20], [0, 1, 2, 1]),
}


def calibration_error(scores, actual):
    confidence, right = scores.max(axis=1), scores.argmax(axis=1) == actual
    edges = np.linspace(0, 1, 16)
    error = 0
    for low, high in zip(edges, edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def main():
    for name, (count, hundredths, actual) in SAMPLES.items():
        scores = np.array(hundredths, dtype=np.float64).reshape(-1, count) / 100
        actual = np.array(actual)
        predicted = scores.argmax(axis=1)
        classes = [1] if count == 2 else sorted(set(actual))
        area = np.mean([metrics.roc_auc_score(actual == c, scores[:, c]) for c in classes])
        if count > 2 and len(classes) == count:
            assert np.isclose(area, metrics.roc_auc_score(actual, scores, multi_class="ovr", average="macro"))
        precision = np.mean([metrics.average_precision_score(actual == c, scores[:, c]) for c in classes])
        values = [
            metrics.balanced_accuracy_score(actual, predicted), metrics.matthews_corrcoef(actual, predicted),
            area, precision, calibration_error(scores, actual),
        ]
        print(f"{name}: {', '.join(f'{float(value):.16g}' for value in values)}")


if __name__ == "__main__":
    main()
