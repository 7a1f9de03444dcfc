#!/usr/bin/env python3
"""Compares the metrics of `bpnet evaluate` with scikit-learn's, computed from `bpnet predict`.

    check_metrics.py BPNET [FOLDER OF THE SAMPLE DATA]

Trains small networks of classes (three, ten, two, and two with one output), of numbers (one target and two),
of several labels, of inputs given again and of series, and compares every figure of the JSON. Exits with 1
when one differs by more than 1e-6 in relative terms: networks in f32 print their outputs with as many digits
as f32 has.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from sklearn import metrics

TOLERANCE = 1e-6
NETWORK = ["--hidden", "4", "--epochs", "15", "--quiet"]


def run(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def read(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def evaluate_and_predict(binary, data, folder, options):
    model, predictions = f"{folder}/model.safetensors", f"{folder}/predictions.csv"
    run(binary, "train", data, *NETWORK, *options, "-o", model)
    run(binary, "predict", model, data, "-o", predictions)
    return json.loads(run(binary, "evaluate", model, data, "--json")), *read(predictions)


def classes(binary, data, folder, options=()):
    found, header, rows = evaluate_and_predict(binary, data, folder, options)
    labels = [name.removeprefix("probability_") for name in header[1:]]
    actual = [row[-1] for row in read(data)[1]]
    predicted = [row[0] for row in rows]
    scores = np.array([row[1:] for row in rows], dtype=np.float64)
    # The digits that f32 prints do not add up to 1 quite as closely as scikit-learn wants of f64.
    probabilities = scores / scores.sum(axis=1, keepdims=True)
    expected = {
        "rows": len(actual),
        "accuracy": metrics.accuracy_score(actual, predicted),
        "log_loss": metrics.log_loss(actual, probabilities, labels=labels),
        "confusion_matrix": metrics.confusion_matrix(actual, predicted, labels=labels).tolist(),
        "labels": labels,
    }
    for average in ("macro", "weighted"):
        values = metrics.precision_recall_fscore_support(actual, predicted, average=average, zero_division=0)
        expected.update(zip((f"{average}_precision", f"{average}_recall", f"{average}_f1"), values))
    expected["balanced_accuracy"] = metrics.balanced_accuracy_score(actual, predicted)
    expected["mcc"] = metrics.matthews_corrcoef(actual, predicted)
    right = np.array(labels)[scores.argmax(axis=1)] == np.array(actual)
    expected["calibration_error"] = calibration_error(probabilities.max(axis=1), right)
    ranked = labels[1:] if len(labels) == 2 else [label for label in labels if label in actual]
    flags = [(np.array(actual) == label, scores[:, labels.index(label)]) for label in ranked]
    expected["roc_auc"] = np.mean([metrics.roc_auc_score(*pair) for pair in flags])
    expected["pr_auc"] = np.mean([metrics.average_precision_score(*pair) for pair in flags])
    if len(labels) > 2:
        expected["roc_auc_classes"] = len(ranked)
        expected["top_k"] = min(3, len(labels) - 1)
        expected["top_k_accuracy"] = metrics.top_k_accuracy_score(
            actual, probabilities, k=expected["top_k"], labels=labels
        )
    each = metrics.precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
    expected["classes"] = [
        dict(zip(("label", "precision", "recall", "f1", "support"), values)) for values in zip(labels, *each)
    ]
    return found, expected


def calibration_error(confidence, right):
    bins = np.clip(np.ceil(confidence * 15).astype(int) - 1, 0, 14)
    return sum(abs(right[bins == i].sum() - confidence[bins == i].sum()) for i in range(15)) / len(right)


def numbers(binary, data, folder, targets):
    found, header, rows = evaluate_and_predict(
        binary, data, folder, ["--task", "regress", "--precision", "f64", "--target", targets])
    names, samples = read(data)
    actual = np.array([[row[names.index(name)] for name in header] for row in samples], dtype=np.float64)
    predicted = np.array(rows, dtype=np.float64)

    def figures(actual, predicted):
        mse = metrics.mean_squared_error(actual, predicted)
        return {
            "mse": mse, "rmse": mse ** 0.5, "mae": metrics.mean_absolute_error(actual, predicted),
            "r2": metrics.r2_score(actual, predicted),
        }

    each = [{"target": name} | figures(actual[:, i], predicted[:, i]) for i, name in enumerate(header)]
    return found, {"rows": len(samples), **figures(actual, predicted), "targets": each}


def labels(binary, data, folder, targets):
    options = ["--task", "classify", "--target", ",".join(targets)]
    found, header, rows = evaluate_and_predict(binary, data, folder, options)
    assert header == [name for target in targets for name in (target, f"probability_{target}")]
    names, samples = read(data)

    def flags(table, columns):
        seconds = [max(row[names.index(target)] for row in samples) for target in targets]
        pairs = list(zip(columns, seconds))
        return np.array([[row[column] == second for column, second in pairs] for row in table])

    actual = flags(samples, [names.index(target) for target in targets])
    predicted = flags(rows, range(0, len(header), 2))
    probabilities = np.array([row[1::2] for row in rows], dtype=np.float64)
    expected = {
        "rows": len(samples),
        "accuracy": metrics.accuracy_score(actual, predicted),
        "hamming_loss": metrics.hamming_loss(actual, predicted),
        "hamming_accuracy": 1 - metrics.hamming_loss(actual, predicted),
        "log_loss": np.mean(
            [metrics.log_loss(actual[:, i], probabilities[:, i]) for i in range(len(targets))]
        ),
    }
    for average in ("macro", "micro"):
        values = metrics.precision_recall_fscore_support(actual, predicted, average=average, zero_division=0)
        expected.update(zip((f"{average}_precision", f"{average}_recall", f"{average}_f1"), values))
    each = metrics.precision_recall_fscore_support(actual, predicted, zero_division=0)
    expected["targets"] = [
        dict(zip(("target", "precision", "recall", "f1", "support"), values))
        for values in zip(targets, *each)
    ]
    return found, expected


def series(binary, data, folder, window, horizon, period=9):
    options = ["--task", "forecast", "--precision", "f64", "--window", str(window), "--horizon", str(horizon),
               "--period", str(period)]
    found, header, rows = evaluate_and_predict(binary, data, folder, options)
    values = np.array(read(data)[1], dtype=np.float64)[:, 0]
    count = len(values) - window - horizon + 1
    assert len(rows) == len(values) - window + 1
    predicted = np.array(rows, dtype=np.float64)[:count]
    actual = np.array([values[start + window : start + window + horizon] for start in range(count)])

    def figures(actual, predicted):
        rmse = metrics.mean_squared_error(actual, predicted) ** 0.5
        return {
            "rmse": rmse, "mae": metrics.mean_absolute_error(actual, predicted),
            "r2": metrics.r2_score(actual, predicted), "nrmse": rmse / actual.std(),
        }

    def beside(starts, rows):
        """The figures of a forecast by the values of other rows, and of the network beside it."""
        own = np.array([[values[row(start, step)] for step in range(horizon)]
                        for start, row in ((start, rows) for start in starts)])
        truth, network = actual[starts], predicted[starts]
        rmse = metrics.mean_squared_error(truth, own) ** 0.5
        mae = metrics.mean_absolute_error(truth, own)
        return {
            "rows": len(starts), "rmse": rmse, "mae": mae,
            "skill": 1 - metrics.mean_squared_error(truth, network) ** 0.5 / rmse,
            "mae_ratio": metrics.mean_absolute_error(truth, network) / mae,
        }

    naive = beside(list(range(count)), lambda start, step: start + window - 1)
    starts = [start for start in range(count) if start + window >= period]
    seasonal = {"period": period} | beside(
        starts, lambda start, step: start + window + step - period * (step // period + 1))
    steps = [{"step": i + 1, **figures(actual[:, i], predicted[:, i])} for i in range(horizon)]
    return found, {
        "rows": count, **figures(actual.ravel(), predicted.ravel()), "steps": steps,
        **{f"naive_{name}": value for name, value in naive.items()},
        **{f"seasonal_naive_{name}": value for name, value in seasonal.items()},
    }


def reconstruction(binary, data, folder, ignored):
    found, header, rows = evaluate_and_predict(
        binary, data, folder, ["--task", "autoencode", "--precision", "f64", "--ignore", ignored])
    names, samples = read(data)
    actual = np.array([[row[names.index(name)] for name in header] for row in samples], dtype=np.float64)
    predicted = np.array(rows, dtype=np.float64)
    mse = metrics.mean_squared_error(actual, predicted)
    return found, {
        "rows": len(samples), "mse": mse, "rmse": mse ** 0.5,
        "mae": metrics.mean_absolute_error(actual, predicted),
        "r2": metrics.r2_score(actual, predicted),
    }


def differences(found, expected, path=""):
    if isinstance(expected, dict):
        for key in expected:
            yield from differences(found[key], expected[key], f"{path}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), path
        for index, value in enumerate(expected):
            yield from differences(found[index], value, f"{path}[{index}]")
    elif isinstance(expected, str):
        yield path, 0 if found == expected else np.inf
    else:
        yield path, abs(found - expected) / max(abs(expected), 1e-3)


def main():
    binary = os.path.abspath(sys.argv[1])
    data = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), "../Examples/Data")
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        two = f"{folder}/two.csv"
        header, rows = read(f"{data}/iris.csv")
        with open(two, "w", newline="") as file:
            csv.writer(file).writerows([header] + [row for row in rows if row[-1] != "setosa"])
        cases = {
            "iris": lambda: classes(binary, f"{data}/iris.csv", folder),
            "digits": lambda: classes(binary, f"{data}/digits.csv", folder),
            "two irises": lambda: classes(binary, two, folder),
            "two irises, one output": lambda: classes(binary, two, folder, ["--output", "sigmoid"]),
            "a digit as a number": lambda: numbers(binary, f"{data}/digits.csv", folder, "digit"),
            "two lengths of iris petals": lambda: numbers(
                binary, two_lengths(folder, header, rows), folder, "2-3"
            ),
        }
        mackey_glass = f"{data}/mackey-glass-train.csv"
        cases |= {
            "three labels of irises": lambda: labels(
                binary, iris_labels(folder, header, rows), folder, ["large", "wide", "setosa"]
            ),
            "iris measurements given again": lambda: reconstruction(
                binary, f"{data}/iris.csv", folder, "species"
            ),
            "a series": lambda: series(binary, mackey_glass, folder, 6, 1),
            "a series, three steps ahead": lambda: series(binary, mackey_glass, folder, 6, 3),
        }
        for name, case in cases.items():
            found = list(differences(*case()))
            path, difference = max(found, key=lambda item: item[1])
            print(f"{name}: {len(found)} figures, largest relative difference {difference:.2g} ({path[1:]})")
            worst = max(worst, difference)
    sys.exit(0 if worst <= TOLERANCE else 1)


def iris_labels(folder, header, rows):
    path = f"{folder}/labels.csv"
    labelled = [
        row[:4] + [int(float(row[0]) > 5.8), "yes" if float(row[1]) > 3 else "no", int(row[4] == "setosa")]
        for row in rows
    ]
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header[:4] + ["large", "wide", "setosa"]] + labelled)
    return path


def two_lengths(folder, header, rows):
    path = f"{folder}/lengths.csv"
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header[:4]] + [row[:4] for row in rows])
    return path


if __name__ == "__main__":
    main()
