#!/usr/bin/env python3
"""Compares bpnet-bench's kernels with NumPy (OpenBLAS), PyTorch (MKL) and oneDNN, on one core.

    kernels.py BPNET_BENCH gemm [--dtype f32|f64] [--rounds N] [--shapes MxKxN,…]
    kernels.py BPNET_BENCH map  [--dtype f32|f64] [--rounds N] [--counts N,…]

Each round measures every library once for each case, one after the other, so that a machine whose speed
drifts treats all alike; each measurement is the best of up to 15 repetitions of 20 ms, in our program as
here. Printed are medians over the rounds, and ours divided by the best peer's. The forms are those of
back-propagation: nn is the forward product, nt passes errors on, tn is the weight gradient; a transposed
operand lies in memory as a view. oneDNN is called as a linear layer without bias, which is nt alone.

Functions are measured over several counts of elements, since ours is called from Swift and PyTorch's from
Python, which takes about a microsecond a call: much of the time at 4,096 elements, little at 32,768.
1,048,576 elements are more than the second-level cache holds. Softmax works on rows of 10.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import torch

torch.set_num_threads(1)

SHAPES = (
    "16x10x10,32x64x32,64x128x10,1x784x128,32x784x30,128x784x128,256x784x512,128x512x512,"
    "512x512x512,1024x1024x1024,2048x2048x2048"
)
COUNTS = "4096,32768,1048576"
TORCH = {"f32": torch.float32, "f64": torch.float64}


def seconds_per_call(call, repetitions=15, at_least=0.02, least_repetitions=3, budget=1.0):
    """The best of as many repetitions as bpnet-bench makes, each as long as there."""
    call()
    count = 1
    while True:
        start = time.perf_counter()
        for _ in range(count):
            call()
        elapsed = time.perf_counter() - start
        if elapsed >= at_least:
            break
        count = max(count + 1, int(count * at_least / max(elapsed, 1e-9) * 1.2))
    found, begin = [], time.perf_counter()
    while len(found) < repetitions:
        if len(found) >= least_repetitions and time.perf_counter() - begin >= budget:
            break
        start = time.perf_counter()
        for _ in range(count):
            call()
        found.append((time.perf_counter() - start) / count)
    return min(found)


def ours(arguments):
    environment = dict(os.environ)
    output = subprocess.run(
        arguments + ["--json"], check=True, capture_output=True, text=True, env=environment
    )
    return json.loads(output.stdout.splitlines()[-1])


def stored(rows, columns, transposed, dtype):
    """A rows × columns matrix at a cache line, as ours; where transposed, its transpose is what lies in
    memory row by row."""
    shape = (columns, rows) if transposed else (rows, columns)
    matrix = torch.randn(shape, dtype=TORCH[dtype], generator=torch.Generator().manual_seed(0))
    return matrix.T if transposed else matrix


def gemm_cases(shapes, dtype):
    for shape in shapes:
        m, k, n = (int(size) for size in shape.split("x"))
        for form in ("nn", "nt", "tn"):
            a, b = stored(m, k, form[0] == "t", dtype), stored(k, n, form[1] == "t", dtype)
            c = torch.empty((m, n), dtype=TORCH[dtype])
            na, nb, nc = a.numpy(), b.numpy(), torch.empty_like(c).numpy()
            peers = {
                "NumPy": lambda a=na, b=nb, c=nc: np.matmul(a, b, out=c),
                "PyTorch": lambda a=a, b=b, c=c: torch.mm(a, b, out=c),
            }
            if dtype == "f32" and form == "nt" and hasattr(torch.ops.mkldnn, "_linear_pointwise"):
                # The weights of a linear layer are n×k: what b is a view of.
                linear = torch.ops.mkldnn._linear_pointwise
                peers["oneDNN"] = lambda x=a, w=b.T, f=linear: f(x, w, None, "none", [], "")
            mine = ["gemm", "--shape", shape, "--transpose", form, "--dtype", dtype]
            yield f"{shape} {form}", 2 * m * k * n / 1e9, peers, mine, "gflops"


def map_calls(dtype, count):
    """PyTorch's calls by our names of the functions, for so many elements drawn as ours are."""
    generator = torch.Generator().manual_seed(0)
    x = torch.empty(count, dtype=TORCH[dtype]).uniform_(-8, 8, generator=generator)
    out = torch.empty_like(x)
    rows = x[: count // 10 * 10].view(-1, 10)
    rows_out = torch.empty_like(rows)
    return {
        "sigmoid": lambda: torch.sigmoid(x, out=out),
        "tanh": lambda: torch.tanh(x, out=out),
        "relu": lambda: torch.clamp_min(x, 0, out=out),
        "softmax": lambda: torch.softmax(rows, 1, out=rows_out),
    }


def map_cases(counts, dtype):
    calls = {count: map_calls(dtype, count) for count in counts}
    for name in calls[counts[0]]:
        for count in counts:
            elements = count // 10 * 10 if name == "softmax" else count
            mine = ["map", "--function", name, "--count", str(elements), "--dtype", dtype]
            case = f"{name}, {elements:,} elements"
            yield case, elements / 1e9, {"PyTorch": calls[count][name]}, mine, "gelem_per_s"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("kind", choices=["gemm", "map"])
    parser.add_argument("--dtype", choices=["f32", "f64"], default="f32")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shapes", default=SHAPES)
    parser.add_argument("--counts", default=COUNTS)
    options = parser.parse_args()
    if options.kind == "gemm":
        cases = list(gemm_cases(options.shapes.split(","), options.dtype))
    else:
        cases = list(map_cases([int(count) for count in options.counts.split(",")], options.dtype))

    figures = [{} for _ in cases]
    for _ in range(options.rounds):
        for (name, work, peers, mine, key), found in zip(cases, figures):
            found.setdefault("BPNet", []).append(ours([options.binary] + mine)[key])
            for peer, call in peers.items():
                found.setdefault(peer, []).append(work / seconds_per_call(call))

    unit = "GFLOP/s" if options.kind == "gemm" else "Gelem/s"
    peers = list(dict.fromkeys(peer for found in figures for peer in found if peer != "BPNet"))
    print(f"| {options.dtype}, {unit} | BPNet | {' | '.join(peers)} | BPNet / best peer |")
    print("|---" * (len(peers) + 3) + "|")
    for (name, *_), found in zip(cases, figures):
        medians = {library: statistics.median(values) for library, values in found.items()}
        best = max(medians[peer] for peer in peers if peer in medians)
        cells = [f"{medians[peer]:.3g}" if peer in medians else "–" for peer in peers]
        print(f"| {name} | {medians['BPNet']:.3g} | {' | '.join(cells)} | {medians['BPNet'] / best:.2f} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
