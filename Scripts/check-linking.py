#!/usr/bin/env python3
"""Links programs with libbpnet, and compares what they get with what the program gets.

    check-linking.py [--bpnet BPNET] [--prefix PREFIX] [--skip-swift] [--cmake CMAKE] [--python PYTHON]
                     [--scratch FOLDER] [--timing]

Installs the library in a folder of its own, or takes the one in PREFIX. Then, outside of the package: the
checks of the C interface under every C compiler that is there, the header as C++, the exported symbols
beside docs/api/bpnet-c.txt, and consumers in C (pkg-config), C++ (CMake), Python and Swift (the package by
its path). Each consumer trains on iris, and its model file must have the bytes of `BPNET train`. The tests
of the Python package run with the installed library, and the Swift code of the documentation is run.

Exits with 1 if anything fails, and says what was skipped for want of tools.
"""
import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
TESTS = os.path.join(ROOT, "Tests", "Linking")
IRIS = os.path.join(ROOT, "Examples", "Data", "iris.csv")
OPTIONS = ["--hidden", "8", "--validation", "0.2", "--epochs", "30", "--seed", "5", "--quiet"]
WARNINGS = ["-O1", "-Wall", "-Wextra", "-Werror", "-pedantic"]

failures, skipped = [], []


def run(command, folder=None, **more):
    """The output of a command; None after an error, which is noted."""
    environment = dict(os.environ, **more)
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        failures.append(f"{' '.join(command)}: exit code {result.returncode}")
        print(result.stdout[-3000:] + result.stderr[-3000:])
        return None
    return result.stdout


class Installation:
    """The installed library, and the folder that consumers are built in."""

    def __init__(self, prefix, folder):
        self.prefix, self.folder = prefix, folder
        self.libraries = os.path.join(prefix, "lib")

    def flags(self):
        """What pkg-config says of compiling and linking; without pkg-config, what it would say."""
        search = {"PKG_CONFIG_PATH": os.path.join(self.libraries, "pkgconfig")}
        if shutil.which("pkg-config"):
            return (run(["pkg-config", "--cflags", "--libs", "bpnet"], **search) or "").split()
        skipped.append("pkg-config")
        return [f"-I{self.prefix}/include", f"-L{self.libraries}", "-lbpnet"]

    def compile(self, compiler, sources, name):
        program = os.path.join(self.folder, name)
        command = [compiler, "-std=c11", *WARNINGS, *sources, *self.flags(), "-lpthread", "-lm"]
        done = run([*command, f"-Wl,-rpath,{self.libraries}", "-o", program], self.folder)
        return None if done is None else program


def check_interface(installation):
    """The checks of the C interface, and the header as C++."""
    sources = [os.path.join(TESTS, name) for name in ("interface.c", "threads.c", "wrong_uses.c")]
    for compiler in ("gcc", "clang"):
        if not shutil.which(compiler):
            skipped.append(compiler)
            continue
        program = installation.compile(compiler, sources, f"interface-{compiler}")
        if program:
            folder = tempfile.mkdtemp(dir=installation.folder)
            print(f"{compiler}: {run([program, folder]) or 'failed'}".rstrip())
            if compiler == "gcc":
                check_bare(installation, program)
    for compiler in ("g++", "clang++"):
        if shutil.which(compiler):
            header = os.path.join(installation.prefix, "include", "bpnet.h")
            run([compiler, "-std=c++17", *WARNINGS, "-fsyntax-only", "-x", "c++", header])


def check_bare(installation, program):
    """The checks of the C interface in a root folder with nothing but the libraries that `ldd` names."""
    if platform.system() != "Linux" or os.geteuid() != 0 or not shutil.which("chroot"):
        skipped.append("a bare root folder")
        return
    bare = os.path.join(installation.folder, "bare")
    os.makedirs(os.path.join(bare, "tmp"))
    library = os.path.join(installation.libraries, "libbpnet.so")
    needed = re.findall(r"(/\S+) \(0x", (run(["ldd", library]) or "") + (run(["ldd", program]) or ""))
    if any("swift" in os.path.basename(path).lower() for path in needed):
        failures.append(f"libbpnet needs {needed}")
    for path in set(needed):
        os.makedirs(bare + os.path.dirname(path), exist_ok=True)
        shutil.copy(path, bare + path)
    shutil.copy(program, os.path.join(bare, "interface"))
    print(f"bare root folder: {run(['chroot', bare, '/interface', '/tmp']) or 'failed'}".rstrip())


def check_symbols(installation):
    """The exported symbols are those of the list, no more and no fewer."""
    library = os.path.join(installation.libraries, "libbpnet.so")
    if not os.path.exists(library) or not shutil.which("nm"):
        skipped.append("symbols")
        return
    table = run(["nm", "-D", "--defined-only", library]) or ""
    lines = [line.split() for line in table.splitlines()]
    # A is the name of the version; small letters are symbols that nothing else is linked with.
    found = sorted(line[-1].split("@")[0] for line in lines if line[-2].isupper() and line[-2] != "A")
    with open(os.path.join(ROOT, "docs", "api", "bpnet-c.txt"), encoding="utf-8") as file:
        expected = file.read().split()
    if found != expected:
        more, fewer = sorted(set(found) - set(expected)), sorted(set(expected) - set(found))
        failures.append(f"exported symbols: more than in the list {more}, fewer {fewer}")


def consume_c(installation, model):
    compiler = "gcc" if shutil.which("gcc") else "clang"
    source = os.path.join(TESTS, "consumers", "c", "iris.c")
    program = installation.compile(compiler, [source], "iris-c")
    return program and run([program, IRIS, model], installation.folder)


def consume_cpp(installation, model, cmake):
    build = os.path.join(installation.folder, "cpp-build")
    source = os.path.join(TESTS, "consumers", "cpp")
    configure = [cmake, "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={installation.prefix}"]
    if run([*configure, "-DCMAKE_BUILD_TYPE=Release"]) is None or run([cmake, "--build", build]) is None:
        return None
    return run([os.path.join(build, "iris"), IRIS, model], installation.folder)


def article_sources(folder):
    """Writes the Swift code of each article of the documentation as a function, and a program of them."""
    catalogue = os.path.join(ROOT, "Sources", "BPNet", "Documentation.docc")
    functions = []
    for name in sorted(os.listdir(catalogue)):
        with open(os.path.join(catalogue, name), encoding="utf-8") as file:
            code = "".join(re.findall(r"^```swift\n(.*?)^```$", file.read(), re.M | re.S))
        if not code:
            continue
        functions.append("article" + name.removesuffix(".md"))
        imports = re.findall(r"^import \w+\n", code, re.M)
        body = re.sub(r"^import \w+\n", "", code, flags=re.M)
        with open(os.path.join(folder, name.replace(".md", ".swift")), "w", encoding="utf-8") as file:
            file.write("".join(imports) + f"\nfunc {functions[-1]}() async throws {{\n{body}}}\n")
    with open(os.path.join(folder, "main.swift"), "w", encoding="utf-8") as file:
        file.write("".join(f"try await {function}()\n" for function in functions))
    return len(functions)


def build_swift(installation, options):
    """Builds the Swift programs: for debugging, which is done sooner, unless times are measured."""
    folder = os.path.join(installation.folder, "swift")
    shutil.copytree(os.path.join(TESTS, "consumers", "swift"), folder)
    os.makedirs(os.path.join(folder, "Sources", "Articles"))
    count = article_sources(os.path.join(folder, "Sources", "Articles"))
    shutil.copytree(os.path.join(TESTS, "timing"), os.path.join(folder, "Sources", "Timing"),
                    ignore=shutil.ignore_patterns("*.c"))
    build = ["swift", "build", "-c", "release" if options.timing else "debug"]
    build += ["--scratch-path", os.path.join(ROOT, ".build-consumer"), "-Xcc", "-O2"]
    more = {"BPNET_PACKAGE": ROOT, "BPNET_ARTICLES": "1"}
    if run(build, folder, **more) is None:
        return None, count
    return (run([*build, "--show-bin-path"], folder, **more) or "").strip(), count


def consume_swift(installation, model, options):
    programs, count = build_swift(installation, options)
    if programs is None:
        return None
    shutil.copy(IRIS, os.path.join(installation.folder, "iris.csv"))
    if run([os.path.join(programs, "Articles")], installation.folder) is not None:
        print(f"the code of {count} articles runs")
    output = run([os.path.join(programs, "Consumer"), IRIS, model], installation.folder)
    if options.timing:
        print_timing(installation, os.path.join(programs, "Timing"), options)
    return output


def print_timing(installation, swift_program, options):
    """Times of predictions of one row, through Swift and C in turn."""
    compiler = "gcc" if shutil.which("gcc") else "clang"
    c_program = installation.compile(compiler, [os.path.join(TESTS, "timing", "timing.c")], "timing")
    table = os.path.join(installation.folder, "xor.csv")
    with open(table, "w", encoding="utf-8") as file:
        file.write("a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    for data, hidden, task in ((table, 5, "regress"), (IRIS, 8, "classify")):
        model = os.path.join(installation.folder, f"timing-{hidden}.safetensors")
        run([os.path.abspath(options.bpnet), "train", data, "--preset", "classic", "--task", task, "--hidden",
             str(hidden), "--epochs", "5", "--quiet", "-o", model])
        shape = "2-5-1" if data == table else "4-8-3"
        for _ in range(5):
            for name, program in (("Swift", swift_program), ("C", c_program)):
                print(f"one row, {shape}, through {name}: {run([program, model]) or 'no figure'}".strip())


def consume_python(installation, model, options):
    program = os.path.join(TESTS, "consumers", "python", "iris.py")
    if run([options.python, "-c", "import numpy"]) is None:
        return None
    return run([options.python, program, IRIS, model], installation.folder,
               PYTHONPATH=os.path.join(ROOT, "Python"),
               BPNET_LIBRARY=os.path.join(installation.libraries, "libbpnet.so"))


def check_python(installation, options):
    """The tests of the Python package."""
    library = os.path.join(installation.libraries, "libbpnet.so")
    environment = dict(os.environ, PYTHONPATH=os.path.join(ROOT, "Python"), BPNET_LIBRARY=library)
    for name, command in (
            ("tests of the Python package", ["-m", "unittest", "discover", f"{ROOT}/Python/tests"]),
            ("scikit-learn's own tests", [os.path.join(ROOT, "Scripts", "run-sklearn-tests.py")])):
        result = subprocess.run([options.python, *command], capture_output=True, text=True, check=False,
                                env=environment)
        output = (result.stdout + result.stderr).strip()
        if result.returncode != 0:
            failures.append(name)
            print(output[-5000:])
        print(f"{name}: {(output.splitlines() or ['none'])[-1]}")


def check_consumers(installation, options):
    expected = os.path.join(installation.folder, "expected.safetensors")
    run([os.path.abspath(options.bpnet), "train", IRIS, *OPTIONS, "-o", expected])
    consumers = {
        "c": lambda model: consume_c(installation, model),
        "cpp": lambda model: consume_cpp(installation, model, options.cmake),
        "python": lambda model: consume_python(installation, model, options),
        "swift": lambda model: consume_swift(installation, model, options),
    }
    if not shutil.which(options.cmake) or not shutil.which("make"):
        skipped.append(consumers.pop("cpp") and "CMake with make")
    if options.skip_swift:
        consumers.pop("swift")
    for name, consume in consumers.items():
        model = os.path.join(installation.folder, f"{name}.safetensors")
        output = consume(model)
        if output is None:
            continue
        print(f"consumer {name}: {output.strip()}")
        with open(model, "rb") as found, open(expected, "rb") as wanted:
            if found.read() != wanted.read():
                failures.append(f"consumer {name}: its model has other bytes than the program's")
        if not output.startswith("setosa 0.99"):
            failures.append(f"consumer {name}: an iris setosa is predicted as {output.strip()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bpnet", default=os.path.join(ROOT, ".build", "release", "bpnet"))
    parser.add_argument("--prefix")
    parser.add_argument("--cmake", default="cmake")
    parser.add_argument("--python", default=sys.executable, help="one that has NumPy")
    parser.add_argument("--scratch", default=os.path.join(ROOT, ".build-install"), help="the library's build")
    parser.add_argument("--skip-swift", action="store_true")
    parser.add_argument("--timing", action="store_true", help="predictions of one row through Swift and C")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.abspath(options.prefix or os.path.join(folder, "prefix"))
        if not options.prefix:
            install = run([os.path.join(ROOT, "Scripts", "install.sh"), "--library", prefix],
                          BPNET_INSTALL_SCRATCH=options.scratch)
            if install is None:
                return 1
        installation = Installation(prefix, folder)
        check_interface(installation)
        check_symbols(installation)
        check_python(installation, options)
        check_consumers(installation, options)
    print("\n".join([f"skipped, for want of tools: {', '.join(skipped)}"] * bool(skipped) + failures))
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
