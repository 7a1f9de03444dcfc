#!/usr/bin/env python3
"""Measures what checkpoints cost: Scripts/checkpoint-cost.py [--bpnet BPNET] [--pairs N] [--seconds S]

Trains 784-512-512-10 on made data (bytes, ten classes, batches of 128, one thread) for one number of epochs,
about S seconds long, with ten checkpoints a second and with one at the end alone, alternately, N times each.
A checkpoint costs what the time of the processor differs by, over the number of further checkpoints: medians,
since other programs move single figures, and so many checkpoints, since those of one each second cost less
than that. Exit 1 when one each second takes 2 % of the time or more.
"""
import argparse
import json
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS, LIMIT = 12_800, 2.0


def write_data(folder):
    generator = random.Random(1)
    images, labels = folder / "images.idx", folder / "labels.idx"
    images.write_bytes(struct.pack(">4B2I", 0, 0, 8, 2, ROWS, 784) + generator.randbytes(ROWS * 784))
    classes = bytes(generator.randrange(10) for _ in range(ROWS))
    labels.write_bytes(struct.pack(">4BI", 0, 0, 8, 1, ROWS) + classes)
    return ["train", str(images), "--labels", str(labels), "--hidden", "512,512", "--batch-size", "128"]


def run(bpnet, data, folder, epochs, interval=None):
    """Seconds of the processor, the number of checkpoints, and what `--json` prints."""
    words = [bpnet, *data, "--preset", "classic", "--threads", "1", "--epochs", str(epochs)]
    words += ["--json", "--quiet", "-o", str(folder / "m.safetensors")]
    with tempfile.TemporaryDirectory(dir=folder) as checkpoints:
        if interval:
            words += ["--checkpoint", checkpoints, "--checkpoint-every", interval, "--keep", "1000"]
        before = os.times()
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        after = os.times()
        count = len(list(Path(checkpoints).glob("*.safetensors")))
    seconds = sum(after[2:4]) - sum(before[2:4])
    return seconds, count, json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--bpnet", default=str(ROOT / ".build/release/bpnet"))
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    costs = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = write_data(folder)
        speed = run(arguments.bpnet, data, folder, 2)[2]["samples_per_second"]
        epochs = max(2, round(arguments.seconds * speed / ROWS))
        for pair in range(arguments.pairs):
            runs = {}
            for interval in ["0.1s", "100000s"] if pair % 2 == 0 else ["100000s", "0.1s"]:
                runs[interval] = run(arguments.bpnet, data, folder, epochs, interval)
            (often, many, _), (once, few, _) = runs["0.1s"], runs["100000s"]
            if runs["0.1s"][2]["weights_sha256"] != runs["100000s"][2]["weights_sha256"]:
                sys.exit("the weights differ")
            if many <= few:
                sys.exit("there were no checkpoints between: more seconds are needed")
            costs.append((often - once) / (many - few))
            print(f"{often:.2f} s with {many} checkpoints, {once:.2f} s with {few}", flush=True)
    cost = statistics.median(costs)
    print(f"a checkpoint takes {1000 * cost:.1f} ms, {100 * cost:.2f} % of a second")
    sys.exit(1 if 100 * cost >= LIMIT else 0)


main()
