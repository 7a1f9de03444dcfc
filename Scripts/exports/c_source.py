"""Exported C files beside `bpnet predict`: compiled by several compilers, and equal in every bit."""
import csv
import os
import shutil
import struct
import subprocess
from concurrent.futures import ThreadPoolExecutor

STRICT = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
# What compiles a file, and what runs the program. The first of each language and processor is enough for a
# short check.
COMPILERS = [
    ("gcc", ["gcc", "-std=c99", "-O2"], []),
    # Contracts products and sums by default.
    ("gcc -std=gnu99 -O2", ["gcc", "-std=gnu99", "-O2"], []),
    ("gcc -O3 -march=native", ["gcc", "-std=c99", "-O3", "-march=native"], []),
    ("clang", ["clang", "-std=c99", "-O2"], []),
    ("g++", ["g++", "-x", "c++", "-std=c++17", "-O2", "-march=native"], []),
    ("clang++", ["clang++", "-x", "c++", "-std=c++17", "-O1", "-march=native"], []),
    ("aarch64", ["aarch64-linux-gnu-gcc", "-std=c99", "-O2", "-static"], ["qemu-aarch64"]),
    ("armhf", ["arm-linux-gnueabihf-gcc", "-std=c99", "-O2", "-static"], ["qemu-arm"]),
]

DRIVER = """
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
%(includes)s
static FILE *open_file(const char *path, const char *mode) {
  FILE *file = fopen(path, mode);
  if (!file) exit(2);
  return file;
}
%(functions)s
int main(void) {
%(calls)s
  return 0;
}
"""

# Reads rows of cells, and writes for each the result and the numbers.
FUNCTION = """
static void run_%(name)s(void) {
  double inputs[%(name)s_input_count], outputs[%(name)s_output_count];
  char cell[256];
  int i, result;
  FILE *source = open_file("%(name)s.cells", "r"), *target = open_file("%(name)s.out", "wb");
  for (;;) {
    for (i = 0; i < %(count)d; ++i) {
      if (!fgets(cell, sizeof cell, source)) break;
      cell[strcspn(cell, "\\n")] = 0;
      %(encode)s
    }
    if (i < %(count)d) break;
    result = %(name)s_predict(inputs, outputs);
    fwrite(&result, sizeof result, 1, target);
    fwrite(outputs, sizeof outputs, 1, target);
    if (%(name)s_predict_rows(1, inputs, outputs) != (result >= 0)) exit(3);
    fwrite(outputs, sizeof outputs, 1, target);
  }
  fclose(source), fclose(target);
}
"""
NUMBERS = "inputs[i] = cell[0] ? strtod(cell, NULL) : NAN;"
WORDS = """switch (cell[0]) {
        case 0: %(name)s_set_number(inputs, i, NAN); break;
        case 'w': if (%(name)s_set_word(inputs, i, cell + 1)) exit(4); break;
        default: %(name)s_set_number(inputs, i, strtod(cell, NULL));
      }"""


def write_cells(folder, case):
    """Writes the cells of all rows, a line each: nothing for a missing one, `w` before a word."""
    with open(os.path.join(folder, f"{case.name}.cells"), "w", encoding="utf-8") as file:
        for cell in sum(case.rows, []):
            text = "" if cell is None else f"w{cell}" if isinstance(cell, str) else repr(cell)
            file.write(text + "\n")


def write_driver(folder, cases):
    functions, calls = [], []
    for case in cases:
        encode = (WORDS if case.task == "words" else NUMBERS) % {"name": case.name}
        functions.append(FUNCTION % {"name": case.name, "count": len(case.rows[0]), "encode": encode})
        calls.append(f"  run_{case.name}();")
        write_cells(folder, case)
    includes = "\n".join(
        f"#define {case.name.upper()}_DECLARATIONS\n#include \"{case.name}.c\"" for case in cases)
    with open(os.path.join(folder, "driver.c"), "w", encoding="utf-8") as file:
        file.write(DRIVER % {"includes": includes, "functions": "\n".join(functions),
                             "calls": "\n".join(calls)})


def same(number, expected):
    return struct.pack("<d", number) == struct.pack("<d", expected)


def compare(folder, case):
    """Compares the numbers that a program has written; returns how many are different."""
    with open(os.path.join(folder, f"{case.name}.out"), "rb") as file:
        content = file.read()
    width = len(case.expected[0])
    form = struct.Struct(f"<i{2 * width}d")
    rows = list(form.iter_unpack(content))
    assert len(rows) == len(case.expected), f"{case}: {len(rows)} rows, expected {len(case.expected)}"
    wrong = 0
    for (result, *numbers), expected, labels in zip(rows, case.expected, case.labels):
        wrong += sum(not same(*pair) for pair in zip(numbers, expected + expected))
        if case.task in ("classes", "two classes", "words"):
            wrong += case.names[result] != labels[0]
        elif result != 0:
            wrong += 1
    return wrong


def check(bpnet, folder, cases, is_short):
    """Returns the number of models that differ with some compiler."""
    for case in cases:
        subprocess.run(
            [bpnet, "export", case.model, "--format", "c", "--symbol-prefix", case.name, "-o",
             os.path.join(folder, f"{case.name}.c")], check=True)
        output = subprocess.run(
            [bpnet, "predict", case.model, case.data], check=True, capture_output=True).stdout
        header = next(csv.reader(output.decode().splitlines()))
        case.names = [name.removeprefix("probability_") for name in header[1:]]
    write_driver(folder, cases)
    failures = 0
    for name, command, runner in COMPILERS:
        for tool in command[:1] + runner:
            if not shutil.which(tool):
                raise SystemExit(f"C: {tool} is not installed")
        if is_short and name in ("gcc", "clang", "g++"):
            continue
        sources = [f"{case.name}.c" for case in cases] + ["driver.c"]

        compile_all(command, sources, folder, "driver")
        subprocess.run(runner + ["./driver"], cwd=folder, check=True)
        wrong = [case for case in cases if compare(folder, case)]
        for case in wrong[:10]:
            print(f"C, {name}: {case} differs in {compare(folder, case)} numbers")
        print(f"C, {name}: {len(cases)} models, {len(cases) - len(wrong)} equal to predict in every bit")
        failures += len(wrong)
        if runner == []:
            check_symbols(folder, cases)
    return failures


def compile_all(command, sources, folder, program):
    """Compiles each source, without a warning, and links them."""
    def build(source):
        subprocess.run(command + STRICT + ["-c", source, "-o", source[:-1] + "o"], cwd=folder, check=True)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(build, sources))
    flags = [flag for flag in command[1:] if flag not in ("-x", "c++")]
    objects = [source[:-1] + "o" for source in sources]
    subprocess.run(command[:1] + flags + objects + ["-o", program, "-lm"], cwd=folder, check=True)


def check_symbols(folder, cases):
    """Checks that nothing but fma and fmaf is needed, what compilers make of loops that copy, and their own
    account of the processor."""
    for case in cases:
        output = subprocess.run(
            ["nm", "-u", f"{case.name}.o"], cwd=folder, check=True, capture_output=True, text=True).stdout
        needed = {line.split()[-1] for line in output.splitlines()}
        strange = sorted(needed - {"fma", "fmaf", "memcpy", "memset", "__cpu_model", "_GLOBAL_OFFSET_TABLE_"})
        if strange:
            raise SystemExit(f"C: {case} needs {', '.join(strange)}")
