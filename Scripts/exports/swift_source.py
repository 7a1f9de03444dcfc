"""Exported Swift files beside `bpnet predict`: compiled without a warning, and equal in every bit."""
import os
import shutil
import struct
import subprocess

from exports import c_source

# What compiles all files at once.
BUILDS = [
    ("swiftc -O", ["-O", "-whole-module-optimization"]),
    ("swiftc -O -march=native", ["-O", "-whole-module-optimization", "-Xcc", "-march=native"]),
    ("swiftc -Onone", ["-Onone"]),
]

DRIVER = """
import Foundation

func lines(_ path: String) -> [String] {
  guard let data = FileManager.default.contents(atPath: path) else { fatalError(path) }
  return String(decoding: data, as: UTF8.self).split(separator: "\\n", omittingEmptySubsequences: false)
    .dropLast().map(String.init)
}

func write(_ numbers: [[Double]], _ labels: [[String]], _ name: String) {
  let bytes = numbers.reduce(into: Data()) { data, row in
    row.withUnsafeBytes { data.append(contentsOf: $0) }
  }
  let texts = labels.map { $0.map { "\\($0)\\n" }.joined() }.joined()
  guard (try? bytes.write(to: URL(fileURLWithPath: name + ".numbers"))) != nil,
    (try? Data(texts.utf8).write(to: URL(fileURLWithPath: name + ".labels"))) != nil
  else { fatalError(name) }
}

func rows(_ cells: [String], _ count: Int) -> [[String]] {
  stride(from: 0, to: cells.count, by: count).map { Array(cells[$0..<($0 + count)]) }
}
"""

FUNCTION = """
func run%(type)s() throws {
  var (numbers, labels): ([[Double]], [[String]]) = ([], [])
  let all = rows(lines("%(name)s.cells"), %(count)d)
  let inputs = %(inputs)s
  for (row, prediction) in zip(inputs, try %(type)s.predict(rows: inputs)) {
    guard try %(type)s.predict(row) == prediction else { fatalError("rows are not single ones") }
    numbers.append(prediction.numbers)
    %(labels)s
  }
  var invalid = inputs[0]
  invalid[invalid.count - 1] = .infinity
  if (try? %(type)s.predict(invalid)) != nil { fatalError("infinity is an input") }
  write(numbers, labels, "%(name)s")
}
"""
NUMBERS = "all.map { row in row.map { $0.isEmpty ? Double.nan : Double($0) ?? .infinity } }"
WORDS = """try all.map { row in
    try %(type)s.inputs(
      of: row.map {
        $0.isEmpty ? nil : $0.first == "w" ? .word(String($0.dropFirst())) : .number(Double($0) ?? .infinity)
      })
  }"""
LABELS = {
    "classes": "labels.append([prediction.label])", "labels": "labels.append(prediction.labels)", None: "",
}


def kind(case):
    kinds = {"classes": "classes", "two classes": "classes", "words": "classes", "labels": "labels"}
    return kinds.get(case.task)


def write_driver(folder, models):
    texts = [DRIVER]
    for case in models:
        names = {"type": case.name.capitalize(), "name": case.name, "count": len(case.rows[0])}
        names["inputs"] = (WORDS if case.task == "words" else NUMBERS) % names
        names["labels"] = LABELS[kind(case)]
        texts.append(FUNCTION % names)
        c_source.write_cells(folder, case)
    texts += [f"try run{case.name.capitalize()}()" for case in models]
    with open(os.path.join(folder, "main.swift"), "w", encoding="utf-8") as file:
        file.write("\n".join(texts) + "\n")


def compare(folder, case):
    """How many numbers and labels that a program has written are different."""
    with open(os.path.join(folder, f"{case.name}.numbers"), "rb") as file:
        content = file.read()
    expected = [number for row in case.expected for number in row]
    assert len(content) == 8 * len(expected), f"{case}: {len(content) // 8} numbers"
    found = struct.unpack(f"<{len(expected)}d", content)
    wrong = sum(not c_source.same(*pair) for pair in zip(found, expected))
    if kind(case):
        with open(os.path.join(folder, f"{case.name}.labels"), encoding="utf-8") as file:
            labels = file.read().split("\n")[:-1]
        expected = sum(case.labels, [])
        assert len(labels) == len(expected), f"{case}: {len(labels)} labels"
        wrong += sum(one != other for one, other in zip(labels, expected))
    return wrong


def check(bpnet, folder, cases, is_short):
    """Returns the number of models that differ in some build."""
    if not shutil.which("swiftc"):
        raise SystemExit("Swift: swiftc is not installed")
    for case in cases:
        path = os.path.join(folder, f"{case.name}.swift")
        subprocess.run(
            [bpnet, "export", case.model, "--format", "swift", "--symbol-prefix", case.name, "-o", path],
            check=True)
        with open(path, encoding="utf-8") as file:
            assert not any(line.startswith("import ") for line in file), f"{case} imports something"
    write_driver(folder, cases)
    sources = [f"{case.name}.swift" for case in cases] + ["main.swift"]
    failures = 0
    for name, flags in BUILDS[:1] if is_short else BUILDS:
        subprocess.run(
            ["swiftc", "-swift-version", "6", "-warnings-as-errors"] + flags + sources
            + ["-o", "swift-driver"], cwd=folder, check=True)
        subprocess.run(["./swift-driver"], cwd=folder, check=True)
        wrong = [case for case in cases if compare(folder, case)]
        for case in wrong[:10]:
            print(f"Swift, {name}: {case} differs in {compare(folder, case)} numbers or labels")
        print(f"Swift, {name}: {len(cases)} models, {len(cases) - len(wrong)} equal to predict in every bit")
        failures += len(wrong)
    return failures
