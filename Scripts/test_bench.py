#!/usr/bin/env python3
"""Tests what benchmarks say without measuring: names of processors, limits of instructions, summaries."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "Benchmarks", "peers"))

import processor_name  # noqa: E402
import train_summary  # noqa: E402


class ProcessorNameTests(unittest.TestCase):
    def check(self, cpuinfo, title, file):
        self.assertEqual(processor_name.title(cpuinfo), title)
        self.assertEqual(processor_name.file_name(title), file)

    def test_names_with_numbers(self):
        self.check("model name\t: Intel(R) Xeon(R) Platinum 8488C\ncpu family\t: 6\nmodel\t\t: 143\n",
                   "Intel Xeon Platinum 8488C", "intel-xeon-platinum-8488c.md")
        self.check("model name : Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz\n", "Intel Core i7-8550U",
                   "intel-core-i7-8550u.md")
        self.check("model name: AMD Ryzen 9 7950X 16-Core Processor\n", "AMD Ryzen 9 7950X",
                   "amd-ryzen-9-7950x.md")
        self.check("model name: Apple M2 Pro\n", "Apple M2 Pro", "apple-m2-pro.md")

    def test_names_without_numbers(self):
        self.check("model name\t: Intel(R) Xeon(R) Processor\ncpu family\t: 6\nmodel\t\t: 207\n",
                   "Intel Xeon (family 6, model 207)", "intel-xeon-family-6-model-207.md")
        self.check("cpu family: 25\nmodel: 17\n", "Processor (family 25, model 17)",
                   "processor-family-25-model-17.md")

    def test_no_name(self):
        self.check("", "unknown processor", "unknown-processor.md")

    def test_this_machine(self):
        command = [sys.executable, os.path.join(ROOT, "Scripts", "processor_name.py"), "--file"]
        name = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.assertRegex(name, r"\A[a-z0-9-]+\.md\n\Z")
        self.assertNotEqual(subprocess.run(command + ["x"], capture_output=True, check=False).returncode, 0)


class LimitTests(unittest.TestCase):
    def test_avx2_is_for_all_sides(self):
        limited = train_summary.limited({"PATH": "p", "XLA_FLAGS": "--a=b"}, "avx2")
        self.assertEqual(limited["BPNET_ISA"], "avx2")
        self.assertEqual(limited["XLA_FLAGS"], "--a=b --xla_cpu_max_isa=AVX2")
        self.assertEqual(limited["ATEN_CPU_CAPABILITY"], "avx2")
        self.assertEqual(limited["PATH"], "p")
        self.assertIn("--xla_cpu_max_isa=AVX2", train_summary.limit_text("avx2"))

    def test_no_limit(self):
        self.assertEqual(train_summary.limited({"A": "1"}, None), {"A": "1"})
        self.assertIsNone(train_summary.limit_text(None))

    def test_other_sets_are_ours_alone(self):
        self.assertEqual(train_summary.limited({}, "portable"), {"BPNET_ISA": "portable"})
        self.assertIn("the peers use what the processor has", train_summary.limit_text("portable"))


class SummaryTests(unittest.TestCase):
    def test_mean_and_least(self):
        results = [("a", {"ratio": 8.0, "best_peer": "J"}), ("b", {"ratio": 0.5, "best_peer": "P"}),
                   ("c", {"ratio": None, "best_peer": None}), ("d", {"ratio": 2.0, "best_peer": "J"})]
        figures = train_summary.summary(results)
        self.assertAlmostEqual(figures["geometric_mean"], 2)
        self.assertEqual((figures["workloads"], figures["least"]), (3, 0.5))
        text = train_summary.summary_text(figures)
        self.assertIn("geometric mean **2.00** of 3 workloads, the least 0.50 (b; P)", text)

    def test_no_ratio(self):
        self.assertIsNone(train_summary.summary([("c", {"ratio": None, "best_peer": None})]))
        self.assertIsNone(train_summary.summary([]))


class SurveyTests(unittest.TestCase):
    def test_shapes(self):
        try:
            from train_workloads import survey_workloads
        except ImportError:
            self.skipTest("no NumPy")
        workloads = survey_workloads()
        names = {workload.name for workload in workloads}
        self.assertEqual(len(names), len(workloads))
        self.assertGreaterEqual(len(names), 20)
        self.assertEqual({workload.batch for workload in workloads} & {1, 1024}, {1, 1024})
        for name in ("2-5-1, batch 1", "1-10-1, batch 100", "2-50-2, batch 60", "13-7-1, batch 10",
                     "30-20-3, batch 16", "64-32-10, batch 32", "200-100-50-10, batch 50",
                     "500-300-300-20, batch 200", "784-30-10, batch 1", "784-128-10, batch 1",
                     "784-128-10, batch 64"):
            self.assertIn(name, names)


class FileTests(unittest.TestCase):
    """Scripts/bench.sh with programs that measure nothing, and no other library."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = self.folder.name
        os.makedirs(self.path("Scripts"))
        for name in ("bench.sh", "processor_name.py"):
            shutil.copy(os.path.join(ROOT, "Scripts", name), self.path("Scripts"))
        self.program("bin/swift", "exit 0")
        self.program("bin/no-python", "exit 1")
        self.program(".build/release/bpnet-bench", 'echo "measured $*"')
        self.name = processor_name.file_name(processor_name.this_title())

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def program(self, path, line):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "w", encoding="utf-8") as file:
            file.write(f"#!/usr/bin/env bash\n{line}\n")
        os.chmod(self.path(path), 0o755)

    def bench(self, *arguments, isa=None):
        environment = {**os.environ, "PYTHON": self.path("bin/no-python")}
        environment["PATH"] = f"{self.path('bin')}:{environment['PATH']}"
        environment.pop("BPNET_ISA", None)
        if isa:
            environment["BPNET_ISA"] = isa
        command = ["bash", self.path("Scripts/bench.sh"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    def written(self, name):
        with open(self.path("Benchmarks/results", name), encoding="utf-8") as file:
            return file.read()

    def test_file_of_the_processor(self):
        self.assertEqual(self.bench("--quick").returncode, 0)
        text = self.written(self.name)
        self.assertTrue(text.startswith(f"# Benchmarks on {processor_name.this_title()}\n"))
        self.assertIn("`Scripts/bench.sh --quick`", text)
        self.assertIn("measured train", text)

    def test_file_of_an_instruction_set(self):
        self.assertEqual(self.bench(isa="avx2").returncode, 0)
        self.assertIn("Instructions: avx2", self.written(self.name.replace(".md", "-avx2.md")))

    def test_other_places(self):
        done = self.bench("-")
        self.assertIn("measured peak", done.stdout)
        self.assertEqual(self.bench(self.path("own.md")).stdout, "")
        self.assertTrue(os.path.exists(self.path("own.md")))
        self.assertFalse(os.path.exists(self.path("Benchmarks")))

    def test_failures_are_counted(self):
        self.program(".build/release/bpnet-bench", "exit 3")
        done = self.bench("-")
        self.assertEqual(done.returncode, 1)
        self.assertIn("(failed)", done.stdout)

    def test_usage(self):
        self.assertEqual(self.bench("--quicker").returncode, 64)
        self.assertEqual(self.bench("a", "b").returncode, 64)


if __name__ == "__main__":
    unittest.main()
