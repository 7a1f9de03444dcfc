#!/usr/bin/env python3
"""Tests that the checks of the sources find what they should, in small packages made for it."""

import os
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = os.path.dirname(os.path.abspath(__file__))
LOSS = """struct Loss {
  typealias Element = Float
  static let registry: [Loss] = []
}
extension Network {
  func lossGradient() {}
}
"""


def run(script, files):
    """What `script` finds in a package of these files, its status and its complaint."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            path = os.path.join(root, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        command = [sys.executable, os.path.join(SCRIPTS, script), root]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout.splitlines()[:-1], done.returncode, done.stderr


class LayerTests(unittest.TestCase):
    def check(self, folder, text, *expected):
        """Checks that a file of this layer has just the expected violations, each a line and a beginning."""
        name = f"Sources/BPNet/{folder}/File.swift"
        files = {
            "Sources/BPNet/Losses/Loss.swift": LOSS,
            "Sources/BPNet/Network/Network.swift": "struct Network {\n  let layers: [Int]\n}\n",
            "Sources/BPNet/Data/Rows.swift": "func gatherRows() {}\nlet rowLimit = 3\n",
            name: text,
        }
        found, status, complaint = run("check-layers.py", files)
        self.assertEqual(complaint, "")
        found = [line.split(", which")[0] for line in found]
        self.assertEqual(found, [f"{name}:{line}: {text}" for line, text in expected])
        self.assertEqual(status, 1 if expected else 0)

    def test_finds_types(self):
        self.check("Network", "\nstruct Workspace {\n  let loss: Loss\n}\n", (3, "names Loss of Losses"))
        self.check("Data", "let layers = Network(layers: []).layers\n", (1, "names Network of Network"))

    def test_finds_what_extensions_add(self):
        name = "names lossGradient of Losses"
        uses = ["func f() { lossGradient() }", "var b: Int { self.lossGradient() }"]
        text = "\n".join(["extension Network {"] + uses + ["}"])
        self.check("Network", text, (2, name), (3, name))

    def test_finds_functions_and_constants(self):
        text = "func f() {\n  gatherRows()\n  print(rowLimit)\n}\n"
        self.check("Kernels", text, (2, "names gatherRows of Data"), (3, "names rowLimit of Data"))

    def test_finds_code_in_literals(self):
        name = "names Loss of Losses"
        self.check("Network", 'let a = "a \\(Loss.registry)"\n', (1, name))
        self.check("Network", 'let a = "(\\(f("\\(Loss.self) Loss")))"\n', (1, name))
        self.check("Network", 'let a = #"a \\(Loss)"#\nlet b = #"\\#([Loss]())"#\n', (2, name))

    def test_leaves_comments_and_literals_alone(self):
        self.check("Network", "// Loss\n/* Loss /* Loss */ Loss */\n/// `Loss`\n")
        self.check("Network", 'let a = "Loss \\" Loss"\nlet b = """\n  Loss "Loss" Loss\n  """\n')

    def test_lets_layers_know_those_below(self):
        self.check("Recipes", "let loss = Loss()\nlet network = Network(layers: [rowLimit])\n")
        self.check("Losses", "func f(_ network: Network) { network.lossGradient() }\n")

    def test_takes_a_name_for_what_may_be_known(self):
        self.check("Network", "struct Buffer<Element> {\n  let row: Element\n}\n")
        use = "func f() { print(lossGradient, self.lossGradient) }"
        self.check("Network", f"struct A {{\n  let lossGradient = 1\n  {use}\n}}\n")

    def test_takes_arguments_of_types_for_no_names(self):
        files = {
            "Sources/BPNet/Losses/A.swift": "let a: Pairs<String, Double>, limit: Int\n",
            "Sources/BPNet/Kernels/B.swift": "func f(_ b: Double) {\n  print(limit)\n}\n",
        }
        self.assertEqual(
            run("check-layers.py", files)[0],
            ["Sources/BPNet/Kernels/B.swift:2: names limit of Losses, which Kernels may not know"])

    def test_finds_imports(self):
        self.check("Network", "\nimport CKernels\n", (2, "imports CKernels"))
        self.check("Network", "@preconcurrency import struct CKernels.bpk_layer\n", (1, "imports CKernels"))
        self.check("Kernels", "import CKernels\nimport Foundation\n")
        imports = "import BPNet\nimport CKernels\n"
        found, status, _ = run(
            "check-layers.py", {"Sources/BPNetCLI/main.swift": imports, "Sources/BPNet/A.swift": "\n"})
        self.assertEqual(
            found, ["Sources/BPNetCLI/main.swift:2: imports CKernels, which Sources/BPNetCLI may not know"])
        self.assertEqual(status, 1)

    def test_knows_every_folder_or_fails(self):
        _, status, complaint = run("check-layers.py", {"Sources/BPNet/Cellar/A.swift": "let a = 1\n"})
        self.assertIn("Cellar", complaint)
        self.assertEqual(status, 1)
        self.assertEqual(run("check-layers.py", {"README.md": ""})[1], 1)


class LengthTests(unittest.TestCase):
    def check(self, name, text, *expected):
        found, status, complaint = run("check-lengths.py", {name: text})
        self.assertEqual(complaint, "")
        self.assertEqual(found, [name + text for text in expected])
        self.assertEqual(status, 1 if expected else 0)

    def test_measures_lines(self):
        text = f"//{'é' * 108}\n//{'é' * 109}\n"
        self.check("Sources/A.swift", text, ":2: 111 columns, may have 110")
        self.check("Tests/a.h", text, ":2: 111 columns, may have 110")
        self.check("Scripts/a.py", f'"{"x" * 120}"\n', ":1: 122 columns, may have 110")

    def test_measures_files(self):
        self.check("Tests/a.c", "\n" * 400)
        self.check("Tests/a.c", "\n" * 401, ": 401 lines, may have 400")

    def test_measures_functions(self):
        before = "protocol P {\n  func f()\n  var b: Int { get }\n}\nstruct A {\n  let a = [1]\n"
        for name, head in [
            ("f", "  func f(_ g: () -> Int = { 1 })\n    -> Int {"), ("init", "  init?() {"),
            ("subscript", "  subscript(_ a: Int) -> Int {"), ("b", "  static var b: Int {"),
        ]:
            text = before + head + "\n    if a { return 1 }" + "\n" * (58 - head.count("\n"))
            self.check("Sources/A.swift", text + "  }\n}\n")
            self.check("Sources/A.swift", text + "\n  }\n}\n", f":7: {name} has 61 lines, may have 60")
        text = "#define F(x) { x\nint a[] = {1};\nstatic void\nTYPED(f)(int a) {\n  if (a) { }" + "\n" * 57
        self.check("Sources/a.c", text + "}\n")
        self.check("Sources/a.c", text + "\n}\n", ":3: f has 61 lines, may have 60")


class ReliabilityTests(unittest.TestCase):
    TESTS = {
        "Tests/ATests.swift": '@Suite struct ATests {\n  func f() { ":1: found \\\\x93, expected" }\n}\n',
        "Tests/A+More.swift": "extension ATests {\n  func g() {}\n}\n",
        "Scripts/there.py": "",
    }

    def check(self, text, *expected):
        found, status, complaint = run(
            "check-reliability.py", {**self.TESTS, "docs/reliability.md": text + "\n"})
        self.assertEqual(complaint, "")
        self.assertEqual(found, ["docs/reliability.md:" + line for line in expected])
        self.assertEqual(status, 1 if expected else 0)

    def test_finds_tests_that_do_not_exist(self):
        head = "| fault | shown by |\n|---|---|\n"
        self.check(head + "| a | `ATests.f`, `g` |\n| b | `ATests`, `Scripts/there.py` |")
        self.check(
            head + "| a | `ATests.h`, `i` |\n| b | `BTests` |\n| c | `Scripts/gone.py` |",
            "3: ATests.h does not exist", "3: ATests.i does not exist", "4: BTests does not exist",
            "5: Scripts/gone.py does not exist")

    def test_finds_lines_that_no_test_expects(self):
        head = "## Bad inputs\n| input | line |\n|---|---|\n"
        self.check(head + "| a | `:1: found \\x93`, `expected` … |")
        self.check(head + "| a | `:2: found` … |", "4: no test expects ':2: found'")

    def test_fails_without_promises(self):
        self.assertEqual(run("check-reliability.py", {"docs/reliability.md": "\n"})[1], 1)


if __name__ == "__main__":
    unittest.main()
