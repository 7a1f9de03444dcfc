"""Exported C without floating point beside predictions: compiled by gcc, clang and for 32-bit ARM."""
import json
import os
import re
import shutil
import struct
import subprocess

from exports import c_source

COMPILERS = [
    ("gcc", ["gcc", "-std=c99", "-O2", "-fsanitize=undefined", "-fno-sanitize-recover"], []),
    ("clang++", ["clang++", "-x", "c++", "-std=c++17", "-O1"], []),
    ("armhf", ["arm-linux-gnueabihf-gcc", "-std=c99", "-Os", "-static"], ["qemu-arm"]),
]
# Functions of 64-bit integers, which 32-bit processors have not.
INTEGER = {"__aeabi_ldivmod", "__aeabi_lmul", "__aeabi_llsl", "__aeabi_lasr", "__aeabi_llsr",
           "memset", "memcpy"}
# What soft floating point calls.
FLOATING = re.compile(r"__aeabi_([fd]|.*2[fd]$)|__.*[sd]f[23]?$|fma|exp")
# In each output's range. Words and missing values leave few rows to take ranges from.
TOLERANCES = {"int8": 0.1, "int16": 0.01}

DRIVER = """
#include <stdio.h>
#include <stdlib.h>
%(includes)s
int main(void) {
  FILE *source, *target;
%(calls)s
  return 0;
}
"""
# Reads rows of whole numbers, and writes for each the result and the whole numbers predicted.
CALL = """  {
    int32_t inputs[%(name)s_input_count], outputs[%(name)s_output_count], result;
    if (!(source = fopen("%(name)s.whole", "rb")) || !(target = fopen("%(name)s.found", "wb"))) exit(2);
    fwrite(%(name)s_output_bits, 1, sizeof %(name)s_output_bits, target);
    while (fread(inputs, sizeof inputs, 1, source)) {
      result = %(name)s_predict(inputs, outputs);
      fwrite(&result, sizeof result, 1, target);
      fwrite(outputs, sizeof outputs, 1, target);
    }
    inputs[0] = INT32_MIN;
    result = %(name)s_predict(inputs, outputs);
    if (result != %(missing)s) exit(3);
    fclose(source), fclose(target);
  }"""


def quantized(cases):
    """The cases that fixed point can hold, of inputs that are numbers."""
    return [case for case in cases if case.task not in ("counts", "words", "missing")]


def refused(bpnet, folder, cases):
    """Counts are refused in one line, and leave no file."""
    for case in [case for case in cases if case.task == "counts"][:1]:
        path = os.path.join(folder, "refused.c")
        result = subprocess.run(
            [bpnet, "export", case.model, "-o", path, "--quantize", "int8", "--data", case.data],
            capture_output=True, text=True)
        assert result.returncode == 65 and "logarithms" in result.stderr, (str(case), result.stderr)
        assert not os.path.exists(path)


def bits(text, name):
    found = re.search(rf"{name}\[\] = \{{(.*?)\}};", text, re.S)
    return [int(number) for number in found.group(1).replace("\n", " ").split(",") if number.strip()]


def export(bpnet, folder, case, weights):
    """Exports a case; returns what is said of the loss."""
    name = f"{case.name}_{weights}"
    path = os.path.join(folder, f"{name}.c")
    output = subprocess.run(
        [bpnet, "export", case.model, "--format", "c", "--quantize", weights, "--data", case.data,
         "--symbol-prefix", name, "--json", "-o", path], check=True, capture_output=True, text=True).stdout
    with open(path, encoding="utf-8") as file:
        text = file.read()
    code = re.sub(r"/\*.*?\*/|\"(\\.|[^\"])*\"", "", text, flags=re.S)
    assert not re.search(r"\b(float|double|math\.h)\b|\d\.\d", code), f"{name} has floating point"
    scales = bits(text, f"{name}_input_bits")
    with open(os.path.join(folder, f"{name}.whole"), "wb") as file:
        for row in case.rows:
            numbers = [round_away(number * 2.0 ** scale) for number, scale in zip(row, scales)]
            file.write(struct.pack(f"<{len(numbers)}i", *numbers))
    return json.loads(output)["quantization"]["differences"]


def round_away(number):
    return int(abs(number) + 0.5) * (1 if number >= 0 else -1)


def compare(folder, case, weights, said):
    """The faults of what a program has written."""
    name, width = f"{case.name}_{weights}", len(case.expected[0])
    with open(os.path.join(folder, f"{name}.found"), "rb") as file:
        content = file.read()
    scales = struct.unpack(f"<{width}b", content[:width])
    rows = list(struct.iter_unpack(f"<{width + 1}i", content[width:]))
    if len(rows) != len(case.rows):
        return [f"{len(rows)} rows"]
    found = [[number / 2.0 ** scale for number, scale in zip(row[1:], scales)] for row in rows]
    differences = [[abs(a - b) for a, b in zip(*pair)] for pair in zip(found, case.expected)]
    faults = []
    largest = max(map(max, differences))
    # The program computes what the export has measured, in the same whole numbers.
    if abs(largest - said["largest_difference"]) > 1e-12 + 1e-9 * max(map(abs, case.expected[0])):
        faults.append(f"differs by {largest:.3g}, not {said['largest_difference']:.3g} as was said")
    for index in range(width):
        column = [row[index] for row in case.expected]
        spread = 1 if case.labels[0] else max(max(column) - min(column), 1e-3 * max(map(abs, column)))
        error = max(row[index] for row in differences)
        if error > TOLERANCES[weights] * spread and "hard-limit" not in case.description:
            faults.append(f"number {index} differs by {error / spread:.2g} of the range")
    return faults


def check_no_floating_point(folder, names):
    """Checks the objects of a processor without floating point: no call of it, and no instruction."""
    for name in names:
        for flags in ["-marm", "-march=armv5te"], ["-mthumb", "-march=armv7-a"]:
            target = ["arm-linux-gnueabihf-gcc"] + flags
            subprocess.run(
                target + ["-mfloat-abi=soft", "-std=c99", "-Os", "-ffreestanding", "-c", f"{name}.c", "-o",
                          "soft.o"], cwd=folder, check=True)
            symbols = subprocess.run(
                ["arm-linux-gnueabihf-nm", "-u", "soft.o"], cwd=folder, check=True, capture_output=True,
                text=True).stdout.split()
            strange = sorted(set(symbols) - {"U"} - INTEGER)
            assert not [one for one in strange if FLOATING.match(one)], f"{name} calls {strange}"
            assert not strange, f"{name} needs {strange}"
            code = subprocess.run(
                ["arm-linux-gnueabihf-objdump", "-d", "soft.o"], cwd=folder, check=True, capture_output=True,
                text=True).stdout
            assert not re.search(r"\tv(ldr|str|mul|add|mov|cvt|fma)", code), f"{name} has instructions for it"


def check(bpnet, folder, cases, is_short):
    """Returns the number of models that differ by too much with some compiler."""
    refused(bpnet, folder, cases)
    models = quantized(cases)
    said = {(case.name, weights): export(bpnet, folder, case, weights)
            for case in models for weights in TOLERANCES}
    names = [f"{name}_{weights}" for name, weights in said]
    with open(os.path.join(folder, "fixed.c"), "w", encoding="utf-8") as file:
        includes = "\n".join(
            f"#define {name.upper()}_DECLARATIONS\n#include \"{name}.c\"" for name in names)
        calls = "\n".join(CALL % {"name": name, "missing": "-1"} for name in names)
        file.write(DRIVER % {"includes": includes, "calls": calls})
    failures = 0
    for label, command, runner in COMPILERS:
        for tool in command[:1] + runner:
            if not shutil.which(tool):
                raise SystemExit(f"C without floating point: {tool} is not installed")
        sources = [f"{name}.c" for name in names] + ["fixed.c"]
        c_source.compile_all(command, sources, folder, "fixed")
        subprocess.run(runner + ["./fixed"], cwd=folder, check=True)
        wrong = 0
        for case in models:
            for weights in TOLERANCES:
                faults = compare(folder, case, weights, said[case.name, weights])
                wrong += bool(faults)
                if faults and wrong <= 10:
                    print(f"C in {weights}, {label}: {case} {'; '.join(faults)}")
        print(f"C without floating point, {label}: {len(models)} models in int8 and int16, "
              f"{2 * len(models) - wrong} of {2 * len(models)} as measured")
        failures += wrong
    check_no_floating_point(folder, names[:8] if is_short else names)
    return failures
