"""The other libraries, each in its fastest way, behind one interface.

Nothing is imported before it is needed: a process holds one peer, and the variables that limit its threads
are set before.
"""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import numpy as np

from train_numpy import Backpropagation
from train_workloads import MOMENTUM


class Peer:
    """A library that trains a workload.

    A subclass has `name`, and either `load` and `epoch`, or `train` and `seconds_per_epoch`.
    """

    name = ""
    module = None
    # Whether an epoch is compiled as a whole, so that data of another size means compiling again.
    compiles_epoch = False

    def __init__(self, threads):
        self.threads = threads

    @classmethod
    def missing(cls):
        """Why the peer cannot run on this machine, or None."""
        found = cls.module is None or importlib.util.find_spec(cls.module) is not None
        return None if found else f"no Python package {cls.module}"

    def refuses(self, workload):
        """Why the peer cannot train this workload, or None."""

    def differs(self, workload):
        """The workload that the peer trains in fact, where it can do no better than come close."""
        return workload

    def load(self, workload, inputs, targets, weights):
        """Gets ready to train from these weights."""
        raise NotImplementedError

    def epoch(self, with_loss=False):
        """Trains for one epoch; returns the mean loss where it is asked for and known."""
        raise NotImplementedError

    def weights(self):
        """The weights as they are now, a pair a layer, in × out and out."""
        raise NotImplementedError

    def train(self, workload, data, weights, epochs):
        """Trains from the given weights; returns the last epoch's mean loss, if known, and the weights."""
        self.load(workload, *data, weights)
        for _ in range(epochs):
            loss = self.epoch(with_loss=True)
        return loss, self.weights()

    def seconds_per_epoch(self, budget):
        """The quickest of the epochs, or runs of epochs, that fit into `budget` seconds; at least two."""
        calls, best, start, done = 1, float("inf"), time.perf_counter(), 0
        while done < 2 or time.perf_counter() - start < budget:
            begin = time.perf_counter()
            for _ in range(calls):
                self.epoch()
            seconds = time.perf_counter() - begin
            if seconds < 0.04 and seconds < budget / 5:
                calls = max(calls + 1, min(100 * calls, int(calls * 0.06 / max(seconds, 1e-6))))
                continue
            best, done = min(best, seconds / calls), done + 1
        return best


class NumPy(Peer):
    name = "NumPy"

    def load(self, workload, inputs, targets, weights):
        self.network = Backpropagation(workload, inputs, targets, weights, np.float32)

    def epoch(self, with_loss=False):
        return self.network.epoch(with_loss)

    def weights(self):
        return self.network.weights


class PyTorch(Peer):
    """Modules and autograd; of the optimiser's three forms the quickest for the workload."""

    name = "PyTorch"
    module = "torch"
    compiled = False

    def load(self, workload, inputs, targets, weights):
        import torch

        torch.set_num_threads(self.threads)
        self.torch, self.workload = torch, workload
        x, t = torch.from_numpy(inputs), torch.from_numpy(targets)
        if workload.loss == "cross-entropy" and workload.activations[-1] == "softmax":
            t = t.argmax(1)
        self.batches = list(zip(x.split(workload.batch), t.split(workload.batch)))
        forms = [{"foreach": False}, {"foreach": True}, {"fused": True}]
        self.build(weights, min(forms, key=lambda form: self.seconds_of(weights, form)))

    def seconds_of(self, weights, form):
        self.build(weights, form)
        best = float("inf")
        for _ in range(4):
            start = time.perf_counter()
            self.run(self.batches[:2], False)
            best = min(best, time.perf_counter() - start)
        return best

    def build(self, weights, form):
        nn, workload = self.torch.nn, self.workload
        modules = []
        for (w, b), name in zip(weights, workload.activations):
            linear = nn.Linear(*w.shape)
            with self.torch.no_grad():
                linear.weight.copy_(self.torch.from_numpy(np.ascontiguousarray(w.T)))
                linear.bias.copy_(self.torch.from_numpy(b))
            modules.append(linear)
            made = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}.get(name)
            if made:
                modules.append(made())
        if workload.loss == "mse":
            criterion = nn.MSELoss()
        elif workload.activations[-1] == "softmax":
            criterion = nn.CrossEntropyLoss()
        else:
            modules.pop()
            summed = nn.BCEWithLogitsLoss(reduction="sum")
            criterion = lambda z, t: summed(z, t) / workload.batch  # noqa: E731
        self.model = nn.Sequential(*modules)
        self.optimizer = self.torch.optim.SGD(
            self.model.parameters(), lr=workload.learning_rate, momentum=workload.momentum,
            nesterov=workload.optimizer == "nesterov", **form,
        )
        self.loss_of = lambda x, t: criterion(self.model(x), t)
        self.update = self.optimizer.step
        if self.compiled:
            self.loss_of = self.torch.compile(self.loss_of)
            self.update = self.torch.compile(self.optimizer.step)

    def run(self, batches, with_loss):
        zero_grad, loss_of, update = self.optimizer.zero_grad, self.loss_of, self.update
        losses = []
        for x, t in batches:
            zero_grad()
            loss = loss_of(x, t)
            loss.backward()
            update()
            if with_loss:
                losses.append(loss.item())
        return sum(losses) / len(losses) if with_loss else None

    def epoch(self, with_loss=False):
        return self.run(self.batches, with_loss)

    def weights(self):
        layers = [module for module in self.model if isinstance(module, self.torch.nn.Linear)]
        return [
            (layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy()) for layer in layers
        ]


class CompiledPyTorch(PyTorch):
    """`torch.compile` of the network with its loss, and of the optimiser's step."""

    name = "torch.compile"
    compiled = True

    @classmethod
    def missing(cls):
        compiler = any(map(shutil.which, ("g++", "clang++", "c++")))
        return super().missing() or (None if compiler else "no C++ compiler")

    def seconds_of(self, weights, form):
        # Compiling takes seconds; the fused form is one call, which needs no compiling.
        return 0 if form == {"foreach": True} else 1


class JAX(Peer):
    """`jit` over a `scan` of the whole epoch, unrolled 1, 2 or 4 times as is quickest."""

    name = "JAX"
    module = "jax"
    compiles_epoch = True

    def load(self, workload, inputs, targets, weights):
        import jax

        self.jax, self.workload = jax, workload
        steps = workload.samples // workload.batch
        put = jax.numpy.asarray
        self.data = [put(a.reshape(steps, workload.batch, -1)) for a in (inputs, targets)]
        unrolls = [n for n in (1, 2, 4) if n == 1 or workload.batch * workload.operations_per_sample < 1e9]
        if steps < 16:
            unrolls = [1]
        times = {}
        for unroll in unrolls:
            self.build(weights, unroll)
            self.epoch()
            times[unroll] = self.seconds_per_epoch(0.2)
        self.build(weights, min(times, key=times.get) if len(times) > 1 else 1)

    def build(self, weights, unroll):
        jax, workload = self.jax, self.workload
        jnp, nn = jax.numpy, jax.nn
        functions = {
            "sigmoid": nn.sigmoid, "tanh": jnp.tanh, "relu": nn.relu, "linear": lambda z: z,
            "softmax": lambda z: z,
        }

        def loss_of(parameters, x, t):
            for (w, b), name in zip(parameters[:-1], workload.activations):
                x = functions[name](x @ w + b)
            z = x @ parameters[-1][0] + parameters[-1][1]
            if workload.loss == "mse":
                return jnp.mean((functions[workload.activations[-1]](z) - t) ** 2)
            if workload.activations[-1] == "softmax":
                return -jnp.sum(t * nn.log_softmax(z)) / workload.batch
            return jnp.sum(nn.softplus(z) - z * t) / workload.batch

        mu, rate, nesterov = workload.momentum, workload.learning_rate, workload.optimizer == "nesterov"

        def step(state, batch):
            parameters, velocities = state
            loss, gradients = jax.value_and_grad(loss_of)(parameters, *batch)
            velocities = jax.tree.map(lambda v, g: mu * v - rate * g, velocities, gradients)
            if nesterov:
                moved = jax.tree.map(lambda p, v, g: p + mu * v - rate * g, parameters, velocities, gradients)
            else:
                moved = jax.tree.map(lambda p, v: p + v, parameters, velocities)
            return (moved, velocities), loss

        def epoch(state, data):
            return jax.lax.scan(step, state, tuple(data), unroll=unroll)

        self.run = jax.jit(epoch, donate_argnums=0)
        parameters = [(jnp.array(w), jnp.array(b)) for w, b in weights]
        self.state = (parameters, jax.tree.map(jnp.zeros_like, parameters))

    def epoch(self, with_loss=False):
        self.state, losses = self.run(self.state, self.data)
        losses.block_until_ready()
        return float(losses.mean()) if with_loss else None

    def weights(self):
        return [(np.asarray(w), np.asarray(b)) for w, b in self.state[0]]


class ScikitLearn(Peer):
    """`partial_fit`, which walks through the data once.

    The regressor's output layer is linear, which is less work than a sigmoid; cross-entropy is the
    classifier's.
    """

    name = "scikit-learn"
    module = "sklearn"

    def refuses(self, workload):
        if len(workload.layers) == 2:
            return "needs a hidden layer"
        if len(set(workload.activations[:-1])) != 1:
            return "one activation for all hidden layers"
        if workload.loss == "cross-entropy" and workload.layers[-1] < 3:
            return "other outputs for fewer than three classes"
        if workload.parameter_count > 10_000_000:
            return "too slow"

    def differs(self, workload):
        return workload if workload.loss == "cross-entropy" else workload.replaced(
            activations=workload.activations[:-1] + ("linear",))

    def load(self, workload, inputs, targets, weights):
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        classifies = workload.loss == "cross-entropy"
        softmax = classifies and workload.activations[-1] == "softmax"
        names = {"sigmoid": "logistic", "linear": "identity"}
        hidden = workload.activations[0]
        # The regressor's loss is the half squared error, summed over the outputs.
        rate = workload.learning_rate if classifies else 2 * workload.learning_rate / workload.layers[-1]
        self.model = (MLPClassifier if classifies else MLPRegressor)(
            hidden_layer_sizes=workload.layers[1:-1], activation=names.get(hidden, hidden),
            solver="sgd", alpha=0,
            batch_size=workload.batch, learning_rate_init=rate, momentum=workload.momentum,
            nesterovs_momentum=workload.optimizer == "nesterov", shuffle=False, tol=0, n_iter_no_change=10**9,
            random_state=0,
        )
        self.inputs = inputs
        self.targets = targets.argmax(1) if softmax else targets.ravel() if targets.shape[1] == 1 else targets
        classes = {"classes": np.arange(workload.layers[-1])} if classifies else {}
        # The first step makes the arrays, which then start anew.
        self.model.partial_fit(self.inputs[: workload.batch], self.targets[: workload.batch], **classes)
        for (w, b), found, biases in zip(weights, self.model.coefs_, self.model.intercepts_):
            found[...], biases[...] = w, b
        for velocity in self.model._optimizer.velocities:
            velocity[...] = 0

    def epoch(self, with_loss=False):
        self.model.partial_fit(self.inputs, self.targets)

    def weights(self):
        return list(zip(self.model.coefs_, self.model.intercepts_))


class FANN(Peer):
    """The C program train_fann.c: online for batch 1, else FANN's batch training on each batch."""

    name = "FANN"
    source = pathlib.Path(__file__).with_name("train_fann.c")

    def __init__(self, threads):
        super().__init__(threads)
        self.folder = tempfile.TemporaryDirectory()
        self.program = os.path.join(self.folder.name, "train_fann")
        compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
        if compiler is None:
            raise RuntimeError("no C compiler")
        flags = ["-O2", "-o", self.program, str(self.source), "-lfann", "-lm"]
        built = subprocess.run([compiler, *flags], capture_output=True, text=True)
        if built.returncode != 0:
            raise RuntimeError("libfann and its headers are not installed")

    def refuses(self, workload):
        if workload.loss != "mse" or workload.optimizer != "sgd":
            return "squared error and plain momentum only"
        if not set(workload.activations) <= {"sigmoid", "tanh", "linear"}:
            return "an activation that it lacks"
        if 2 * workload.batch * workload.operations_per_sample > 1e10:
            return "too slow"

    def differs(self, workload):
        # It takes slopes at outputs clipped to [0.01, 0.99], and its batch training has no momentum.
        momentum = workload.momentum if workload.batch == 1 else 0.0
        return workload.replaced(slope_margin=0.01, momentum=momentum)

    def load(self, workload, inputs, targets, weights):
        self.workload = workload
        self.path = os.path.join(self.folder.name, "data")
        with open(self.path, "wb") as file:
            for array in (inputs, targets):
                file.write(np.ascontiguousarray(array, np.float32).tobytes())
            for w, b in weights:
                file.write(np.vstack([w, b]).T.astype(np.float32).tobytes())

    def run(self, epochs, seconds):
        workload = self.workload
        # Its error is that of the half squared error; for tanh outputs half of it.
        rate = 2 * workload.learning_rate / workload.layers[-1]
        if workload.activations[-1] == "tanh":
            rate *= 2
        result = subprocess.run(
            [
                self.program, self.path, ",".join(map(str, workload.layers)), ",".join(workload.activations),
                str(workload.batch), str(workload.samples), repr(rate), repr(MOMENTUM), str(epochs),
                repr(seconds),
            ],
            capture_output=True, text=True,
        )
        if result.returncode != 0:
            raise RuntimeError(result.stderr.strip())
        return result.stdout

    def train(self, workload, data, weights, epochs):
        self.load(workload, *data, weights)
        self.run(epochs, 0.0)
        flat, result = np.fromfile(self.path, np.float32), []
        for inputs, outputs in workload.shapes:
            layer, flat = np.split(flat, [(inputs + 1) * outputs])
            layer = layer.reshape(outputs, inputs + 1).T
            result.append((layer[:-1], layer[-1]))
        return None, result

    def seconds_per_epoch(self, budget):
        return float(self.run(0, budget))


PEERS = [PyTorch, CompiledPyTorch, JAX, NumPy, ScikitLearn, FANN]
