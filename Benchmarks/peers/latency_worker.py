#!/usr/bin/env python3
"""Measures predictions of one row by a library of Python, for latency.py.

    latency_worker.py PEER MODEL ROUND_SECONDS

Prints the nanoseconds of a prediction for each line that it reads.
"""
import json
import os
import sys
import time

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np

ROWS = 64


def onnxruntime(model):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model + ".onnx", options, providers=["CPUExecutionProvider"])
    names = [session.get_outputs()[-1].name]
    rows = data(session.get_inputs()[0].shape[1]).astype(np.float64)
    return [lambda row=row: session.run(names, {"X": row}) for row in rows]


def layers_of(model):
    """The weights and biases of a model file's layers."""
    from safetensors import safe_open
    with safe_open(model + ".safetensors", "numpy") as file:
        count = len(json.loads(file.metadata()["bpnet"])["layers"])
        return [(file.get_tensor(f"{n}.weight"), file.get_tensor(f"{n}.bias")) for n in range(count)]


def pytorch(model):
    import torch
    torch.set_num_threads(1)
    layers = layers_of(model)
    modules = []
    for weight, bias in layers:
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
        linear.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.from_numpy(bias)})
        modules += [linear, torch.nn.Sigmoid()]
    network = torch.nn.Sequential(*modules).eval()
    rows = torch.from_numpy(data(layers[0][0].shape[1]))

    def run(row):
        with torch.inference_mode():
            return network(row)
    return [lambda row=row: run(row) for row in rows]


def scikit_learn(model):
    from sklearn.neural_network import MLPClassifier
    layers = layers_of(model)
    rows = data(layers[0][0].shape[1])
    network = MLPClassifier([len(bias) for _, bias in layers[:-1]], activation="logistic", max_iter=1)
    # Several labels at once, so that outputs are sigmoids.
    targets = np.eye(len(layers[-1][1]), dtype=int)
    network.fit(np.resize(rows[:, 0], (len(targets), rows.shape[2])), targets)
    network.coefs_ = [weight.T for weight, _ in layers]
    network.intercepts_ = [bias for _, bias in layers]
    return [lambda row=row: network.predict_proba(row) for row in rows]


def data(width):
    return np.random.default_rng(0).random((ROWS, 1, width), dtype=np.float32)


def measure(calls, seconds):
    """The nanoseconds of a call, the best of some repetitions of at least ten milliseconds."""
    start, best = time.perf_counter(), float("inf")
    repeat = 1
    while True:
        begin = time.perf_counter()
        for _ in range(repeat):
            for call in calls:
                call()
        found = time.perf_counter() - begin
        if found < 0.01:
            repeat *= 2
            continue
        best = min(best, found / repeat / len(calls))
        if time.perf_counter() - start >= seconds:
            return 1e9 * best


def main():
    peer, model, seconds = sys.argv[1:]
    calls = {"onnxruntime": onnxruntime, "pytorch": pytorch, "scikit-learn": scikit_learn}[peer](model)
    for call in calls:
        call()
    for _ in sys.stdin:
        print(measure(calls, float(seconds)), flush=True)


if __name__ == "__main__":
    main()
