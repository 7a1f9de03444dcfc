"""Checks that every side of train.py's comparison computes the same thing.

`bpnet train --epochs 0` writes first weights. From these, over the same rows in the same order and batches,
`bpnet train --no-shuffle`, every peer, and plain NumPy in f64 train for some steps. Compared are the weights,
by the length of the difference over the length of the way that they went, and a loss: for BPNet that of the
trained weights, which it prints, for the others the mean over the last epoch's steps.

An f32 weight near 0.1 is rounded by some 4e-9 at each step, and goes some 1e-3 in all; sums over hundreds
of inputs add as much again. What is right thus agrees to about 1e-6 of the way (1e-5 for the widest network,
which is given two short batches), and what is wrong (a learning rate off by one per cent, gradients from
updated weights, another order of the rows) parts by 1e-2 and more: 1e-4 lies between. BPNet in f64 takes the
same steps as NumPy in f64 up to rounding near 1e-15: 1e-12.
"""
import json
import os
import struct
import subprocess
import tempfile

import numpy as np

from train_numpy import Backpropagation
from train_workloads import make_data

TOLERANCE = {"f32": 1e-4, "f64": 1e-12}
TYPES = {"F32": np.float32, "F64": np.float64}


def small(workload):
    """The workload with few samples, steps that move the weights, and for large networks small batches."""
    batch = min(workload.batch, 16) if workload.parameter_count > 1_000_000 else workload.batch
    batches = 2 if workload.parameter_count > 1_000_000 else 20 if batch == 1 else 4
    return workload.replaced(batch=batch, samples=batches * batch, learning_rate=0.1)


class BPNetTrainer:
    """`bpnet train` on one data file."""

    def __init__(self, binary, workload, data, threads, folder):
        self.workload, self.folder = workload, folder
        self.path = os.path.join(folder, "data.csv")
        inputs, targets = data
        first = workload.layers[0] + 1
        self.is_classifier = workload.loss == "cross-entropy"
        if self.is_classifier:
            targets = targets.argmax(1, keepdims=True)
        np.savetxt(self.path, np.hstack([inputs, targets]), fmt="%.17g", delimiter=",")
        self.arguments = [
            binary, "train", self.path, "--preset", "classic", "--no-header",
            "--target", f"{first}-{first + targets.shape[1] - 1}",
            "--task", "classify" if self.is_classifier else "regress", "--normalize", "none",
            "--hidden", ",".join(map(str, workload.layers[1:-1])),
            "--activation", ",".join(workload.activations[:-1]), "--output", workload.activations[-1],
            "--loss", workload.loss, "--optimizer", workload.optimizer, "--momentum", repr(workload.momentum),
            "--learning-rate", repr(workload.learning_rate), "--batch-size", str(workload.batch),
            "--no-shuffle", "--seed", "7", "--threads", str(threads), "--quiet", "--json",
        ]
        if not self.is_classifier:
            self.arguments += ["--normalize-target", "none"]

    def train(self, epochs, precision):
        """The loss of the trained weights, and the weights."""
        model = os.path.join(self.folder, "model.safetensors")
        arguments = self.arguments + ["--epochs", str(epochs), "--precision", precision, "-o", model]
        result = subprocess.run(arguments, capture_output=True, text=True)
        if result.returncode != 0:
            raise RuntimeError(result.stderr.strip())
        tensors = read_safetensors(model)
        count = len(self.workload.layers) - 1
        weights = [(tensors[f"{k}.weight"].T, tensors[f"{k}.bias"]) for k in range(count)]
        return json.loads(result.stdout.splitlines()[-1])["train_loss"], weights


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        body = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(body[start:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def flat(weights):
    return np.concatenate([part.ravel().astype(np.float64) for layer in weights for part in layer])


class Reference:
    """Plain NumPy in f64, from given first weights."""

    def __init__(self, data, first, epochs):
        self.data, self.first, self.epochs = data, first, epochs
        self.known = {}

    def run(self, workload):
        if workload not in self.known:
            network = Backpropagation(workload, *self.data, self.first, np.float64)
            for _ in range(self.epochs):
                loss = network.epoch(with_loss=True)
            self.known[workload] = (flat(network.weights), loss, network.loss())
        return self.known[workload]

    def difference(self, workload, loss, weights, is_final):
        """How far weights are off, as a part of the way that they went, and a loss, as a part of it.

        `is_final` says that it is the loss of the trained weights.
        """
        expected, epoch_loss, final_loss = self.run(workload)
        expected_loss = final_loss if is_final else epoch_loss
        way = np.linalg.norm(expected - flat(self.first))
        found = flat(weights)
        off = np.linalg.norm(found - expected) / way if np.isfinite(found).all() else float("inf")
        return off, None if loss is None else abs(loss - expected_loss) / abs(expected_loss)


def check(workload, bpnet, workers, threads, report):
    """Whether all sides agree; `report` is told what each did."""
    workload = small(workload)
    if len(workload.layers) == 2:
        report("not checked: bpnet train has at least one hidden layer")
        return True
    data, epochs, agree = make_data(workload), 3, True

    def judge(name, trained, loss, weights, precision="f32", is_final=False):
        nonlocal agree
        off, loss_off = reference.difference(trained, loss, weights, is_final)
        note = "" if trained == workload else ", against its own variant"
        good = off <= TOLERANCE[precision] and (loss_off or 0) <= TOLERANCE[precision]
        agree = agree and good
        losses = "" if loss_off is None else f", loss by {loss_off:.1g}"
        verdict = "" if good else ": NOT THE SAME"
        report(f"{name}: weights off by {off:.1g} of their way{losses}{note}{verdict}")

    with tempfile.TemporaryDirectory() as folder:
        ours = BPNetTrainer(bpnet, workload, data, threads, folder)
        for precision in ("f64", "f32"):
            _, first = ours.train(0, precision)
            reference = Reference(data, first, epochs)
            judge(f"BPNet {precision}", workload, *ours.train(epochs, precision), precision, is_final=True)
    for name, worker in workers.items():
        kind, answer = worker.call("train", workload, data, first, epochs)
        if kind != "done":
            report(f"{name}: {kind}: {answer}")
            continue
        judge(name, *answer)
    return agree
