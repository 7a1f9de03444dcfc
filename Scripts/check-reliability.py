#!/usr/bin/env python3
"""Checks that docs/reliability.md promises nothing without a test: Scripts/check-reliability.py [FOLDER]

Tests and scripts that it names must exist. Each line of its tables of bad inputs must stand in the tests:
what is between back quotes, but for "…". Exit 1 for what does not.
"""
import os
import re
import sys

TEST = re.compile(r"`([A-Z]\w*Tests)(?:\.(\w+))?`|`([a-z]\w*)`")


def swift_texts(root):
    for folder, _, names in os.walk(os.path.join(root, "Tests")):
        for name in sorted(names):
            if name.endswith(".swift"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    yield file.read()


def tests_of(texts):
    """The names of the functions of each suite; the files of a suite are those that declare or extend it."""
    functions = {}
    for text in texts:
        for suite in re.findall(r"^(?:@\w+ )*(?:struct|extension) (\w+)", text, re.MULTILINE):
            functions.setdefault(suite, set()).update(re.findall(r"\bfunc (\w+)", text))
    return functions


def missing(line, functions, root):
    """The tests and scripts of a line that do not exist."""
    suite = None
    for name, test, further in TEST.findall(line):
        if name:
            suite = name
        elif suite is None:
            # A word of code in a line without a suite before it.
            continue
        test = test or further
        if suite not in functions or test and test not in functions[suite]:
            yield f"{suite}.{test}" if test else suite
    for script in re.findall(r"`(Scripts/[\w.-]+)`", line):
        if not os.path.exists(os.path.join(root, script)):
            yield script


def untested(line, texts):
    """The messages in the last cell of a row that no test expects."""
    for quoted in re.findall(r"`([^`]+)`", line.split("|")[-2]):
        # Texts of Swift have the backslash twice.
        forms = [quoted, quoted.replace("\\", "\\\\")]
        if not any(form in text for form in forms for text in texts):
            yield quoted


def main(root):
    texts = list(swift_texts(root))
    functions = tests_of(texts)
    found, count, is_of_readers, is_row = [], 0, False, False
    with open(os.path.join(root, "docs/reliability.md"), encoding="utf-8") as file:
        for number, line in enumerate(file.read().splitlines(), 1):
            place = f"docs/reliability.md:{number}:"
            if line.startswith("## "):
                is_of_readers = line.startswith("## Bad inputs")
            is_row = line.startswith("|---") or is_row and line.startswith("|")
            found += [f"{place} {name} does not exist" for name in missing(line, functions, root)]
            if is_row and not line.startswith("|---"):
                count += 1
                if is_of_readers:
                    found += [f"{place} no test expects '{text}'" for text in untested(line, texts)]
    print("\n".join(found + [f"{count} promises, {len(found)} without a test"]))
    return 1 if found or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..")))
