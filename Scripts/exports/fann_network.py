"""Exported FANN networks in libfann beside `bpnet predict`, in single and in double precision."""
import os
import random
import re
import subprocess

from exports import cases

DRIVER = """
#include <%(header)s>
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **paths) {
  int file;
  for (file = 1; file + 2 < count; file += 3) {
    struct fann *network = fann_create_from_file(paths[file]);
    FILE *rows = fopen(paths[file + 1], "r"), *target = fopen(paths[file + 2], "w");
    unsigned i, inputs;
    double number;
    fann_type row[1024], *outputs;
    if (!network || !rows || !target) return 2;
    inputs = fann_get_num_input(network);
    for (;;) {
      for (i = 0; i < inputs && fscanf(rows, "%%lf", &number) == 1; ++i) row[i] = (fann_type)number;
      if (i < inputs) break;
      outputs = fann_run(network, row);
      for (i = 0; i < fann_get_num_output(network); ++i) fprintf(target, "%%.17g ", (double)outputs[i]);
      fputc('\\n', target);
    }
    fclose(rows), fclose(target);
    fann_destroy(network);
  }
  return 0;
}
"""
# Of the largest number of each output.
TOLERANCE = 1e-6
KNOWN = {"sigmoid", "sigmoid:2.5", "tanh", "relu", "linear", "hard-limit"}


def is_expressible(case):
    """Whether FANN has all that the model computes."""
    if case.task in ("classes", "words", "missing", "counts"):
        return False
    options = case.description.split()
    functions = options[options.index("--activation") + 1].split(",") if "--activation" in options else []
    if "--output" in options:
        functions.append(options[options.index("--output") + 1])
    return set(functions) <= KNOWN


def build(folder, header, library):
    path = os.path.join(folder, f"run-{library}")
    with open(path + ".c", "w", encoding="utf-8") as file:
        file.write(DRIVER % {"header": header})
    result = subprocess.run(["gcc", "-O1", path + ".c", f"-l{library}", "-lm", "-o", path],
                            capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"FANN: lib{library} cannot be used; is libfann-dev installed?\n{result.stderr}")
    return path


def export(bpnet, folder, case):
    """Exports a model; returns whether FANN has it, and a fault."""
    path = os.path.join(folder, f"{case.name}.net")
    result = subprocess.run([bpnet, "export", case.model, "-o", path], capture_output=True, text=True)
    if is_expressible(case):
        return True, result.stderr if result.returncode else None
    lines = result.stderr.splitlines()
    named = re.search("FANN has", result.stderr)
    if result.returncode != 65 or len(lines) != 1 or not named or os.path.exists(path):
        return False, f"exit code {result.returncode}: {result.stderr}"
    return False, None


def difference(path, expected):
    with open(path, encoding="utf-8") as file:
        found = [[float(number) for number in line.split()] for line in file]
    assert [len(row) for row in found] == [len(row) for row in expected], path
    columns = list(zip(zip(*found), zip(*expected)))
    return max(
        max(abs(a - b) for a, b in zip(one, other)) / max(max(abs(b) for b in other), 1e-30)
        for one, other in columns)


def own_cases(bpnet, folder, count):
    """Models of what FANN has."""
    generator = random.Random(7)
    functions, tasks = sorted(KNOWN), ["two classes", "labels", "numbers", "autoencode", "forecast"]
    for index in range(count):
        activations = [generator.choice(functions) for _ in range(index % 5)]
        yield cases.make(
            bpnet, folder, f"fann{index}", tasks[index % 5 - index // 5 % 5], activations,
            ["f32", "f64"][index % 2], generator, generator.choice([None, "tanh", "relu", "sigmoid"]))


def check(bpnet, folder, models, is_short):
    """Returns the number of models that libfann predicts otherwise, or that are refused wrongly."""
    failures, usable = 0, []
    models = models + list(own_cases(bpnet, folder, 20 if is_short else 100))
    for case in models:
        is_usable, fault = export(bpnet, folder, case)
        if fault:
            failures += 1
            print(f"FANN: {case}: {fault}")
        elif is_usable:
            usable.append(case)
            with open(os.path.join(folder, f"{case.name}.rows"), "w", encoding="utf-8") as file:
                file.write("\n".join(" ".join(map(repr, row)) for row in case.rows))
    for header, library in [("doublefann.h", "doublefann"), ("floatfann.h", "floatfann")]:
        program = build(folder, header, library)
        names = [os.path.join(folder, case.name) for case in usable]
        files = [f"{name}.{kind}" for name in names for kind in ("net", "rows", library)]
        subprocess.run([program] + files, check=True)
        largest = 0
        for case, name in zip(usable, names):
            found = difference(f"{name}.{library}", case.expected)
            largest = max(largest, found)
            if not found <= TOLERANCE:
                failures += 1
                print(f"FANN, {library}: {case}: differs by {found:.2g}")
        print(f"FANN, {library}: {len(usable)} models, largest difference {largest:.2g}; "
              f"{len(models) - len(usable)} refused")
    return failures
