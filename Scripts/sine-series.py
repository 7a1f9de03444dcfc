#!/usr/bin/env python3
"""Writes y = sin(x) + 0.5 sin(3x) at 200 even points of [-pi, pi] as CSV to standard output."""
import math

print("x,y")
for index in range(200):
    x = -math.pi + 2 * math.pi * index / 199
    print(f"{x!r},{math.sin(x) + 0.5 * math.sin(3 * x)!r}")
