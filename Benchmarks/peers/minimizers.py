"""Minimises the loss of one network from the same weights with bpnet and with SciPy, in f64.

    python3 Benchmarks/peers/minimizers.py [BPNET]

A 1-4-1 network is trained on y = sin(x) + 0.5 sin(3x), with so much weight decay that there is one optimum to
reach from anywhere, by bpnet's optimisers and by scipy.optimize.minimize(method="L-BFGS-B"), until neither
makes progress. Prints both losses, penalty included, for ten seeds, and fails if they differ by more than
1e-9 of SciPy's.
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

# Matrices this small are no work for several threads.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy
from scipy.optimize import minimize

from optimizers import read_model

ROOT = Path(__file__).resolve().parents[2]
HIDDEN, DECAY, EPOCHS = 4, 3e-3, 20000
TOLERANCE = 1e-9
X = numpy.linspace(-numpy.pi, numpy.pi, 200)[:, None]
Y = numpy.sin(X) + 0.5 * numpy.sin(3 * X)
NAMES = ["0.weight", "0.bias", "1.weight", "1.bias"]
SHAPES = [(HIDDEN, 1), (HIDDEN,), (1, HIDDEN), (1,)]


def split(vector):
    parts, start = [], 0
    for shape in SHAPES:
        size = int(numpy.prod(shape))
        parts.append(vector[start : start + size].reshape(shape))
        start += size
    return parts


def objective(vector):
    """Mean squared error + DECAY/2 * the weights' squares, and the gradient."""
    w1, b1, w2, b2 = split(vector)
    hidden = numpy.tanh(X @ w1.T + b1)
    residual = hidden @ w2.T + b2 - Y
    value = numpy.mean(residual**2) + 0.5 * DECAY * (numpy.sum(w1**2) + numpy.sum(w2**2))
    delta = 2 * residual / residual.size
    back = (delta @ w2) * (1 - hidden**2)
    gradient = [back.T @ X + DECAY * w1, back.sum(0), delta.T @ hidden + DECAY * w2, delta.sum(0)]
    return value, numpy.concatenate([part.ravel() for part in gradient])


def scipy_minimum(start):
    options = {"maxcor": 10, "maxiter": EPOCHS, "maxfun": 10 * EPOCHS, "ftol": 0, "gtol": 1e-12}
    return minimize(objective, start, jac=True, method="L-BFGS-B", options=options)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bpnet", nargs="?", default=str(ROOT / ".build/release/bpnet"))
    bpnet = parser.parse_args().bpnet
    worst = 0.0
    print("optimizer seed   bpnet             SciPy             epochs/iterations")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "wave.csv"
        rows = [f"{x!r},{y!r}" for x, y in zip(X.ravel().tolist(), Y.ravel().tolist())]
        data.write_text("x,y\n" + "\n".join(rows) + "\n")
        for optimizer in ("lbfgs", "scg", "lm"):
            for seed in range(10):
                common = [
                    bpnet, "train", str(data), "--preset", "classic", "--task", "regress",
                    "--hidden", str(HIDDEN), "--activation", "tanh",
                    "--precision", "f64", "--normalize", "none", "--normalize-target", "none",
                    "--init", "xavier", "--init-bias", "zeros",
                    "--weight-decay", str(DECAY), "--optimizer", optimizer, "--seed", str(seed),
                    "--quiet", "--json",
                ]
                vectors, epochs = [], 0
                for count in (0, EPOCHS):
                    path = f"{folder}/{count}.safetensors"
                    run = subprocess.run(
                        [*common, "--epochs", str(count), "-o", path],
                        check=True, capture_output=True, text=True,
                    )
                    epochs = json.loads(run.stdout)["epochs"]
                    tensors = read_model(path)
                    vectors.append(numpy.concatenate([tensors[name].ravel() for name in NAMES]))
                ours = objective(vectors[1])[0]
                peer = scipy_minimum(vectors[0])
                print(f"{optimizer:10}{seed:4}   {ours:.12f}    {peer.fun:.12f}    {epochs}/{peer.nit}")
                worst = max(worst, abs(ours / peer.fun - 1))
    print(f"largest relative difference: {worst:.1e}")
    if not worst <= TOLERANCE:
        raise SystemExit(f"the optima differ by more than {TOLERANCE}")


if __name__ == "__main__":
    main()
