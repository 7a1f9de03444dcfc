"""Measures how good results are with nothing but a file given, against scikit-learn's networks.

    python3 Benchmarks/defaults.py [--bpnet BPNET] [--only SET,…] [--seeds N] [--candidate 'NAME: OPTIONS'] …

Each data set is split by each seed into 75 % for training and 25 % held out (stratified for classes). The
same rows go to `bpnet train` with the options of each candidate and to MLPClassifier or MLPRegressor with
their own defaults, after StandardScaler. Without `--candidate` the candidates are `default` (no option at
all) and `classic` (--preset classic). A result is the accuracy, or R² as the mean over the targets, on the
rows held out; the table has medians over the seeds. Times are those of whole processes of `bpnet train`,
reading and writing included, and of scikit-learn's `fit` alone. Needs scikit-learn and NumPy.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy
from further_sets import FURTHER_SETS
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).resolve().parents[1]
CANDIDATES = ["default:", "classic: --preset classic"]
# How far the first candidate may be below the better of scikit-learn and `classic`.
MARGINS = {"classify": 0.005, "regress": 0.01}
MAXIMUM_TIME_RATIO = 0.25


def random(seed=7):
    return numpy.random.default_rng(seed)


def classes(rows, columns, **options):
    informative = options.pop("informative", columns // 2)
    return datasets.make_classification(
        rows, columns, n_informative=informative, n_redundant=0, random_state=3, **options
    )


def logistic_rows(rows, columns):
    generator = random()
    inputs = generator.normal(size=(rows, columns))
    scores = inputs @ generator.normal(size=columns)
    return inputs, (generator.uniform(size=rows) < 1 / (1 + numpy.exp(-scores))).astype(int)


def counts(rows, columns):
    generator = random()
    inputs = generator.uniform(-1, 1, (rows, columns))
    rates = numpy.exp(1 + inputs[:, 0] + numpy.sin(3 * inputs[:, 1]) - inputs[:, 2] * inputs[:, 3])
    return inputs, generator.poisson(rates).astype(float)


def sine(rows, noise):
    generator = random()
    inputs = generator.uniform(0, 10, (rows, 1))
    return inputs, numpy.sin(inputs[:, 0]) + generator.normal(0, noise, rows)


def houses(rows):
    generator = random()
    area, rooms = generator.lognormal(4.5, 0.4, rows), generator.integers(1, 7, rows)
    east, north = generator.uniform(-1, 1, (2, rows))
    age, quality = generator.exponential(30, rows), generator.integers(1, 6, rows)
    others = generator.normal(size=(rows, 2))
    price = area * (20 + 10 * numpy.exp(-3 * (east**2 + north**2))) * (0.7 + 0.1 * quality)
    price = price * numpy.exp(-age / 200) + 50 * rooms
    inputs = numpy.column_stack([area, rooms, east, north, age, quality, others])
    return inputs, price * generator.lognormal(0, 0.1, rows)


def noisy_surface(rows, columns):
    generator = random()
    inputs = generator.normal(size=(rows, columns))
    values = numpy.sin(2 * inputs[:, 0]) + inputs[:, 1] * inputs[:, 2] + inputs[:, 3]
    return inputs, values + generator.normal(0, 1, rows)


def spirals(rows, turns, noise):
    generator = random(17)
    kind = numpy.arange(rows) % 2
    angle = numpy.sqrt(generator.uniform(size=rows)) * turns * 2 * numpy.pi
    sign = 1 - 2 * kind
    inputs = numpy.column_stack([sign * angle * numpy.cos(angle), sign * angle * numpy.sin(angle)])
    return inputs + generator.normal(0, noise, (rows, 2)), kind


def board(rows, squares):
    inputs = random(17).uniform(0, squares, (rows, 2))
    return inputs, numpy.floor(inputs).sum(axis=1).astype(int) % 2


def parity(rows, columns):
    inputs = random(17).normal(size=(rows, columns))
    return inputs, (inputs[:, 0] * inputs[:, 1] > 0).astype(int)


def curve(function, rows, low, high, noise=0.0, columns=1):
    generator = random(17)
    inputs = generator.uniform(low, high, (rows, columns))
    return inputs, function(inputs) + generator.normal(0, noise, rows)


def two_targets(rows):
    inputs = random(17).normal(size=(rows, 6))
    values = inputs @ random(18).normal(size=(6, 2)) + random(19).normal(0, 0.5, (rows, 2))
    return inputs, values * [1, 1000]


def part_of(load, columns, target=None):
    """Some columns of a shipped data set, with its own target or another column as one."""
    inputs, targets = load(return_X_y=True)
    return inputs[:, columns], targets if target is None else inputs[:, target]


def shipped(load):
    return lambda: load(return_X_y=True)


# The name, the task, and what makes inputs and targets. The choices of the default preset were made by these.
DATA_SETS = [
    ("iris 150×4", "classify", shipped(datasets.load_iris)),
    ("wine 178×13", "classify", shipped(datasets.load_wine)),
    ("breast cancer 569×30", "classify", shipped(datasets.load_breast_cancer)),
    ("digits 1797×64", "classify", shipped(datasets.load_digits)),
    ("few rows 100×5", "classify", lambda: classes(100, 5, informative=3)),
    ("circles 500×2", "classify", lambda: datasets.make_circles(500, noise=0.1, factor=0.6, random_state=3)),
    ("moons 2000×2", "classify", lambda: datasets.make_moons(2000, noise=0.2, random_state=3)),
    ("logistic 500×10", "classify", lambda: logistic_rows(500, 10)),
    ("noisy labels 400×20", "classify", lambda: classes(400, 20, informative=5, flip_y=0.3)),
    ("noisy labels 3000×10", "classify", lambda: classes(3000, 10, flip_y=0.4)),
    ("wide 300×200", "classify", lambda: classes(300, 200, informative=10)),
    ("imbalanced 6000×20", "classify", lambda: classes(6000, 20, weights=[0.97])),
    ("5 classes 1000×16", "classify", lambda: classes(1000, 16, n_classes=5, flip_y=0.05)),
    ("20 classes 5000×40", "classify", lambda: classes(5000, 40, n_classes=20)),
    ("10 classes 20000×60", "classify", lambda: classes(20000, 60, informative=20, n_classes=10)),
    ("2 classes 50000×20", "classify", lambda: classes(50000, 20, n_clusters_per_class=8)),
    ("diabetes 442×10", "regress", shipped(datasets.load_diabetes)),
    ("linnerud 20×3, 3 targets", "regress", shipped(datasets.load_linnerud)),
    ("sine 100×1", "regress", lambda: sine(100, 0.1)),
    ("friedman1 2000×10", "regress", lambda: datasets.make_friedman1(2000, noise=1, random_state=3)),
    ("friedman2 2000×4", "regress", lambda: datasets.make_friedman2(2000, noise=50, random_state=3)),
    ("friedman3 500×4", "regress", lambda: datasets.make_friedman3(500, noise=0.1, random_state=3)),
    ("linear 1000×30", "regress", lambda: datasets.make_regression(1000, 30, random_state=3)),
    ("linear, noisy 200×50", "regress",
     lambda: datasets.make_regression(200, 50, n_informative=10, noise=100, random_state=3)),
    ("linear 2000×200", "regress", lambda: datasets.make_regression(2000, 200, noise=20, random_state=3)),
    ("noisy surface 300×10", "regress", lambda: noisy_surface(300, 10)),
    ("counts 3000×8", "regress", lambda: counts(3000, 8)),
    ("houses 10000×8", "regress", lambda: houses(10000)),
    ("friedman1 50000×10", "regress", lambda: datasets.make_friedman1(50000, noise=1, random_state=3)),
]  # fmt: skip

# Data sets that no choice was made by, but for `spirals` and `cos 2x`, which led to the deeper candidates.
OTHER_SETS = [
    ("spirals 400×2", "classify", lambda: spirals(400, 1.5, 0.1)),
    ("board 1000×2", "classify", lambda: board(1000, 4)),
    ("signs 600×6", "classify", lambda: parity(600, 6)),
    ("quantiles 1000×5, 3 classes", "classify",
     lambda: datasets.make_gaussian_quantiles(n_samples=1000, n_features=5, n_classes=3, random_state=17)),
    ("hastie 2000×10", "classify", lambda: datasets.make_hastie_10_2(2000, random_state=17)),
    ("moons, noisy 300×2", "classify", lambda: datasets.make_moons(300, noise=0.35, random_state=17)),
    ("circles 200×2", "classify",
     lambda: datasets.make_circles(200, noise=0.05, factor=0.8, random_state=17)),
    ("blobs 300×4, 6 classes", "classify",
     lambda: datasets.make_blobs(300, 4, centers=6, cluster_std=4, random_state=17)),
    ("3 classes 250×8", "classify", lambda: datasets.make_classification(
        250, 8, n_informative=4, n_classes=3, flip_y=0.1, random_state=17)),
    ("near classes 1500×30", "classify", lambda: datasets.make_classification(
        1500, 30, n_informative=10, n_redundant=10, class_sep=0.5, random_state=17)),
    ("rare class 2000×10", "classify", lambda: datasets.make_classification(
        2000, 10, n_informative=5, weights=[0.9], random_state=17)),
    ("4 classes 8000×12", "classify", lambda: datasets.make_classification(
        8000, 12, n_informative=8, n_classes=4, random_state=17)),
    ("cancer, first columns 569×10", "classify",
     lambda: part_of(datasets.load_breast_cancer, slice(10))),
    ("wine, three columns 178×3", "classify", lambda: part_of(datasets.load_wine, slice(3))),
    ("digits, upper half 1797×32", "classify", lambda: part_of(datasets.load_digits, slice(32))),
    ("cos 2x 40×1", "regress", lambda: curve(lambda x: numpy.cos(2 * x[:, 0]), 40, 0, 10)),
    ("steps 300×1", "regress", lambda: curve(lambda x: numpy.floor(x[:, 0]) % 3, 300, 0, 6, 0.1)),
    ("ripple 1000×2", "regress",
     lambda: curve(lambda x: numpy.sin(10 * numpy.hypot(*x.T)), 1000, -1, 1, columns=2)),
    ("bell 150×3, noisy", "regress",
     lambda: curve(lambda x: numpy.exp(-(x**2).sum(axis=1)), 150, -2, 2, 0.1, columns=3)),
    ("friedman1 500×10, noisy", "regress",
     lambda: datasets.make_friedman1(500, noise=3, random_state=17)),
    ("friedman2 300×4", "regress", lambda: datasets.make_friedman2(300, noise=100, random_state=17)),
    ("friedman3 2000×4", "regress", lambda: datasets.make_friedman3(2000, noise=0.05, random_state=17)),
    ("sparse 500×10", "regress", lambda: datasets.make_sparse_uncorrelated(500, 10, random_state=17)),
    ("linear 300×8", "regress",
     lambda: datasets.make_regression(300, 8, noise=10, random_state=17)),
    ("linear, few rows 60×20", "regress",
     lambda: datasets.make_regression(60, 20, noise=20, random_state=17)),
    ("two targets 500×6", "regress", lambda: two_targets(500)),
    ("s-curve 800×3", "regress", lambda: datasets.make_s_curve(800, noise=0.1, random_state=17)),
    ("swiss roll 1500×3", "regress", lambda: datasets.make_swiss_roll(1500, noise=0.3, random_state=17)),
    ("petal width 150×3", "regress", lambda: part_of(datasets.load_iris, slice(3), target=3)),
    ("diabetes, four columns 442×4", "regress", lambda: part_of(datasets.load_diabetes, slice(2, 6))),
    ("noise alone 200×5", "regress", lambda: curve(lambda x: 0, 200, -1, 1, 1, columns=5)),
]  # fmt: skip


def split(inputs, targets, task, seed):
    """Inputs and targets to train on, and those held out."""
    targets = targets.reshape(len(targets), -1)
    labels = targets[:, 0] if task == "classify" else None
    return train_test_split(inputs, targets, test_size=0.25, random_state=seed, stratify=labels)


def write_table(path, inputs, targets, task):
    names = [f"x{i + 1}" for i in range(inputs.shape[1])] + [f"y{i + 1}" for i in range(targets.shape[1])]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row, target in zip(inputs.tolist(), targets.tolist()):
            # Words, so that nobody takes classes for numbers.
            writer.writerow(row + ([f"c{target[0]:.0f}"] if task == "classify" else target))


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{result.stderr}")
    return result.stdout.splitlines()[-1] if result.stdout else ""


def spent(cpu):
    """A clock: of this process and its ended children, or of the wall."""
    if not cpu:
        return time.perf_counter()
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def measure_bpnet(arguments, options, parts, task, seed, folder):
    """The score on the rows held out, and the seconds that training took."""
    train, test, model = folder / "train.csv", folder / "test.csv", folder / "model.safetensors"
    targets = parts[2].shape[1]
    columns = parts[0].shape[1]
    command = [arguments.bpnet, "train", str(train), "--task", task, "--seed", str(seed), "--quiet"]
    command += ["--target", f"{columns + 1}-{columns + targets}"] if targets > 1 else []
    started = spent(arguments.cpu)
    run(command + options + ["--progress", "none", "-o", str(model)])
    seconds = spent(arguments.cpu) - started
    figures = json.loads(run([arguments.bpnet, "evaluate", str(model), str(test), "--json"]))
    return figures["accuracy" if task == "classify" else "r2"], seconds


def measure_sklearn(arguments, parts, task, seed):
    """The same with scikit-learn's defaults, on standardised inputs."""
    train_inputs, test_inputs, train_targets, test_targets = parts
    kind = MLPClassifier if task == "classify" else MLPRegressor
    peer = make_pipeline(StandardScaler(), kind(random_state=seed))
    shape = (lambda t: t.ravel()) if train_targets.shape[1] == 1 else (lambda t: t)
    started = spent(arguments.cpu)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer.fit(train_inputs, shape(train_targets))
    seconds = spent(arguments.cpu) - started
    return peer.score(test_inputs, shape(test_targets)), seconds


def measure(arguments, candidates, data_set, cache):
    """The results of every method on a data set: (scores, seconds) by name."""
    name, task, make = data_set
    inputs, targets = make()
    results = {}
    for seed in range(arguments.seeds):
        parts = split(inputs, targets, task, seed)
        with tempfile.TemporaryDirectory() as directory:
            folder = Path(directory)
            write_table(folder / "train.csv", parts[0], parts[2], task)
            write_table(folder / "test.csv", parts[1], parts[3], task)
            for candidate, options in candidates:
                result = measure_bpnet(arguments, options, parts, task, seed, folder)
                results.setdefault(candidate, []).append(result)
        key = f"{name} {seed}"
        if key not in cache:
            cache[key] = measure_sklearn(arguments, parts, task, seed)
        results.setdefault("scikit-learn", []).append(cache[key])
    return {method: tuple(zip(*values)) for method, values in results.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bpnet", default=str(ROOT / ".build/release/bpnet"))
    parser.add_argument("--candidate", action="append", metavar="'NAME: OPTIONS'")
    parser.add_argument("--sets", choices=["chosen", "others", "further", "all"],
                        default="all", help="those that the preset was chosen by, or others")
    parser.add_argument("--only", help="parts of names of data sets, comma separated")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cpu", action="store_true", help="count processor time, on a machine that is busy")
    parser.add_argument("--cache", type=Path, help="a JSON file that keeps what scikit-learn came to")
    arguments = parser.parse_args()

    texts = [text.partition(":") for text in arguments.candidate or CANDIDATES]
    candidates = [(name.strip(), options.split()) for name, _, options in texts]
    sets = {"chosen": DATA_SETS, "others": OTHER_SETS, "further": FURTHER_SETS}
    data_sets = sets.get(arguments.sets) or DATA_SETS + OTHER_SETS + FURTHER_SETS
    chosen = [
        data_set
        for data_set in data_sets
        if not arguments.only or any(part in data_set[0] for part in arguments.only.split(","))
    ]
    cache = {}
    if arguments.cache and arguments.cache.exists():
        cache = json.loads(arguments.cache.read_text())

    methods = [name for name, _ in candidates] + ["scikit-learn"]
    print("| data | " + " | ".join(methods) + " | " + " | ".join(f"s {name}" for name in methods) + " | |")
    print("|" + "---|" * (2 * len(methods) + 2))
    summary = {}
    for data_set in chosen:
        results = measure(arguments, candidates, data_set, cache)
        if arguments.cache:
            arguments.cache.write_text(json.dumps(cache))
        scores = {method: statistics.median(results[method][0]) for method in methods}
        seconds = {method: statistics.median(results[method][1]) for method in methods}
        summary[data_set[0]] = (data_set[1], scores, seconds)
        print(row(data_set, methods, scores, seconds), flush=True)
    print_summary(methods, summary)


def shortfall(task, scores, method, rivals):
    """How far a method is below the best rival, beyond the margin of the task."""
    return max(scores[rival] for rival in rivals if rival != method) - MARGINS[task] - scores[method]


def row(data_set, methods, scores, seconds):
    name, task, _ = data_set
    rivals = [method for method in methods if method in ("classic", "scikit-learn")]
    remarks = []
    if shortfall(task, scores, methods[0], rivals) > 0:
        remarks.append("below")
    if seconds[methods[0]] > MAXIMUM_TIME_RATIO * seconds["scikit-learn"]:
        remarks.append("slow")
    cells = [f"{scores[method]:.4f}" for method in methods]
    cells += [f"{seconds[method]:.3f}" for method in methods]
    return f"| {name} | " + " | ".join(cells) + f" | {', '.join(remarks)} |"


def print_summary(methods, summary):
    print()
    for task, label in (("classify", "accuracy"), ("regress", "R²")):
        rows = [(scores, seconds) for kind, scores, seconds in summary.values() if kind == task]
        if not rows:
            continue
        means = ", ".join(
            f"{method} {statistics.fmean(scores[method] for scores, _ in rows):.4f}" for method in methods
        )
        print(f"Mean {label} over {len(rows)} sets: {means}.")
    rivals = [method for method in methods if method in ("classic", "scikit-learn")]
    for method in [method for method in methods if method != "scikit-learn"]:
        below = [
            f"{name} ({shortfall(task, scores, method, rivals) + MARGINS[task]:.4f})"
            for name, (task, scores, _) in summary.items()
            if shortfall(task, scores, method, rivals) > 0
        ]
        ratios = {
            name: seconds[method] / seconds["scikit-learn"] for name, (_, _, seconds) in summary.items()
        }
        slowest = max(ratios, key=ratios.get)
        print(
            f"{method}: below the better rival by more than the margin on {len(below)} of {len(summary)} sets"
            f"{': ' + ', '.join(below) if below else ''}; time / scikit-learn's: median "
            f"{statistics.median(ratios.values()):.2f}, largest {ratios[slowest]:.2f} ({slowest})."
        )


if __name__ == "__main__":
    main()
