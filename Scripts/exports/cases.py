"""Small random models of every task, and what `bpnet predict` says of some rows."""
import csv
import itertools
import json
import math
import os
import random
import subprocess

ACTIVATIONS = [
    "sigmoid", "sigmoid:2.5", "tanh", "relu", "leaky-relu", "leaky-relu:0.2", "prelu", "prelu:-0.2", "elu",
    "elu:0.7", "softplus", "gelu", "gelu-tanh", "silu", "linear", "hard-limit",
]
OUTPUTS = ["linear", "sigmoid", "tanh", "relu", "softplus", "elu:0.5", "gelu", "silu", "prelu"]
TASKS = [
    "classes", "two classes", "labels", "numbers", "counts", "missing", "words", "autoencode", "forecast",
]
LABELS = ["a", "b \"b\"", "é??/"]
ROWS = 40


class Case:
    """A model, rows in the data's own units, and what is predicted for them."""

    def __init__(self, name, folder, task, precision):
        self.name, self.task, self.precision = name, task, precision
        self.model = os.path.join(folder, f"{name}.safetensors")
        self.data = os.path.join(folder, f"{name}.csv")
        # The cells of each row: numbers, words, and None for what is missing.
        self.rows = []
        # For each row the predicted numbers, and the labels if the task has any.
        self.expected, self.labels = [], []

    def __str__(self):
        return f"{self.name} ({self.task}, {self.precision}, {self.description})"


def number(generator):
    return generator.gauss(0.5, 1) * 10 ** generator.randint(-2, 1)


def table(task, generator):
    """The header, the rows, the number of input columns, and the options of training."""
    width = generator.randint(2, 6)
    names = [f"x{i}" for i in range(width)]
    rows = [[number(generator) for _ in names] for _ in range(ROWS)]
    if task in ("autoencode", "forecast"):
        options = ["--task", task]
        if task == "forecast":
            options += ["--target", ",".join(names), "--window", str(generator.randint(1, 4)), "--horizon",
                        str(generator.randint(1, 3))]
        return names, rows, width, options
    if task == "words":
        names += ["color", "is new"]
        for i, row in enumerate(rows):
            row += [["red", "blue?", "grün"][i % 3], ["Yes", "no"][i // 2 % 2]]
            if i % 7 == 5:
                row[generator.choice([0, width, width + 1])] = None
    if task == "missing":
        for row in rows[::3]:
            row[generator.randrange(width)] = None
    targets = {
        "classes": [lambda i: LABELS[i % 3]], "words": [lambda i: LABELS[i % 3]],
        "two classes": [lambda i: str(3 + 4 * (i % 2))],
        "labels": [lambda i: LABELS[i % 2], lambda i: str(i // 2 % 2)],
        "numbers": [lambda i: 5 * number(generator), lambda i: 300 + number(generator)],
        "missing": [lambda i: 5 * number(generator)], "counts": [lambda i: i % 5],
    }[task]
    count = len(names)
    names += [f"y{i}" for i in range(len(targets))]
    for i, row in enumerate(rows):
        row += [target(i) for target in targets]
    options = ["--target", ",".join(names[count:])]
    options += {
        "two classes": ["--output", "sigmoid"], "numbers": ["--task", "regress"],
        "missing": ["--task", "regress", "--missing", "mean"], "words": ["--missing", "mean"],
        "labels": ["--task", "classify"], "counts": ["--task", "regress", "--loss", "poisson"],
    }.get(task, [])
    return names, rows, count, options


def network(activations, generator):
    """Options for hidden layers, of sizes that have all kinds of remainders."""
    if not activations:
        return ["--hidden", "none"]
    sizes = [str(generator.choice([1, 2, 3, 5, 7, 8, 13, 16, 17, 31, 40])) for _ in activations]
    return ["--hidden", ",".join(sizes), "--activation", ",".join(activations)]


def make(bpnet, folder, name, task, activations, precision, generator, output=None):
    """Trains a model and asks for its predictions."""
    case = Case(name, folder, task, precision)
    header, rows, input_count, options = table(task, generator)
    with open(case.data, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    options += network(activations, generator)
    if output and task in ("numbers", "missing", "autoencode", "forecast"):
        options += ["--output", output]
    if generator.random() < 0.3:
        options += ["--normalize", generator.choice(["none", "minmax11"])]
    case.description = " ".join(options)
    subprocess.run(
        [bpnet, "train", case.data, "--preset", "classic", "--optimizer", "adam", "--learning-rate", "0.01",
         "--epochs", "0" if "hard-limit" in activations else "40", "--init-bias", "gaussian", "--seed",
         str(generator.randrange(99)), "--precision", precision, "--quiet", "--progress", "none",
         "-o", case.model] + options,
        check=True, stdout=subprocess.DEVNULL)
    width, window = input_count, 1
    if task == "forecast":
        window = int(options[options.index("--window") + 1])
    inputs = [row[:width] for row in rows]
    case.rows = [sum(inputs[i:i + window], []) for i in range(len(inputs) - window + 1)]
    read_predictions(bpnet, case)
    return case


def read_predictions(bpnet, case):
    """The predictions of `bpnet predict --json`, which has all digits."""
    output = subprocess.run(
        [bpnet, "predict", case.model, case.data, "--json"], check=True, capture_output=True).stdout
    for line in output.decode().splitlines():
        values = list(json.loads(line).items())
        case.labels.append([value for _, value in values if isinstance(value, str)])
        case.expected.append([value for _, value in values if not isinstance(value, str)])
    assert len(case.expected) == len(case.rows), case


def random_cases(bpnet, folder, count, seed):
    """`count` models: every task, precision, activation and depth comes round."""
    generator = random.Random(seed)
    tasks, activations = itertools.cycle(TASKS), itertools.cycle(ACTIVATIONS)
    outputs = itertools.cycle([None] + OUTPUTS)
    for index in range(count):
        depth = (index // 2 + index // 9) % 5
        functions = [next(activations) for _ in range(depth)]
        yield make(
            bpnet, folder, f"m{index}", next(tasks), functions, ["f32", "f64"][(index // 9 + index) % 2],
            generator, next(outputs))


def all_cases(bpnet, folder, seed):
    """Every task with every activation, each in one to four hidden layers and both precisions."""
    generator = random.Random(seed)
    outputs = itertools.cycle([None] + OUTPUTS)
    index = 0
    for task, activation, precision in itertools.product(TASKS, ACTIVATIONS, ["f32", "f64"]):
        depth = index % 4 + 1
        functions = [activation] + [generator.choice(ACTIVATIONS) for _ in range(depth - 1)]
        generator.shuffle(functions)
        yield make(
            bpnet, folder, f"m{index}", task, functions, precision, generator, next(outputs))
        index += 1


def is_missing(cell):
    return cell is None or (isinstance(cell, float) and math.isnan(cell))
