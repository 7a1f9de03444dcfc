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


OTHER_NETWORK = """
#include <doublefann.h>
#include <stdio.h>
#include <stdlib.h>
int main(void) {
  unsigned layers[] = {3, 5, 4, 2}, i, k;
  struct fann *network = fann_create_standard_array(4, layers);
  struct fann_train_data *data = fann_create_train(40, 3, 2);
  FILE *rows = fopen("other.csv", "w"), *target = fopen("other.expected.csv", "w");
  for (i = 0; i < 40; ++i) {
    for (k = 0; k < 3; ++k) data->input[i][k] = (i * (k + 3)) % 17 * (k + 1) - 4.0;
    for (k = 0; k < 2; ++k) data->output[i][k] = data->input[i][k] * 3 + data->input[i][2] - 7;
  }
  /* FANN seeds its random numbers with the time. */
  srand(1);
  fann_randomize_weights(network, -0.5, 0.5);
  fann_set_activation_function_layer(network, FANN_SIGMOID_SYMMETRIC, 1);
  fann_set_activation_function_layer(network, FANN_SIGMOID, 2);
  fann_set_activation_function_layer(network, FANN_LINEAR, 3);
  fann_set_activation_steepness_layer(network, 0.7, 1);
  fann_set_activation_steepness(network, 0.9, 2, 1);
  fann_set_scaling_params(network, data, -1, 1, 0, 1);
  fann_scale_train(network, data);
  fann_train_on_data(network, data, 50, 0, 0);
  fann_save(network, "other.net");
  /* Scalings in files have six digits. */
  network = fann_create_from_file("other.net");
  fann_descale_train(network, data);
  fprintf(target, "y1,y2\\n");
  for (i = 0; i < 40; ++i) {
    fann_type *outputs;
    fprintf(rows, "%.17g,%.17g,%.17g\\n", data->input[i][0], data->input[i][1], data->input[i][2]);
    fann_scale_input(network, data->input[i]);
    outputs = fann_run(network, data->input[i]);
    fann_descale_output(network, outputs);
    fprintf(target, "%.17g,%.17g\\n", outputs[0], outputs[1]);
  }
  return fclose(rows) || fclose(target);
}
"""


def check_import(bpnet, folder, models):
    """Returns the number of networks of FANN that predict otherwise as models."""
    failures = 0
    for case in models:
        name = os.path.join(folder, case.name)
        command = [bpnet, "import", f"{name}.net", "-o", f"{name}.again"]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode == 65 and "pieces of a line as outputs" in result.stderr:
            continue
        assert result.returncode == 0, f"{case}: {result.stderr}"
        lines = [",".join(map(repr, row)) for row in case.rows]
        with open(f"{name}.plain.csv", "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        failures += compare_import(bpnet, f"{name}.again", f"{name}.plain.csv", case, f"{name}.doublefann")
    path = os.path.join(folder, "other")
    with open(path + ".c", "w", encoding="utf-8") as file:
        file.write(OTHER_NETWORK)
    subprocess.run(["gcc", "-O1", path + ".c", "-ldoublefann", "-lm", "-o", path], check=True)
    subprocess.run(["./other"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([bpnet, "import", path + ".net", "-o", path + ".model"], check=True, capture_output=True)
    result = subprocess.run(
        [bpnet, "evaluate", path + ".model", path + ".csv", "--against", path + ".expected.csv",
         "--tolerance", "1e-9"], capture_output=True, text=True)
    if result.returncode:
        failures += 1
        print(f"FANN: another network as a model: {result.stdout}{result.stderr}")
    print(f"FANN: {len(models) + 1} networks as models, {failures} failures")
    return failures


def compare_import(bpnet, model, rows, case, found):
    """1 if a model of an exported network predicts otherwise than libfann, else 0."""
    with open(found, encoding="utf-8") as file:
        table = "\n".join(",".join(line.split()) for line in file)
    with open(found + ".csv", "w", encoding="utf-8") as file:
        file.write(table + "\n")
    size = max(abs(number) for row in case.expected for number in row)
    result = subprocess.run(
        [bpnet, "evaluate", model, rows, "--no-header", "--against", found + ".csv", "--tolerance",
         str(1e-9 * size)], capture_output=True, text=True)
    if result.returncode:
        print(f"FANN: {case} as a model again: {result.stdout}{result.stderr}")
    return 1 if result.returncode else 0


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
    return failures + check_import(bpnet, folder, usable)
