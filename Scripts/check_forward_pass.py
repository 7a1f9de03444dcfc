#!/usr/bin/env python3
"""Compares `bpnet predict`, and of an autoencoder `bpnet encode`, with a forward pass in NumPy that knows
nothing but the model file.

    check_forward_pass.py BPNET MODEL DATA.csv

Reads the safetensors container by hand, scales the inputs as the metadata say, multiplies with
0.weight, 1.weight, …, takes the slope of PReLU from 0.slope, … and compares every number. Exits with 1
when one differs by more than 1e-6 of the scale of its column (f32, for hidden layers 1e-5) or 1e-12 (f64).
"""
import csv
import io
import json
import struct
import subprocess
import sys

import numpy as np

TYPES = {"F32": np.float32, "F64": np.float64}


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        body = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(body[start:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return json.loads(metadata["bpnet"]), tensors


def activate(name, z, slope):
    name, _, argument = name.partition(":")
    if name == "linear":
        return z
    if name == "sigmoid":
        return 1 / (1 + np.exp(-float(argument or 1) * z))
    if name == "tanh":
        return np.tanh(z)
    if name == "relu":
        return np.maximum(z, 0)
    if name == "prelu":
        return np.where(z > 0, z, slope * z)
    if name == "softmax":
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
    raise SystemExit(f"an activation that this script does not know: {name}")


def layer_outputs(model, tensors, rows):
    """The outputs of each layer."""
    columns = model["preprocessing"]["inputs"]
    x = np.array([[float(row[c["position"]]) for c in columns] for row in rows])
    x = (x - [c["scaling"]["offset"] for c in columns]) / [c["scaling"]["scale"] for c in columns]
    outputs = []
    for index, layer in enumerate(model["layers"]):
        weight = tensors[f"{index}.weight"].astype(np.float64)
        z = x @ weight.T + tensors[f"{index}.bias"]
        x = activate(layer["activation"], z, tensors.get(f"{index}.slope"))
        outputs.append(x)
    return outputs


def predict(model, x):
    """What the outputs of the last layer mean."""
    if "labels" not in model["preprocessing"]:
        targets = model["preprocessing"]["targets"]
        x = x * [c["scaling"]["scale"] for c in targets] + [c["scaling"]["offset"] for c in targets]
    return x


def run(*arguments):
    output = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return list(csv.reader(io.StringIO(output.stdout)))[1:]


def agrees(name, found, expected, tolerance):
    found = np.array(found, dtype=np.float64)
    assert found.shape == expected.shape, (found.shape, expected.shape)
    scale = np.maximum(1, np.abs(expected).max(axis=0))
    difference = (np.abs(found - expected) / scale).max()
    rows, columns = expected.shape
    print(
        f"{name}: {rows} rows of {columns} numbers, "
        f"largest difference {difference:.2g} (at most {tolerance})"
    )
    return difference <= tolerance


def main():
    binary, model_path, data_path = sys.argv[1:]
    model, tensors = read_safetensors(model_path)
    with open(data_path, newline="") as file:
        rows = list(csv.reader(file))
    if model["preprocessing"]["hasHeader"]:
        rows = rows[1:]
    outputs = layer_outputs(model, tensors, rows)
    expected = predict(model, outputs[-1])

    predicted = run(binary, "predict", model_path, data_path)
    labels = model["preprocessing"].get("labels")
    if labels is not None:
        wrong = [i for i, row in enumerate(predicted) if row[0] != labels[int(np.argmax(expected[i]))]]
        assert not wrong, f"other classes in rows {wrong[:5]}"
        predicted = [row[1:] for row in predicted]
    is_single = model["precision"] == "f32"
    is_right = agrees("predict", predicted, expected, 1e-6 if is_single else 1e-12)
    if model["preprocessing"].get("details", {}).get("kind") == "autoencode":
        for layer, code in enumerate(outputs[:-1], start=1):
            found = run(binary, "encode", model_path, data_path, "--layer", str(layer))
            is_right &= agrees(f"encode --layer {layer}", found, code, 1e-5 if is_single else 1e-12)
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
