#!/usr/bin/env python3
"""Compares bpnet-bench's CSV reader with pandas, polars and pyarrow, on as many threads each.

    load.py BPNET_BENCH [--megabytes N] [--rounds N] [--core N] [--threads N] [FILE.csv …]

Makes two files in a temporary folder, 65 columns of floats as %.6g prints them and 65 columns of small
integers, and reads them, and any files given, with every reader in turn, round after round, so that a
machine whose speed drifts treats all alike; each measurement is the best of several repetitions in a
process of its own. pandas has one thread always. Printed are medians over the rounds in MB/s, and ours
divided by each peer's. The sums of the columns must agree.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

PEERS = ("pandas", "polars", "pyarrow")
REPETITIONS = 4
COLUMNS = 65

# The variables from which libraries read the number of threads.
THREAD_VARIABLES = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def reader(name):
    """A function that reads a file into the library's table, and one that sums a table's columns."""
    if name == "pandas":
        import pandas

        return pandas.read_csv, lambda table: table.sum().tolist()
    if name == "polars":
        import polars

        return polars.read_csv, lambda table: list(table.sum().row(0))
    import pyarrow
    import pyarrow.compute
    import pyarrow.csv

    threads = int(os.environ["OMP_NUM_THREADS"])
    pyarrow.set_cpu_count(threads)
    options = pyarrow.csv.ReadOptions(use_threads=threads > 1)
    return (
        lambda path: pyarrow.csv.read_csv(path, read_options=options),
        lambda table: [pyarrow.compute.sum(column).as_py() for column in table.columns],
    )


def measure_peer(name, path):
    """What the child process prints: MB/s, and the sums of the columns."""
    read, sums = reader(name)
    table = read(path)
    best = float("inf")
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        read(path)
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"mb_per_s": os.path.getsize(path) / 1e6 / best, "column_sums": sums(table)}))


def run(command, threads):
    environment = {**os.environ, **{name: str(threads) for name in THREAD_VARIABLES}}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(output.stdout.splitlines()[-1])


def write(path, megabytes, text):
    """Rows of text(count) until the file is large enough."""
    with open(path, "w", encoding="ascii") as file:
        file.write(",".join(f"c{column:02}" for column in range(COLUMNS)) + "\n")
        while file.tell() < megabytes * 1e6:
            file.write(text(5000))


def make_files(folder, megabytes):
    import numpy

    random = numpy.random.default_rng(0)

    def floats(count):
        rows = random.standard_normal((count, COLUMNS))
        return "".join(",".join("%.6g" % value for value in row) + "\n" for row in rows.tolist())

    def integers(count):
        rows = random.integers(0, 256, (count, COLUMNS))
        return "".join(",".join(map(str, row)) + "\n" for row in rows.tolist())

    paths = [os.path.join(folder, name) for name in ("floats.csv", "integers.csv")]
    write(paths[0], megabytes, floats)
    write(paths[1], megabytes, integers)
    return paths


def check(path, name, ours, theirs):
    for column, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if abs(one - other) > 1e-9 * max(1, abs(one), abs(other)):
            sys.exit(f"{path}: column {column + 1} sums to {one} here, and to {other} with {name}")


def compare(path, arguments):
    speeds = {name: [] for name in ("bpnet",) + PEERS}
    for round_number in range(arguments.rounds):
        first = round_number == 0
        ours = [arguments.bpnet_bench, "load", path, "--json", "--threads", str(arguments.threads)]
        result = run(ours + ["--sums"] * first, arguments.threads)
        speeds["bpnet"].append(result["mb_per_s"])
        sums = result["column_sums"] if first else None
        for name in PEERS:
            result = run([sys.executable, __file__, "--peer", name, path], arguments.threads)
            speeds[name].append(result["mb_per_s"])
            if first:
                check(path, name, sums, result["column_sums"])
    megabytes = os.path.getsize(path) / 1e6
    print(f"{os.path.basename(path)}, {megabytes:.0f} MB, threads: {arguments.threads},", end=" ")
    print(f"medians of {arguments.rounds} rounds")
    print(f"{'reader':10}{'MB/s':>10}{'ours / it':>12}")
    for name, values in speeds.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(speeds["bpnet"], values))
        print(f"{name:10}{statistics.median(values):>10.0f}{'' if name == 'bpnet' else f'{ratio:.2f}':>12}")
    print(flush=True)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--peer":
        measure_peer(*sys.argv[2:])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bpnet_bench")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--megabytes", type=int, default=70)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--core", type=int, help="run everything on this core")
    arguments = parser.parse_args()
    if arguments.core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {arguments.core})
    with tempfile.TemporaryDirectory() as folder:
        for path in make_files(folder, arguments.megabytes) + arguments.files:
            compare(path, arguments)


if __name__ == "__main__":
    main()
