#!/usr/bin/env python3
"""Checks that no file names what belongs to a layer above it: Scripts/check-layers.py [FOLDER]

A layer is a folder of Sources/BPNet, with its subfolders. It may name what the layers below it declare:
types, functions and constants outside of types, and what extensions add to types of other layers. FOLDER is
the root of the package.

The check reads names, not types: a name belongs to all layers that declare it, and a use is a violation if
the layer may know none of them. So a name that a layer below declares, too, is never a violation.
"""

import os
import re
import sys
from collections import defaultdict

from source_tokens import is_name, swift_code, tokens
from swift_declarations import NAMES_OF_TYPES, TYPES, declarations

# Each layer, from the ground up, and the layers right below it: it may know these, and what these may know.
LAYERS = {
    "Errors": [],
    "Text": ["Errors"],
    "Numerics": ["Errors"],
    "Kernels": ["Numerics"],
    "Concurrency": ["Kernels"],
    "Data": ["Kernels", "Concurrency", "Text"],
    "Choices": ["Errors"],
    "Network": ["Kernels", "Choices"],
    "Losses": ["Network"],
    "Optimizers": ["Network"],
    "Training": ["Losses", "Optimizers", "Data", "Concurrency"],
    "Evaluation": ["Training", "Text"],
    "Tasks": ["Evaluation"],
    "Models": ["Tasks"],
    "Recipes": ["Models", ""],
    "Export": ["Models", ""],
    # Files that stand in no folder.
    "": ["Errors"],
}

# The modules that each folder of sources may import, beside those of the toolchain.
MODULES = {
    "Sources/SystemLibrary": [],
    "Sources/BPNet": [],
    "Sources/BPNet/Kernels": ["CKernels"],
    "Sources/BPNetC": ["BPNet", "CBPNet"],
    "Sources/BPNetExamples": ["BPNet"],
    "Sources/BPNetPictures": ["BPNet"],
    "Sources/CommandSupport": ["BPNet"],
    "Sources/BPNetCLI": ["BPNet", "BPNetExamples", "BPNetPictures", "CommandSupport"],
    "Benchmarks/BPNetBench": ["BPNet", "CKernels", "CommandSupport"],
}
# SystemLibrary hands on the C library of the system, whichever that is.
TOOLCHAIN = [
    "Foundation", "FoundationEssentials", "Synchronization", "SystemLibrary", "Glibc", "Musl", "Darwin",
]

# What extensions of a layer add under the name of a member of the standard library, which all may use.
STANDARD_NAMES = {"prefix"}

LIBRARY = "Sources/BPNet"
IMPORT = re.compile(r"^[ \t]*(?:@?\w+[ \t]+)*import[ \t]+(?:\w+[ \t]+)?(\w+)", re.M)


def visible(layer):
    """The layer and all that it may know."""
    known = {layer}
    for below in LAYERS[layer]:
        known |= visible(below)
    return known


class SourceFile:
    def __init__(self, root, path):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            self.code = swift_code(file.read())
        self.path = path
        self.tokens = tokens(self.code)
        self.declarations = declarations(self.tokens)
        folders = os.path.relpath(path, LIBRARY).split(os.sep)[:-1]
        self.layer = folders[0] if folders else ""


def swift_files(root, folder):
    for parent, folders, names in os.walk(os.path.join(root, folder)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".swift"):
                yield os.path.relpath(os.path.join(parent, name), root)


class Names:
    """Who declares what."""

    def __init__(self, files):
        # The layers that declare a type of this name, not within another one.
        self.types = defaultdict(set)
        # The layers that declare anything of this name.
        self.all = defaultdict(set)
        # The names that give a layer away without a type of its own: functions and constants of files, and
        # what extensions add to types of other layers.
        self.telling = set()
        for file in files:
            for declaration in file.declarations:
                if declaration.scope == "file" and declaration.kind in TYPES | NAMES_OF_TYPES:
                    self.types[declaration.name].add(file.layer)
                if declaration.kind != "extension":
                    self.all[declaration.name].add(file.layer)
        for file in files:
            self.telling |= {d.name for d in file.declarations if self.is_telling(d, file.layer)}

    def is_telling(self, declaration, layer):
        if declaration.kind in ("extension", "init", "subscript"):
            return False
        owner = declaration.owner
        if owner is None:
            return declaration.scope == "file"
        return owner.kind == "extension" and layer not in self.types[owner.name]

    def owners(self, name, before, local):
        """The layers one of which `name` belongs to; none if that is not to be told."""
        if name in self.types:
            return self.all[name]
        if name in self.telling and name not in STANDARD_NAMES and (before == "." or name not in local):
            return self.all[name]
        return set()


def local_names(file):
    """What the file itself may mean by a name without a dot before it: parameters, labels, constants."""
    names = {declaration.name for declaration in file.declarations if declaration.kind != "extension"}
    for (name, _), (after, _) in zip(file.tokens, file.tokens[1:]):
        if after in (":", ",", "in") or name in ("for", "case"):
            names.add(name if after in (":", ",", "in") else after)
    return names


def violations_of_layers(files):
    names = Names(files)
    for file in files:
        known, local = visible(file.layer), local_names(file)
        before = ""
        for name, line in file.tokens:
            owners = names.owners(name, before, local) if is_name(name) else set()
            if owners and not owners & known:
                yield (f"{file.path}:{line}: names {name} of {' and '.join(sorted(owners))}, "
                       f"which {file.layer or 'a file without a layer'} may not know")
            before = name


def violations_of_imports(file):
    folder = max((f for f in MODULES if file.path.startswith(f + os.sep)), key=len)
    for match in IMPORT.finditer(file.code):
        if match.group(1) not in MODULES[folder] + TOOLCHAIN:
            line = file.code.count("\n", 0, match.start()) + 1
            yield f"{file.path}:{line}: imports {match.group(1)}, which {folder} may not know"


def main(root):
    everything = [SourceFile(root, path) for folder in MODULES for path in swift_files(root, folder)
                  if folder != "Sources/BPNet/Kernels"]
    library = [file for file in everything if file.path.startswith(LIBRARY + os.sep)]
    strangers = sorted({file.layer for file in library} - set(LAYERS))
    if strangers:
        sys.exit(f"{LIBRARY}: layers that {sys.argv[0]} does not know: {', '.join(strangers)}")
    found = [violation for file in everything for violation in violations_of_imports(file)]
    found += violations_of_layers(library)
    print("\n".join(found + [f"{len(library)} files, {len(found)} violations of the layers"]))
    return 1 if found or not library else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..")))
