#!/usr/bin/env python3
"""Lists files, functions and lines that are too long: Scripts/check-lengths.py [FOLDER]

FOLDER is the root of the package. swift-format looks at code alone, here comments and literals count, too.
"""

import os
import sys

from source_tokens import c_code, swift_code, tokens
from swift_declarations import FUNCTIONS, declarations

MAXIMUM_LINES_OF_FILE = 400
MAXIMUM_LINES_OF_FUNCTION = 60
# The lineLength of .swift-format.
MAXIMUM_COLUMNS = 110

PLACES = [".ci/run", "Benchmarks", "Package.swift", "Scripts", "Sources", "Tests"]
ENDINGS = (".swift", ".c", ".h", ".py", ".sh")


def source_files(root):
    for place in PLACES:
        if os.path.isfile(os.path.join(root, place)):
            yield place
        for parent, folders, names in os.walk(os.path.join(root, place)):
            folders.sort()
            for name in sorted(names):
                if name.endswith(ENDINGS):
                    yield os.path.relpath(os.path.join(parent, name), root)


def swift_functions(text):
    """Name, first and last line of each function, initialiser and computed property."""
    for declaration in declarations(tokens(swift_code(text))):
        if declaration.last_line and declaration.kind in FUNCTIONS | {"var"}:
            yield declaration.name, declaration.line, declaration.last_line


def c_functions(text):
    """Name, first and last line of each function."""
    depth, before, first, name = 0, "", None, None
    for token, line in tokens(c_code(text)):
        if depth == 0:
            if first is None:
                first, name = line, None
            if token == "(" and name is None:
                name = before
            elif before == "(" and name == "TYPED":
                name = token
            is_function = token == "{" and before == ")"
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
            if depth == 0 and is_function:
                yield name, first, line
        if depth == 0 and token in ("}", ";"):
            first = None
        before = token


FUNCTIONS_OF = {".swift": swift_functions, ".c": c_functions, ".h": c_functions}


def violations(path, text):
    lines = text.splitlines()
    if len(lines) > MAXIMUM_LINES_OF_FILE:
        yield f"{path}: {len(lines)} lines, may have {MAXIMUM_LINES_OF_FILE}"
    for number, line in enumerate(lines, 1):
        if len(line) > MAXIMUM_COLUMNS:
            yield f"{path}:{number}: {len(line)} columns, may have {MAXIMUM_COLUMNS}"
    functions = FUNCTIONS_OF.get(os.path.splitext(path)[1], lambda _: ())
    for name, first, last in functions(text):
        if last - first >= MAXIMUM_LINES_OF_FUNCTION:
            yield f"{path}:{first}: {name} has {last - first + 1} lines, may have {MAXIMUM_LINES_OF_FUNCTION}"


def main(root):
    count, found = 0, []
    for path in source_files(root):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            found += violations(path, file.read())
        count += 1
    print("\n".join(found + [f"{count} files, {len(found)} lengths beyond what they may be"]))
    return 1 if found or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..")))
