#!/usr/bin/env python3
"""Draws the picture of `bpnet example curve` from the files that its --out option writes.

    bpnet example curve --out DIR && draw_curve.py DIR > curve.svg
"""
import csv
import sys

WIDTH, HEIGHT, MARGIN = 640, 360, 40
LOW, HIGH = -0.3, 1.3


def read(path):
    with open(path, newline="") as file:
        return [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]


def place(x, y):
    across = MARGIN + (x + 1) / 2 * (WIDTH - 2 * MARGIN)
    down = HEIGHT - MARGIN - (y - LOW) / (HIGH - LOW) * (HEIGHT - 2 * MARGIN)
    return f"{across:.1f},{down:.1f}"


def path(points, style):
    return f'<polyline points="{" ".join(place(x, y) for x, y in points)}" fill="none" {style}/>'


def label(x, y, text, anchor="middle"):
    across, down = place(x, y).split(",")
    return f'<text x="{across}" y="{down}" text-anchor="{anchor}" dy="14">{text}</text>'


def main():
    folder = sys.argv[1]
    points, fit = read(f"{folder}/curve-points.csv"), read(f"{folder}/curve-fit.csv")
    loss = read(f"{folder}/curve-loss.csv")[-1][1]
    view = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    print(f'<svg xmlns="http://www.w3.org/2000/svg" {view} font-family="sans-serif" font-size="12">')
    print(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>')
    print(path([(-1, HIGH), (-1, LOW), (1, LOW)], 'stroke="#888"'))
    for x in (-1, -0.5, 0, 0.5, 1):
        print(label(x, LOW, f"{x:g}"))
    for y in (0, 0.5, 1):
        print(label(-1.02, y + 0.03, f"{y:g}", "end"))
    for x, y in points:
        across, down = place(x, y).split(",")
        print(f'<circle cx="{across}" cy="{down}" r="2.5" fill="#4a7ebb"/>')
    print(path([(x, x * x) for x, _ in fit], 'stroke="#999" stroke-dasharray="4 4"'))
    print(path(fit, 'stroke="#c0392b" stroke-width="2"'))
    print(label(0, 1.24, f"1-10-1 after 1,000 epochs: points, x² (dashed) and the fit; loss {loss:.4f}"))
    print("</svg>")


if __name__ == "__main__":
    main()
