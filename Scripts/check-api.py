#!/usr/bin/env python3
"""Compares the library's public Swift API with docs/api/bpnet-swift.txt: check-api.py [--write] [BUILD]

BUILD is the folder of a build, such as .build/release or what `swift build --show-bin-path` prints; of
.build/debug unless given. With --write the list is written instead. A change of the API is a change of the
list, in the same commit; what users notice of it stands in CHANGELOG.md.

Exits with 1 if the API and the list differ or a public symbol has no documentation, with 69 without tools.
"""
import argparse
import difflib
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
LIST = os.path.join(ROOT, "docs", "api", "bpnet-swift.txt")
# Members that the compiler makes have no comments of their own.
SYNTHESIZED = {"rawValue", "allCases", "hash(into:)", "hashValue", "init(rawValue:)", "init(from:)",
               "encode(to:)", "==(_:_:)", "!=(_:_:)", "RawValue", "AllCases"}


def extract(build, folder):
    """Writes the symbol graph of the library."""
    tool = shutil.which("swift-symbolgraph-extract")
    if not tool:
        sys.exit(69)
    target = json.loads(subprocess.check_output(["swift", "-print-target-info"]))["target"]["triple"]
    modules = os.path.join(build, "Modules")
    command = [tool, "-module-name", "BPNet", "-target", target, "-minimum-access-level", "public",
               "-skip-synthesized-members", "-output-dir", folder, "-I", modules]
    command += ["-Xcc", f"-fmodule-map-file={build}/CKernels.build/module.modulemap"]
    if platform.system() == "Darwin":
        command += ["-sdk", subprocess.check_output(["xcrun", "--show-sdk-path"], text=True).strip()]
    subprocess.check_call(command)


def symbols(folder):
    """The declarations with their paths, those of extensions included, and the names without a comment."""
    lines, undocumented = set(), set()
    for path in sorted(glob.glob(os.path.join(folder, "*.symbols.json"))):
        with open(path, encoding="utf-8") as file:
            graph = json.load(file)
        names = {}
        for symbol in graph["symbols"]:
            name = ".".join(symbol["pathComponents"])
            names[symbol["identifier"]["precise"]] = name
            text = "".join(part["spelling"] for part in symbol["declarationFragments"])
            lines.add(f"{name}: {' '.join(text.split())}")
            if "docComment" not in symbol and symbol["pathComponents"][-1] not in SYNTHESIZED:
                undocumented.add(name)
        for relation in graph["relationships"]:
            if relation["kind"] in ("conformsTo", "inheritsFrom") and relation["source"] in names:
                other = relation.get("targetFallback") or names.get(relation["target"], relation["target"])
                lines.add(f"{names[relation['source']]} : {other}")
    return sorted(lines), sorted(undocumented)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", nargs="?", default=os.path.join(ROOT, ".build", "debug"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        extract(os.path.abspath(options.build), folder)
        found, undocumented = symbols(folder)
    if options.write:
        with open(LIST, "w", encoding="utf-8") as file:
            file.write("\n".join(found) + "\n")
    with open(LIST, encoding="utf-8") as file:
        expected = file.read().splitlines()
    difference = list(difflib.unified_diff(expected, found, "the list", "the API", n=0, lineterm=""))
    print("\n".join(difference + [f"{name}: no documentation" for name in undocumented]))
    print(f"{len(found)} lines of the API, {len(difference)} lines of difference, "
          f"{len(undocumented)} symbols without documentation")
    return 1 if difference or undocumented else 0


if __name__ == "__main__":
    sys.exit(main())
