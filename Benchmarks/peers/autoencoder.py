#!/usr/bin/env python3
"""Compares a digits autoencoder (hidden layers 64, 16, 64) with PCA of 16 components on rows held back.

    autoencoder.py BPNET [DIGITS.CSV] [--seeds N] [-- OPTIONS OF BPNET TRAIN]

For each seed, divides the rows at random (a quarter is held back), writes both parts as CSV, trains on one by
the command that is printed, and reads the mean squared error of the reconstruction of the other, over all
pixels, from `bpnet evaluate`. scikit-learn's PCA is fitted to the same rows and measured on the same others;
`bpnet encode` and `bpnet predict` are checked to have the right shapes and the same error. Exits with 1 when
PCA is better for a seed.
"""
import argparse
import csv
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.decomposition import PCA

OPTIONS = (
    "--task autoencode --ignore digit --hidden 64,16,64 --activation tanh --normalize minmax11"
    " --optimizer nesterov --learning-rate 0.2 --batch-size 16 --epochs 400"
)
CODE_SIZE = 16
HELD_PART = 0.25


def read(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], np.array(rows[1:], dtype=float)


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows.astype(int).tolist())


def run(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def compare(binary, header, rows, seed, options, folder):
    order = np.random.default_rng(seed).permutation(len(rows))
    held_count = round(HELD_PART * len(rows))
    held, training = rows[order[:held_count]], rows[order[held_count:]]
    write(f"{folder}/train.csv", header, training)
    write(f"{folder}/held.csv", header, held)
    model = f"{folder}/autoencoder.safetensors"
    options = [*options, "--preset", "classic", "--seed", str(seed), "--quiet"]
    run(binary, "train", f"{folder}/train.csv", *options, "-o", model)
    ours = json.loads(run(binary, "evaluate", model, f"{folder}/held.csv", "--json"))["mse"]
    run(binary, "predict", model, f"{folder}/held.csv", "-o", f"{folder}/reconstruction.csv")
    run(binary, "encode", model, f"{folder}/held.csv", "-o", f"{folder}/code.csv")
    pixels, held_pixels = training[:, :-1], held[:, :-1]
    names, reconstruction = read(f"{folder}/reconstruction.csv")
    code_names, code = read(f"{folder}/code.csv")
    assert names == header[:-1] and code_names == [f"code_{i + 1}" for i in range(CODE_SIZE)]
    assert code.shape == (held_count, CODE_SIZE)
    # evaluate compares with pixels as the network sees them, in f32.
    assert abs(np.mean((reconstruction - held_pixels) ** 2) / ours - 1) < 1e-6
    pca = PCA(CODE_SIZE, svd_solver="full").fit(pixels)
    theirs = np.mean((pca.inverse_transform(pca.transform(held_pixels)) - held_pixels) ** 2)
    return ours, theirs


def main():
    arguments, options = sys.argv[1:], shlex.split(OPTIONS)
    if "--" in arguments:
        place = arguments.index("--")
        arguments, options = arguments[:place], arguments[place + 1 :]
    parser = argparse.ArgumentParser()
    parser.add_argument("bpnet")
    default = pathlib.Path(__file__).resolve().parents[2] / "Examples/Data/digits.csv"
    parser.add_argument("digits", nargs="?", default=default)
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args(arguments)
    header, rows = read(given.digits)
    print("bpnet train train.csv", *options, "-o autoencoder.safetensors")
    better = True
    for seed in range(given.seeds):
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = compare(given.bpnet, header, rows, seed, options, folder)
        print(f"seed {seed}: autoencoder {ours:.4f}, PCA {theirs:.4f}, ratio {ours / theirs:.3f}")
        better = better and ours < theirs
    sys.exit(0 if better else 1)


if __name__ == "__main__":
    main()
