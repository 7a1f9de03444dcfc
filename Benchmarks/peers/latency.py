#!/usr/bin/env python3
"""Compares the time of a prediction for one row with other libraries.

    latency.py [--bpnet PATH] [--bench PATH] [--rounds N] [--core N] [--json]

The same networks of sigmoids, in single precision, without scaling: by `Predictor` (bpnet-bench predict), the
exported C and other libraries. In each round all sides are measured in turn on one core, each round
beginning with another one; a figure is the best repetition of its round, and the table has the medians of the
rounds. What is not installed is left out, which is said.
The exit code is 1 if `Predictor` or exported C is not ahead of all
others.
"""
import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LAYERS = [(4, 8, 3), (64, 32, 10), (784, 128, 10)]
BUILDS = {"C, gcc -O2": ["-O2"], "C, gcc -O3 -march=native": ["-O3", "-march=native"]}
PEERS = {"onnxruntime": "onnxruntime", "PyTorch": "torch", "scikit-learn": "sklearn"}
ROUND_SECONDS = 0.15


class Side:
    """A program that measures for each line it is given, or is started for each round."""

    def __init__(self, name, command, is_ours, waits=True):
        self.name, self.command, self.is_ours, self.waits = name, command, is_ours, waits
        self.figures = []
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) if waits else None

    def measure(self):
        if self.waits:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit(f"{self.name} ended")
            self.figures.append(float(line))
        else:
            output = subprocess.run(self.command, check=True, capture_output=True, text=True).stdout
            self.figures.append(json.loads(output)["nanoseconds"])

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()


def make_model(bpnet, folder, layers):
    """A model with random weights, and what is exported of it; returns the path without an ending."""
    path = os.path.join(folder, "-".join(map(str, layers)))
    data = path + ".csv"
    columns = [f"x{i}" for i in range(layers[0])] + [f"y{i}" for i in range(layers[-1])]
    with open(data, "w", encoding="utf-8") as file:
        file.write(",".join(columns) + "\n")
        for row in range(8):
            file.write(",".join(str((row * 31 + i * 17) % 97 / 96) for i in range(len(columns))) + "\n")
    subprocess.run(
        [bpnet, "train", data, "--task", "regress", "--target", ",".join(columns[layers[0]:]), "--preset",
         "classic", "--hidden", ",".join(map(str, layers[1:-1])), "--activation", "sigmoid", "--output",
         "sigmoid", "--normalize", "none", "--normalize-target", "none", "--epochs", "0", "--quiet", "-o",
         path + ".safetensors"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for ending in (".c", ".onnx", ".net"):
        subprocess.run([bpnet, "export", path + ".safetensors", "-o", path + ending], check=True)
    return path


def compile_program(path, flags, libraries):
    subprocess.run(
        ["gcc"] + flags + ["-o", path, os.path.join(HERE, "latency.c")] + libraries + ["-lm"], check=True)


def sides_of(options, folder, layers):
    model = make_model(options.bpnet, folder, layers)
    pin = ["taskset", "-c", str(options.core)] if shutil.which("taskset") else []
    sides = [Side(
        "Predictor", pin + [options.bench, "predict", model + ".safetensors", "--seconds", str(ROUND_SECONDS),
                            "--json"], True, waits=False)]
    for index, (name, flags) in enumerate(BUILDS.items()):
        program, objects = f"{model}-{index}", f"{model}-{index}.o"
        subprocess.run(["gcc", "-std=c99", "-c"] + flags + [model + ".c", "-o", objects], check=True)
        compile_program(program, flags + [f'-DMODEL_FILE="{model}.c"', objects], [])
        sides.append(Side(name, pin + [program, str(ROUND_SECONDS)], True))
    if os.path.exists("/usr/include/floatfann.h"):
        program = model + "-fann"
        compile_program(program, ["-O2", f'-DFANN_FILE="{model}.net"'], ["-lfloatfann"])
        sides.append(Side("FANN", pin + [program, str(ROUND_SECONDS)], False))
    else:
        print("FANN is not installed (libfann-dev)", file=sys.stderr)
    for name, package in PEERS.items():
        if importlib.util.find_spec(package):
            worker = [sys.executable, os.path.join(HERE, "latency_worker.py"), name.lower()]
            sides.append(Side(name, pin + worker + [model, str(ROUND_SECONDS)], False))
        else:
            print(f"{name} is not installed", file=sys.stderr)
    return sides


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bpnet", default=".build/release/bpnet")
    parser.add_argument("--bench", default=".build/release/bpnet-bench")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    table, is_behind = {}, False
    for layers in LAYERS:
        with tempfile.TemporaryDirectory() as folder:
            sides = sides_of(options, folder, layers)
            for number in range(options.rounds):
                turn = number % len(sides)
                for side in sides[turn:] + sides[:turn]:
                    side.measure()
            for side in sides:
                side.close()
                table.setdefault(side.name, []).append(statistics.median(side.figures))
            ours = max(statistics.median(side.figures) for side in sides if side.is_ours)
            others = [statistics.median(side.figures) for side in sides if not side.is_ours]
            is_behind |= bool(others) and ours >= min(others)
    if options.json:
        names = ["-".join(map(str, layers)) for layers in LAYERS]
        print(json.dumps({side: dict(zip(names, figures)) for side, figures in table.items()}))
    else:
        print("| ns for one row | " + " | ".join("-".join(map(str, layers)) for layers in LAYERS) + " |")
        print("|---|" + "--:|" * len(LAYERS))
        for side, figures in table.items():
            print(f"| {side} | " + " | ".join(f"{figure:,.0f}" for figure in figures) + " |")
    sys.exit(1 if is_behind else 0)


if __name__ == "__main__":
    main()
