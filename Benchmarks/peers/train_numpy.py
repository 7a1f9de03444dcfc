"""Back-propagation written by hand in NumPy: a peer in f32, and in f64 what everybody is checked against."""
import numpy as np


class Backpropagation:
    """Training by the formulas, with every array made once.

    The learning rate and the mean over the batch are multiplied into the output layer's error terms, so
    that gradients come out of the products ready to be subtracted.
    """

    def __init__(self, workload, inputs, targets, weights, dtype):
        self.workload = workload
        batch = workload.batch
        self.batches = [
            tuple(np.ascontiguousarray(values[i : i + batch], dtype) for values in (inputs, targets))
            for i in range(0, len(inputs), batch)
        ]
        self.weights = [(w.astype(dtype), b.astype(dtype)) for w, b in weights]
        self.velocities = [(np.zeros_like(w), np.zeros_like(b)) for w, b in self.weights]
        self.gradients = [(np.zeros_like(w), np.zeros_like(b)) for w, b in self.weights]
        self.outputs = [np.empty((batch, size), dtype) for size in workload.layers[1:]]
        self.errors = [np.empty((batch, size), dtype) for size in workload.layers[1:]]
        self.slopes = [np.empty((batch, size), dtype) for size in workload.layers[1:]]
        averages = workload.loss == "mse"
        self.divisor = batch * (workload.layers[-1] if averages else 1)
        self.scale = dtype(workload.learning_rate * (2 if averages else 1) / self.divisor)

    def epoch(self, with_loss=False):
        """Walks through the data once; returns the mean loss, each batch's before its step."""
        losses = [self.step(x, t, with_loss) for x, t in self.batches]
        return sum(losses) / len(losses)

    def step(self, x, targets, with_loss):
        loss = self.pass_forward(x, targets, with_loss)
        outputs, errors = self.outputs, self.errors
        last = len(self.weights) - 1
        if self.workload.loss == "mse":
            self.multiply_by_slope(last)
        errors[last] *= self.scale
        for k in range(last, -1, -1):
            below = outputs[k - 1] if k > 0 else x
            np.matmul(below.T, errors[k], out=self.gradients[k][0])
            np.sum(errors[k], axis=0, out=self.gradients[k][1])
            if k > 0:
                np.matmul(errors[k], self.weights[k][0].T, out=errors[k - 1])
                self.multiply_by_slope(k - 1)
        self.update()
        return loss

    def pass_forward(self, x, targets, with_loss):
        """Makes the outputs, and what is wrong with the last; returns the loss where it is asked for."""
        layer_input, last = x, len(self.weights) - 1
        cross_entropy, loss = self.workload.loss == "cross-entropy", 0.0
        for k, (weights, biases) in enumerate(self.weights):
            z = np.matmul(layer_input, weights, out=self.outputs[k])
            z += biases
            if k == last and cross_entropy and with_loss:
                loss = cross_entropy_sum(z, targets, self.workload.activations[k])
            activate(self.workload.activations[k], z)
            layer_input = z
        error = np.subtract(layer_input, targets, out=self.errors[last])
        if with_loss and not cross_entropy:
            loss = float(np.vdot(error, error))
        return loss / self.divisor

    def loss(self):
        """The mean loss over the data, with the weights as they are."""
        losses = [self.pass_forward(x, t, True) for x, t in self.batches]
        return sum(losses) / len(losses)

    def multiply_by_slope(self, k):
        """Multiplies the errors of layer k by f′, which follows from the outputs."""
        name, margin = self.workload.activations[k], self.workload.slope_margin
        outputs, errors, scratch = self.outputs[k], self.errors[k], self.slopes[k]
        if name == "sigmoid":
            if margin:
                outputs = np.clip(outputs, margin, 1 - margin)
            np.subtract(1, outputs, out=scratch)
            scratch *= outputs
            errors *= scratch
        elif name == "tanh":
            if margin:
                outputs = np.clip(outputs, 2 * margin - 1, 1 - 2 * margin)
            np.multiply(outputs, outputs, out=scratch)
            np.subtract(1, scratch, out=scratch)
            errors *= scratch
        elif name == "relu":
            errors *= outputs > 0

    def update(self):
        momentum, nesterov = self.workload.momentum, self.workload.optimizer == "nesterov"
        for layer, velocities, gradients in zip(self.weights, self.velocities, self.gradients):
            for parameter, velocity, step in zip(layer, velocities, gradients):
                velocity *= momentum
                velocity -= step
                if nesterov:
                    parameter -= step
                    np.multiply(velocity, momentum, out=step)
                    parameter += step
                else:
                    parameter += velocity


def activate(name, z):
    """Replaces z by f(z)."""
    if name == "sigmoid":
        np.negative(z, out=z)
        np.exp(z, out=z)
        z += 1
        np.reciprocal(z, out=z)
    elif name == "tanh":
        np.tanh(z, out=z)
    elif name == "relu":
        np.maximum(z, 0, out=z)
    elif name == "softmax":
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)


def cross_entropy_sum(z, targets, activation):
    """The sum of the cross-entropy over a batch, from the net inputs z."""
    if activation == "sigmoid":
        return float(np.sum(np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))))
    shifted = z - z.max(axis=1, keepdims=True)
    return float(np.sum(targets * (np.log(np.exp(shifted).sum(axis=1, keepdims=True)) - shifted)))
