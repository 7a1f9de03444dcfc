#!/usr/bin/env python3
"""Makes every call fail by which bpnet writes files, and fills disks, and checks what is left.

    python3 Scripts/check-faults.py [--bpnet BPNET]

Each command runs once to count its calls of a kind (open, write, fsync, linkat, rename and so on) on the
folder of its outputs, then once for each of them, which fails: for want of space or for an error of the
device; a write also ends early. After each run the exit code is one that is documented, an error is one line
and perhaps a hint, the old file is whole, or the new one, and no temporary file is left. Training that cannot
write its checkpoints goes on, and resumes from the last one to the bytes of training never stopped.

The same on a small file system (tmpfs) with every number of bytes left, where it may be mounted.

Calls are made to fail by a library of C (Scripts/faults), built here: Linux alone, with cc or clang.
"""

import argparse
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IRIS = str(ROOT / "Examples/Data/iris.csv")
# Each kind of call, and how it fails; a write of the kind 0 ends early.
CALLS = {
    "open": [errno.ENOSPC], "write": [errno.ENOSPC, errno.EIO, 0], "fsync": [errno.EIO],
    "linkat": [errno.ENOSPC], "rename": [errno.ENOSPC], "close": [errno.EIO], "ftruncate": [errno.EIO],
    "fchmod": [errno.EIO], "unlink": [errno.EIO],
}
TRAIN = [
    "train", IRIS, "--preset", "classic", "--hidden", "5", "--epochs", "3", "--validation", "0.2", "--quiet",
]
NOT_WRITTEN = "no checkpoint could be written, training goes on"


class Check:
    """Runs of the program under faults, and what was wrong with them."""

    def __init__(self, bpnet, folder):
        self.bpnet, self.folder = bpnet, folder
        self.library = folder / "failing_calls.so"
        self.runs, self.wrong = 0, []
        compiler = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
        if compiler is None:
            sys.exit("skipped: there is no C compiler")
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-o", str(self.library),
             str(ROOT / "Scripts/faults/failing_calls.c"), "-ldl"],
            check=True,
        )

    def bpnet_run(self, words, **faults):
        environment = dict(os.environ, **{f"FAULT_{name}": str(value) for name, value in faults.items()})
        if faults:
            environment["LD_PRELOAD"] = str(self.library)
        self.runs += 1
        words = [self.bpnet, *words]
        # Far more than any run takes: for one that hangs.
        return subprocess.run(words, capture_output=True, text=True, env=environment, timeout=600)

    def expect(self, condition, title, result, what):
        if not condition:
            self.wrong.append(f"{title}: {what}; exit {result.returncode}, {result.stderr.strip()[:300]!r}")

    def expect_message(self, title, result):
        lines = [line for line in result.stderr.splitlines() if not line.startswith(("warning:", "hint:"))]
        is_error = result.returncode != 0
        self.expect(
            len(lines) == is_error and all(line.startswith("error: ") for line in lines), title, result,
            "the message is not one line" if is_error else "there is an error",
        )
        self.expect(result.returncode in (0, 73, 74), title, result, "the exit code")

    def expect_file(self, title, result, path, old, new):
        content = path.read_bytes() if path.exists() else b""
        if result.returncode == 0:
            self.expect(content == new, title, result, f"{path.name} is not the new file")
        else:
            # Once renamed, the new file stays, even if its folder cannot be synced.
            self.expect(content in (old, new), title, result, f"{path.name} is neither old nor new")

    def expect_names(self, title, result, folder, names, is_unlink=False):
        # A temporary file that cannot be removed stays.
        left = [
            name for name in sorted(os.listdir(folder))
            if name not in names and not (is_unlink and name.endswith(".tmp"))
        ]
        self.expect(not left, title, result, f"left: {left}")

    def each_fault(self, words, outputs, prepare):
        """Yields a title, the result and the call of each fault in a command's calls on its outputs."""
        for named in ("", "1"):
            for call, kinds in CALLS.items():
                faults = {"FOLDER": outputs, "CALL": call, "NAMED": named}
                counts = self.folder / "counts"
                prepare()
                whole = self.bpnet_run(words, **faults, NUMBER=0, ERROR=0, COUNTS=counts)
                self.expect(whole.returncode == 0, f"{words[0]} without a fault", whole, "fails")
                for number in range(1, int(counts.read_text()) + 1):
                    for code in kinds:
                        for always in ("", "1") if code == errno.ENOSPC else ("",):
                            prepare()
                            result = self.bpnet_run(
                                words, **faults, NUMBER=number, ERROR=code, ALWAYS=always)
                            kind = errno.errorcode.get(code, "short")
                            title = f"{words[0]}{' named' * bool(named)}, {call} {number} {kind}"
                            title += " and later" * bool(always)
                            yield title, result, call

    def check_output(self, words, name, fresh):
        """A command that writes the one file `name`, over an old one."""
        outputs = self.folder / "outputs"
        path = outputs / name
        words = [*words, "-o", str(path)]

        def prepare():
            shutil.rmtree(outputs, ignore_errors=True)
            outputs.mkdir()
            if not fresh:
                path.write_bytes(b"old")

        old = b"" if fresh else b"old"
        prepare()
        whole = self.bpnet_run(words)
        self.expect(whole.returncode == 0, words[0], whole, "fails")
        new = path.read_bytes()
        codes = set()
        for title, result, call in self.each_fault(words, outputs, prepare):
            codes.add(result.returncode)
            title += " (no old file)" * fresh
            self.expect_message(title, result)
            self.expect_file(title, result, path, old, new)
            self.expect_names(title, result, outputs, [name], call == "unlink")
        self.expect(codes == {0, 73, 74}, words[0], whole, f"the faults had no effect: exit codes {codes}")

    def check_checkpoints(self):
        """Training that cannot write a checkpoint goes on, and what there is can be resumed from."""
        outputs, model = self.folder / "outputs", self.folder / "model.safetensors"
        words = [*TRAIN, "--checkpoint", str(outputs), "--checkpoint-every", "1", "--resume"]
        words += ["-o", str(model)]
        self.bpnet_run([*TRAIN, "-o", str(model)])
        whole = model.read_bytes()

        def prepare():
            shutil.rmtree(outputs, ignore_errors=True)
            model.unlink(missing_ok=True)

        for title, result, call in self.each_fault(words, outputs, prepare):
            title = f"checkpoints: {title}"
            self.expect_message(title, result)
            if result.returncode == 0:
                self.expect(model.read_bytes() == whole, title, result, "another model")
            else:
                self.expect(call == "open", title, result, "training does not go on")
            names = [path.name for path in outputs.glob("checkpoint-*")] + ["lock"]
            if outputs.exists():
                self.expect_names(title, result, outputs, names, call == "unlink")
            model.unlink(missing_ok=True)
            resumed = self.bpnet_run(words)
            self.expect(resumed.returncode == 0, title, resumed, "does not resume")
            self.expect("is not read" not in resumed.stderr, title, resumed, "a checkpoint is damaged")
            self.expect(
                model.exists() and model.read_bytes() == whole, title, resumed, "resumes to another model")

    def check_full_disk(self):
        """Every number of kilobytes left on a small file system."""
        disk = self.folder / "disk"
        disk.mkdir()
        # The machine's pages are the blocks of a tmpfs.
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
        mounted = subprocess.run(mount, capture_output=True, text=True) if shutil.which("mount") else None
        if mounted is None or mounted.returncode != 0:
            print("skipped: a file system cannot be mounted here", flush=True)
            return
        try:
            self.fill_disk(disk)
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def fill_disk(self, disk):
        model, elsewhere = disk / "model.safetensors", self.folder / "whole.safetensors"
        self.bpnet_run([*TRAIN, "-o", str(elsewhere)])
        whole = elsewhere.read_bytes()
        checkpoints = disk / "checkpoints"
        for left in range(0, 48, 4):
            for path in disk.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            model.write_bytes(b"old")
            (disk / "ballast").write_bytes(bytes(max(64 - 4 - left, 0) * 1024))
            result = self.bpnet_run([*TRAIN, "-o", str(model)])
            title = f"full disk, {left} kB left"
            self.expect_message(title, result)
            self.expect_file(title, result, model, b"old", whole)
            self.expect_names(title, result, disk, ["model.safetensors", "ballast"])
            words = [*TRAIN, "--checkpoint", str(checkpoints), "--checkpoint-every", "1", "--resume"]
            model.write_bytes(b"old")
            elsewhere.unlink()
            result = self.bpnet_run([*words, "-o", str(elsewhere)])
            self.expect(result.returncode == 0, title, result, "training does not go on without checkpoints")
            self.expect_message(title, result)
            self.expect(elsewhere.read_bytes() == whole, title, result, "another model")
            if checkpoints.exists() and not any(checkpoints.glob("checkpoint-*")):
                self.expect(NOT_WRITTEN in result.stderr, title, result, "nothing is said")
            (disk / "ballast").unlink()
            result = self.bpnet_run([*words, "-o", str(elsewhere)])
            self.expect(
                elsewhere.read_bytes() == whole and "is not read" not in result.stderr, title, result,
                "a checkpoint is damaged")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--bpnet", default=str(ROOT / ".build/release/bpnet"))
    arguments = parser.parse_args()
    if sys.platform != "linux":
        sys.exit("skipped: not on this system")
    # The paths of the calls are without links.
    parent = os.path.realpath(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix="bpnet-faults-", dir=parent) as name:
        check = Check(arguments.bpnet, Path(name))
        model = str(Path(name) / "input.safetensors")
        check.bpnet_run([*TRAIN, "-o", model])
        for fresh in (False, True):
            check.check_output(TRAIN, "model.safetensors", fresh)
        check.check_output(["predict", model, IRIS], "predictions.csv", False)
        check.check_output(["export", model, "--format", "c"], "model.c", False)
        check.check_checkpoints()
        check.check_full_disk()
    for text in check.wrong:
        print(text)
    print(f"{check.runs} runs, {len(check.wrong)} faults that are not handled")
    sys.exit(1 if check.wrong else 0)


main()
