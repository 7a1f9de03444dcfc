"""What is trained: the workloads of train.py, their made-up data, and their first weights."""
import dataclasses
import math

import numpy as np

MOMENTUM = 0.9
ACTIVATIONS = ("sigmoid", "tanh", "relu", "linear", "softmax")
LOSSES = ("mse", "cross-entropy")
OPTIMIZERS = ("sgd", "nesterov")


@dataclasses.dataclass(frozen=True)
class Workload:
    """A network with its training rule; `activations` has one name a layer.

    Where `slope_margin` is not 0, slopes are taken at outputs held that far from the ends of a sigmoid.
    """

    layers: tuple
    batch: int
    samples: int
    activations: tuple
    loss: str = "mse"
    optimizer: str = "sgd"
    learning_rate: float = 0.01
    momentum: float = MOMENTUM
    slope_margin: float = 0.0

    @property
    def shapes(self):
        return list(zip(self.layers, self.layers[1:]))

    @property
    def parameter_count(self):
        return sum((inputs + 1) * outputs for inputs, outputs in self.shapes)

    @property
    def operations_per_sample(self):
        """2·Σ in·out·(2 for the first layer, which passes no error on, 3 for the others)."""
        return sum(2 * i * o * (2 if k == 0 else 3) for k, (i, o) in enumerate(self.shapes))

    @property
    def has_classes(self):
        """Whether a sample's target is one of several classes, written as ones and zeros."""
        return self.layers[-1] > 1

    @property
    def name(self):
        plain = set(self.activations) == {"sigmoid"} and (self.loss, self.optimizer) == ("mse", "sgd")
        names = self.activations[:1] if len(set(self.activations)) == 1 else self.activations
        rule = "" if plain else f", {'-'.join(names)}, {self.loss}, {self.optimizer}"
        return f"{'-'.join(map(str, self.layers))}, batch {self.batch}{rule}"

    def replaced(self, **changes):
        return dataclasses.replace(self, **changes)


def make_workload(
    layers, batch, samples=None, activation=("sigmoid",), loss="mse", optimizer="sgd", rate=0.01
):
    """A workload, of a whole number of batches, at least two.

    Raises ValueError, with a message for people, where the parts do not fit.
    """
    layers, activation = tuple(layers), tuple(activation)
    if len(layers) < 2 or min(layers) < 1 or batch < 1:
        raise ValueError("layers are at least two sizes above 0, and a batch at least one sample")
    if len(activation) == 1:
        activation *= len(layers) - 1
    if len(activation) != len(layers) - 1:
        raise ValueError(f"{len(activation)} activations for {len(layers) - 1} layers")
    workload = Workload(layers, batch, 0, activation, loss, optimizer, rate)
    if loss == "cross-entropy" and activation[-1] not in ("sigmoid", "softmax"):
        raise ValueError("cross-entropy needs sigmoid or softmax outputs")
    if "softmax" in activation[:-1] or (activation[-1] == "softmax" and loss != "cross-entropy"):
        raise ValueError("softmax is for the output layer, with cross-entropy")
    if samples is None:
        samples = min(20_000, 64e6 / (4 * (layers[0] + layers[-1])), 2e11 / workload.operations_per_sample)
    return workload.replaced(samples=max(2, int(samples) // batch) * batch)


def standard_workloads():
    """From one row at a time through a handful of neurons to wide layers."""
    sizes = [
        ((2, 5, 1), 1),
        ((1, 10, 1), 100),
        ((2, 50, 2), 60),
        ((64, 32, 10), 32),
        ((784, 30, 10), 1),
        ((784, 128, 10), 64),
        ((784, 512, 512, 10), 128),
        ((1024, 4096, 4096, 1024), 1024),
    ]
    return [make_workload(layers, batch) for layers, batch in sizes]


def survey_workloads():
    """Shapes of all sizes, with batches of 1 to 1,024: what people train, not what suits a library."""
    sizes = [
        ((2, 5, 1), 1),
        ((4, 8, 3), 1),
        ((784, 30, 10), 1),
        ((784, 128, 10), 1),
        ((8, 16, 4), 8),
        ((13, 7, 1), 10),
        ((784, 100, 10), 10),
        ((30, 20, 3), 16),
        ((100, 50, 10), 20),
        ((64, 32, 10), 32),
        ((16, 64, 64, 1), 32),
        ((200, 100, 50, 10), 50),
        ((2, 50, 2), 60),
        ((784, 128, 10), 64),
        ((1, 10, 1), 100),
        ((1000, 10, 2), 100),
        ((64, 16, 64), 128),
        ((784, 512, 512, 10), 128),
        ((500, 300, 300, 20), 200),
        ((10, 200, 1), 256),
        ((256, 256, 10), 512),
        ((50, 30, 5), 1024),
    ]
    return [make_workload(layers, batch) for layers, batch in sizes]


def variant_workloads():
    """784-128-10 with what else is often chosen."""
    size = ((784, 128, 10), 64)
    return [
        make_workload(*size),
        make_workload(*size, activation=("sigmoid", "softmax"), loss="cross-entropy"),
        make_workload(*size, activation=("tanh",)),
        make_workload(*size, activation=("relu", "sigmoid")),
        make_workload(*size, optimizer="nesterov"),
    ]


def make_data(workload, seed=0):
    """Inputs uniform in [0, 1), and a class a sample as ones and zeros, or a number in [0, 1)."""
    generator = np.random.default_rng(seed)
    count, outputs = workload.samples, workload.layers[-1]
    inputs = generator.random((count, workload.layers[0]), dtype=np.float32)
    if not workload.has_classes:
        return inputs, generator.random((count, 1), dtype=np.float32)
    targets = np.zeros((count, outputs), np.float32)
    targets[np.arange(count), generator.permutation(np.arange(count) % outputs)] = 1
    return inputs, targets


def make_weights(workload, seed=1):
    """A pair for each layer: Glorot's uniform weights, in × out, and biases of zero."""
    generator = np.random.default_rng(seed)
    result = []
    for inputs, outputs in workload.shapes:
        limit = math.sqrt(6 / (inputs + outputs))
        weights = generator.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
        result.append((weights, np.zeros(outputs, np.float32)))
    return result
