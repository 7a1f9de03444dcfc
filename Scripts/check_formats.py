#!/usr/bin/env python3
"""Compares what `bpnet convert` writes with what NumPy reads, and the other way round.

    check_formats.py BPNET

Arrays of every type go through npy, npz and idx; npz is read by numpy.load, which checks the archive's
checksums, and idx by hand. Files of every format that are packed are unpacked by Python's gzip, and what it
packs is read. Exits with 1 at the first difference.
"""
import gzip
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

IDX_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
# The types that IDX keeps, or has nothing narrower for.
KEPT = {"u1": "u1", "i1": "i1", "<i4": ">i4", "<f2": ">f4"}
KEPT.update({name: ">" + name[1:] for name in ["<f4", ">f4", "<f8", ">f8"]})
TYPES = ["u1", "i1", "<u2", ">i2", "<i4", ">u4", "<i8", ">u8", "<f2", "<f4", ">f4", "<f8", ">f8"]
TEXT = "a,b,kind\n1.5,,caf\u00e9\n-2e-300,7,two words\n0.1,8,\n"


def read_idx(path):
    data = path.read_bytes()
    sizes = struct.unpack(f">{data[3]}I", data[4 : 4 + 4 * data[3]])
    return np.frombuffer(data, IDX_TYPES[data[2]], offset=4 + 4 * data[3]).reshape(sizes)


class Check:
    def __init__(self, bpnet, folder):
        self.bpnet, self.folder, self.count = bpnet, folder, 0

    def convert(self, source, name):
        path = self.folder / name
        subprocess.run([self.bpnet, "convert", str(source), str(path), "--quiet"], check=True)
        return path

    def same(self, what, found, expected, has_type=True):
        self.count += 1
        is_same = found.shape == expected.shape and np.array_equal(
            found, expected, equal_nan=expected.dtype.kind == "f"
        )
        if not is_same or has_type and found.dtype != expected.dtype:
            sys.exit(f"{what}: found\n{found!r}\nexpected\n{expected!r}")

    def arrays(self, generator, name):
        """An array of inputs and one of targets of another type, in every format."""
        kind = np.dtype(name)
        x = (generator.random((7, 5)) * 100 - (0 if kind.kind == "u" else 50)).astype(kind)
        if kind.kind == "f":
            x[3, 2] = np.nan
        y = np.array([3, 0, 2, 1, 0, 2, 2], "<i8")
        source = self.folder / "source.npz"
        np.savez_compressed(source, x=x, y=y)
        archive = np.load(self.convert(source, "a.npz"))
        self.same(f"{name} as x", archive["x"], x)
        self.same(f"{name} beside y", archive["y"], y)
        both = np.column_stack([x.astype(x.dtype if name == "<i8" else "<f8"), y])
        self.same(f"{name} and y as npy", np.load(self.convert(source, "a.npy")), both)
        self.same(f"{name} and y as idx", read_idx(self.convert(source, "a.idx")), both, has_type=False)
        np.save(self.folder / "source.npy", np.asfortranarray(x))
        self.same(f"{name} in Fortran order", np.load(self.convert(self.folder / "source.npy", "b.npy")), x)
        idx = read_idx(self.convert(self.folder / "source.npy", "b.idx"))
        self.same(f"{name} as idx", idx, x.astype(KEPT.get(name, name)), has_type=name in KEPT)

    def texts(self):
        source = self.folder / "t.csv"
        source.write_text(TEXT, encoding="utf-8")
        archive = np.load(self.convert(source, "t.npz"))
        self.same("x of text", archive["x"], np.array([[1.5, np.nan], [-2e-300, 7], [0.1, 8]]))
        self.same("y of text", archive["y"], np.array(["caf\u00e9", "two words", ""]))

    def packed(self):
        """Files with .gz behind their ending: the same as without, for Python's gzip, and read again."""
        source = self.folder / "p.csv"
        numbers = np.random.default_rng(3).normal(size=(4000, 6)).round(3)
        np.savetxt(source, numbers, delimiter=",", fmt="%g", header="a,b,c,d,e,f", comments="")
        for ending in ["csv", "tsv", "npy", "npz", "idx", "data", "svm"]:
            plain = self.convert(source, f"q.{ending}").read_bytes()
            path = self.convert(source, f"p.{ending}.gz")
            packed = path.read_bytes()
            self.equal(f"packed {ending}", gzip.decompress(packed), plain)
            if ending != "npz" and len(packed) >= len(plain):
                sys.exit(f"{ending}: {len(packed)} bytes packed, {len(plain)} without")
            path.write_bytes(gzip.compress(plain, mtime=1) + gzip.compress(b""))
            again = self.convert(path, f"r.{ending}")
            self.equal(f"{ending} that Python packed", again.read_bytes(), plain)

    def equal(self, what, found, expected):
        self.count += 1
        if found != expected:
            sys.exit(f"{what}: {len(found)} bytes that differ from the {len(expected)} expected")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check = Check(sys.argv[1], Path(folder))
        for name in TYPES:
            check.arrays(np.random.default_rng(7), name)
        check.texts()
        check.packed()
    print(f"{check.count} arrays and files are the same for Python")


main()
