#!/usr/bin/env python3
"""Runs the commands that README shows with their output, and compares what they print.

    check-readme.py BPNET [--write]

Commands are the lines that start with `$ bpnet` in blocks without a language; they run in one folder, in
README's order, with the folder Examples in it. In the output, `…` stands for anything in its line, and a
line of it alone for any lines; times and samples a second may differ. With --write the output in README is
replaced by what is printed, where it is not the same.

Exits with 1 if anything differs.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
README = os.path.join(ROOT, "README.md")
# What differs from run to run.
TIMES = re.compile(r"[\d.,]+ (ms|s|samples/s)\b")
BLOCK = re.compile(r"^```\n(\$ bpnet .*?)^```$", re.M | re.S)


def commands(block):
    """The commands of a block, each with the lines that follow it."""
    result = []
    for line in block.splitlines():
        if line.startswith("$ "):
            result.append((line[2:], []))
        else:
            result[-1][1].append(line)
    return result


def run(command, folder, bpnet):
    words = f'bpnet() {{ "{bpnet}" "$@"; }}; {command}'
    result = subprocess.run(["bash", "-c", words], cwd=folder, capture_output=True, text=True, check=False)
    # Commands print remarks to standard error, before the result.
    return (result.stderr + result.stdout).rstrip("\n").splitlines()


def matches(expected, found):
    """Whether lines are those expected."""
    pattern = ""
    for line in expected:
        text = re.escape(TIMES.sub("TIME", line)).replace("…", ".*")
        pattern += r"(.*\n)*" if line == "…" else text + r"\n"
    text = "".join(TIMES.sub("TIME", line) + "\n" for line in found)
    return re.fullmatch(pattern, text) is not None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("bpnet")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with open(README, encoding="utf-8") as file:
        text = file.read()
    failures = count = 0
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(ROOT, "Examples"), os.path.join(folder, "Examples"))
        with open(os.path.join(folder, "broken.csv"), "w", encoding="utf-8") as file:
            file.write("sepal_length,petal_width,species\n5.1,0.2,setosa\n4.9,x,setosa\n6.3,1.8,virginica\n")
        for block in BLOCK.findall(text):
            lines = []
            for command, expected in commands(block):
                found = run(command, folder, os.path.abspath(options.bpnet))
                count += 1
                same = matches(expected, found)
                if not same and not options.write:
                    failures += 1
                    print(f"$ {command}\n" + "\n".join(found) + "\n  is not\n" + "\n".join(expected))
                lines += [f"$ {command}", *(expected if same else found)]
            text = text.replace(block, "\n".join(lines) + "\n", 1)
    if options.write:
        with open(README, "w", encoding="utf-8") as file:
            file.write(text)
    print(f"{count} commands of README, {failures} print something else")
    return 1 if failures or not count else 0


if __name__ == "__main__":
    sys.exit(main())
