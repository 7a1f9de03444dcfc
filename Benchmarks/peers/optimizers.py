"""Trains one network from the same weights on the same batches with bpnet and with PyTorch, in f64.

    python3 Benchmarks/peers/optimizers.py [BPNET]

For each optimiser: 200 steps at learning rate 0.005 on the iris data, batches of 15 in the order of the
rows, weight decay 0.01. Prints the relative difference of all weights and biases,
‖ours − theirs‖ / ‖theirs‖, and fails above 1e-10.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

import numpy
import torch

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "Examples/Data/iris.csv"
BATCH, EPOCHS, RATE, DECAY = 15, 20, 0.005, 0.01
TOLERANCE = 1e-10

# The optimiser, bpnet's options, PyTorch's optimiser.
CASES = [
    (
        "sgd",
        ["--optimizer", "sgd", "--momentum", "0"],
        lambda p: torch.optim.SGD(p, RATE, weight_decay=DECAY),
    ),
    (
        "momentum",
        ["--optimizer", "sgd"],
        lambda p: torch.optim.SGD(p, RATE, momentum=0.9, weight_decay=DECAY),
    ),
    (
        "nesterov",
        ["--optimizer", "nesterov"],
        lambda p: torch.optim.SGD(p, RATE, momentum=0.9, nesterov=True, weight_decay=DECAY),
    ),
    ("rmsprop", ["--optimizer", "rmsprop"], lambda p: torch.optim.RMSprop(p, RATE, weight_decay=DECAY)),
    (
        "rmsprop with momentum",
        ["--optimizer", "rmsprop", "--momentum", "0.5"],
        lambda p: torch.optim.RMSprop(p, RATE, momentum=0.5, weight_decay=DECAY),
    ),
    ("adam", ["--optimizer", "adam"], lambda p: torch.optim.Adam(p, RATE, weight_decay=DECAY)),
    ("adamw", ["--optimizer", "adamw"], lambda p: torch.optim.AdamW(p, RATE, weight_decay=DECAY)),
    ("rprop", ["--optimizer", "rprop"], lambda p: torch.optim.Rprop(p, RATE)),
]


def read_model(path):
    """The tensors of a safetensors file, by name."""
    content = Path(path).read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        values = numpy.frombuffer(content[8 + size + start : 8 + size + end], "<f8")
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def load_iris():
    with DATA.open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    labels = sorted({row[-1] for row in rows}, key=lambda label: label.encode())
    inputs = numpy.array([[float(cell) for cell in row[:-1]] for row in rows])
    return torch.tensor(inputs), torch.tensor([labels.index(row[-1]) for row in rows])


def train_peer(tensors, make, decays):
    """PyTorch's weights after all steps; biases are not decayed, as in bpnet."""
    names = ["0.weight", "0.bias", "1.weight", "1.bias"]
    parameters = {name: torch.tensor(tensors[name].copy(), requires_grad=True) for name in names}
    weights = [parameters[name] for name in names if name.endswith("weight")]
    biases = [parameters[name] for name in names if name.endswith("bias")]
    if decays:
        groups = [{"params": weights}, {"params": biases, "weight_decay": 0}]
    else:
        groups = [{"params": weights + biases}]
    optimizer = make(groups)
    inputs, targets = load_iris()
    for _ in range(EPOCHS):
        for start in range(0, len(inputs), BATCH):
            batch = inputs[start : start + BATCH]
            hidden = torch.tanh(batch @ parameters["0.weight"].T + parameters["0.bias"])
            logits = hidden @ parameters["1.weight"].T + parameters["1.bias"]
            loss = torch.nn.functional.cross_entropy(logits, targets[start : start + BATCH])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return {name: parameters[name].detach().numpy() for name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bpnet", nargs="?", default=str(ROOT / ".build/release/bpnet"))
    bpnet = parser.parse_args().bpnet
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, options, make in CASES:
            decays = name != "rprop"
            common = [
                bpnet, "train", str(DATA), "--preset", "classic", "--hidden", "8", "--activation", "tanh",
                "--precision", "f64",
                "--normalize", "none", "--no-shuffle",
                "--batch-size", str(BATCH), "--learning-rate", str(RATE),
                "--weight-decay", str(DECAY if decays else 0), "--seed", "3", "--quiet", *options,
            ]
            models = []
            for epochs in (0, EPOCHS):
                path = f"{folder}/{epochs}.safetensors"
                command = [*common, "--epochs", str(epochs), "-o", path]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                models.append(read_model(path))
            peer = train_peer(models[0], make, decays)
            ours = numpy.concatenate([models[1][key].ravel() for key in peer])
            theirs = numpy.concatenate([value.ravel() for value in peer.values()])
            moved = numpy.linalg.norm(theirs - numpy.concatenate([models[0][key].ravel() for key in peer]))
            difference = numpy.linalg.norm(ours - theirs) / numpy.linalg.norm(theirs)
            worst = max(worst, difference)
            print(f"{name:24}{difference:10.2e}   the weights moved by {moved:.3f}")
    if not worst <= TOLERANCE:
        raise SystemExit(f"the weights differ by more than {TOLERANCE}")


if __name__ == "__main__":
    main()
