"""Data sets of further kinds for `defaults.py`.

They have heavy tails, outliers, rare or many classes, columns of words, counts, steps, waves, skewed or
ordinal targets, or correlated columns. No choice was made by them, but that `30 classes`, `8 classes` and
`steps` speak for trying the decays of several kinds of networks, and a second layer for classes.
"""

import numpy
from sklearn import datasets

random = numpy.random.default_rng


def imbalanced(rows, columns, weights, count=2, **options):
    options = {"n_informative": columns // 2, "n_redundant": 0, **options}
    return datasets.make_classification(
        rows, columns, n_classes=count, weights=weights, random_state=31, **options
    )


def correlated(rows, noise, target, seed):
    generator = random(seed)
    factors = generator.normal(size=(rows, 3))
    inputs = factors @ generator.normal(size=(3, 15)) + noise * generator.normal(size=(rows, 15))
    return inputs, target(*factors.T, generator.normal(0, 0.5, rows))


def heavy_tails(rows):
    generator = random(33)
    inputs = generator.standard_t(2, size=(rows, 6))
    first, second, third = inputs.T[:3]
    values = numpy.tanh(first) + numpy.sign(second) * numpy.log1p(abs(second))
    return inputs, values + 0.5 * third / (1 + abs(third)) + generator.normal(0, 0.3, rows)


def heavy_tailed_classes(rows):
    generator = random(34)
    inputs = generator.standard_t(1.5, size=(rows, 6))
    scores = numpy.tanh(inputs[:, 0]) + numpy.tanh(inputs[:, 1] * inputs[:, 2])
    return inputs, (scores + generator.normal(0, 0.3, rows) > 0).astype(int)


def outliers(rows):
    generator = random(35)
    inputs = generator.normal(size=(rows, 5))
    values = inputs[:, 0] + numpy.sin(2 * inputs[:, 1]) + 0.5 * inputs[:, 2] ** 2
    values = values + generator.normal(0, 0.3, rows)
    is_outlier = generator.uniform(size=rows) < 0.03
    return inputs, values + is_outlier * generator.normal(0, 15, rows)


def skewed(rows):
    generator = random(36)
    inputs = generator.normal(size=(rows, 6))
    exponents = inputs[:, 0] + 0.5 * inputs[:, 1] * inputs[:, 2]
    return inputs, numpy.exp(exponents + generator.normal(0, 0.2, rows))


def words(rows):
    """Three columns of words, each as columns of 0 and 1, and three numbers."""
    generator = random(37)
    columns, values = [], numpy.zeros(rows)
    for count in (3, 8, 20):
        chosen = generator.choice(count, rows, p=generator.dirichlet(numpy.ones(count)))
        columns.append(numpy.eye(count)[chosen])
        values += generator.normal(size=count)[chosen]
    numbers = generator.normal(size=(rows, 3))
    values += numbers[:, 0] + columns[0][:, 0] * numbers[:, 1] * 2
    return numpy.hstack(columns + [numbers]), values + generator.normal(0, 0.5, rows)


def classes_of_words(rows):
    inputs, values = words(rows)
    return inputs, (values[:, None] > numpy.quantile(values, [0.3, 0.7])).sum(axis=1)


def sparse_counts(rows):
    generator = random(38)
    topics = generator.dirichlet(numpy.ones(60) * 0.1, size=5)
    kinds = generator.choice(5, rows)
    inputs = [generator.multinomial(12, 0.7 * topics[kind] + 0.3 / 60) for kind in kinds]
    return numpy.array(inputs).astype(float), kinds


def steps(rows):
    inputs = random(41).normal(size=(rows, 5))
    return inputs, ((inputs[:, 0] > 0) * 2 + ((inputs[:, 1] > 0.5) ^ (inputs[:, 2] > -0.3))).astype(int)


def rare(rows):
    generator = random(46)
    inputs = generator.normal(size=(rows, 15))
    scores = inputs @ generator.normal(size=15) - 6
    return inputs, (generator.uniform(size=rows) < 1 / (1 + numpy.exp(-scores))).astype(int)


def noisy_signs(rows):
    generator = random(48)
    inputs = generator.normal(size=(rows, 8))
    return inputs, (inputs[:, 0] * inputs[:, 1] + generator.normal(0, 0.3, rows) > 0).astype(int)


def waves(rows):
    generator = random(39)
    inputs = generator.uniform(-1, 1, (rows, 3))
    values = numpy.sin(6 * inputs[:, 0]) + numpy.cos(4 * inputs[:, 1]) * inputs[:, 2]
    return inputs, values + generator.normal(0, 0.1, rows)


def ordinal(rows):
    generator = random(40)
    inputs = generator.integers(1, 6, (rows, 6)).astype(float)
    values = inputs[:, 0] * 0.8 + inputs[:, 1] * (inputs[:, 2] > 3)
    return inputs, numpy.floor(values + generator.normal(0, 0.5, rows))


def kinks(rows):
    generator = random(42)
    inputs = generator.normal(size=(rows, 12))
    values = abs(inputs[:, 0]) + inputs[:, 1] + numpy.maximum(inputs[:, 2], 0) * 2
    return inputs, values + generator.normal(0, 1, rows)


def series(rows):
    time = numpy.arange(rows + 10)
    noise = random(45).normal(0, 0.2, rows + 10)
    values = numpy.sin(time / 5) + 0.5 * numpy.sin(time / 2.3) + noise
    return numpy.array([values[row : row + 8] for row in range(rows)]), values[8 : 8 + rows]


# The name, the task, and what makes inputs and targets.
FURTHER_SETS = [
    ("imbalanced 300×8", "classify", lambda: imbalanced(300, 8, [0.85], flip_y=0.05)),
    ("imbalanced 600×12, 3 classes", "classify", lambda: imbalanced(600, 12, [0.7, 0.2], 3)),
    ("blobs 500×6, 10 classes", "classify",
     lambda: datasets.make_blobs(500, 6, centers=10, cluster_std=4, random_state=31)),
    ("30 classes 3000×30", "classify", lambda: imbalanced(
        3000, 30, None, 30, n_informative=20, n_clusters_per_class=1, class_sep=1.5)),
    ("8 classes 1200×20", "classify",
     lambda: imbalanced(1200, 20, None, 8, n_informative=8, n_redundant=6)),
    ("correlated 400×15, classes", "classify", lambda: correlated(
        400, 0.3, lambda a, b, _, noise: (a + b**2 - 1 + noise > 0).astype(int), 32)),
    ("heavy tails 800×6, classes", "classify", lambda: heavy_tailed_classes(800)),
    ("words 700×34, classes", "classify", lambda: classes_of_words(700)),
    ("sparse counts 500×60", "classify", lambda: sparse_counts(500)),
    ("steps 1000×5", "classify", lambda: steps(1000)),
    ("rare 1500×15", "classify", lambda: rare(1500)),
    ("signs, noisy 500×8", "classify", lambda: noisy_signs(500)),
    ("correlated 500×15", "regress", lambda: correlated(
        500, 0.1, lambda a, b, c, noise: 2 * a + b * c + noise, 31)),
    ("heavy tails 700×6", "regress", lambda: heavy_tails(700)),
    ("outliers 600×5", "regress", lambda: outliers(600)),
    ("skewed 800×6", "regress", lambda: skewed(800)),
    ("words 900×34", "regress", lambda: words(900)),
    ("waves 500×3", "regress", lambda: waves(500)),
    ("ordinal 600×6", "regress", lambda: ordinal(600)),
    ("kinks 200×12", "regress", lambda: kinks(200)),
    ("series 400×8", "regress", lambda: series(400)),
]  # fmt: skip
