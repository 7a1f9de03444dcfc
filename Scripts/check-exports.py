#!/usr/bin/env python3
"""Compares exported models with `bpnet predict`, each in the program that it is made for.

    check-exports.py BPNET [--all] [--count N] [--seed N] [--formats c,…] [--keep FOLDER]

Trains small random models of every task, depth and activation in both precisions: N of them, or with --all
every task with every activation. Exits with 1 when a prediction differs, and when a program that exports are
made for is missing; PyTorch alone may be missing, which is said.
"""
import argparse
import importlib
import os
import sys
import tempfile

from exports import cases

# The module of each format, which has its consumer.
FORMATS = {
    "c": "c_source", "fixed-point": "c_fixed_point", "swift": "swift_source", "onnx": "onnx_graph",
    "fann": "fann_network", "pytorch": "pytorch_sequential",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("bpnet")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--count", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--keep", help="a folder for the files")
    options = parser.parse_args()
    bpnet = os.path.abspath(options.bpnet)
    failures = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or temporary
        os.makedirs(folder, exist_ok=True)
        models = list(
            cases.all_cases(bpnet, folder, options.seed) if options.all
            else cases.random_cases(bpnet, folder, options.count, options.seed))
        for name in options.formats.split(","):
            consumer = importlib.import_module(f"exports.{FORMATS[name]}")
            failures += consumer.check(bpnet, folder, models, is_short=not options.all)
    print(f"{len(models)} models, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
