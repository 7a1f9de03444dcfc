#!/usr/bin/env python3
"""Writes the Mackey-Glass series as CSV: mackey-glass-train.csv and mackey-glass-test.csv.

    x'(t) = 0.2 x(t - 17) / (1 + x(t - 17)^10) - 0.1 x(t),    x(t) = 1.2 for t <= 0

by the classical Runge-Kutta method of fourth order with steps of 0.1, where x between two steps of the past is their
mean (needed at half steps only), sampled at whole t from t = 1001 on: 1,000 values to train on and the 500 after them.
Source: M. C. Mackey and L. Glass, "Oscillation and Chaos in Physiological Control Systems", Science 197, 1977.

    python3 Examples/mackey_glass.py [FOLDER]        [Examples/Data]

Needs nothing but Python.
"""

import pathlib
import sys

DELAY, STEPS_A_UNIT, START = 17, 10, 1.2
TRANSIENT, TRAINING, TEST = 1000, 1000, 500


def mackey_glass(count):
    """x at t = 0, 1, ..., count - 1."""
    step = 1 / STEPS_A_UNIT
    delay = DELAY * STEPS_A_UNIT
    x = [START] * (delay + 1)  # x[i] is x at t = (i - delay) * step

    def slope(value, delayed):
        return 0.2 * delayed / (1 + delayed**10) - 0.1 * value

    for _ in range((count - 1) * STEPS_A_UNIT):
        now, old, next_old = x[-1], x[-1 - delay], x[-delay]
        middle = (old + next_old) / 2
        k1 = slope(now, old)
        k2 = slope(now + step / 2 * k1, middle)
        k3 = slope(now + step / 2 * k2, middle)
        k4 = slope(now + step * k3, next_old)
        x.append(now + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4))
    return x[delay::STEPS_A_UNIT]


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "Data")
    values = mackey_glass(1 + TRANSIENT + TRAINING + TEST)[1 + TRANSIENT :]
    for name, part in [("train", values[:TRAINING]), ("test", values[TRAINING:])]:
        text = "x\n" + "".join(f"{value:.9f}\n" for value in part)
        (folder / f"mackey-glass-{name}.csv").write_text(text)


if __name__ == "__main__":
    main()
