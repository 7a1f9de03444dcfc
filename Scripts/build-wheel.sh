#!/usr/bin/env bash
# Builds the Python wheel, with the shared library inside: Scripts/build-wheel.sh FOLDER [PREFIX]
#
# FOLDER gets bpnet-VERSION-py3-none-PLATFORM.whl. The library is that of PREFIX, where Scripts/install.sh
# has installed it, or is built. PYTHON is the Python to use, python3 unless given; it needs pip.
set -euo pipefail

if [ "$#" -lt 1 ]; then
  echo "usage: Scripts/build-wheel.sh FOLDER [PREFIX]" >&2
  exit 64
fi
mkdir -p "$1"
folder="$(cd "$1" && pwd)"
prefix="${2:-}"
[ -z "$prefix" ] || prefix="$(cd "$prefix" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if [ -z "$prefix" ]; then
  prefix="$work/prefix"
  Scripts/install.sh --library "$prefix"
fi
version="$(sed -n 's/^public let libraryVersion = "\(.*\)"$/\1/p' Sources/BPNet/Version.swift)"
cp -R Python/bpnet Python/pyproject.toml Python/README.md LICENSE "$work"
rm -rf "$work/bpnet/__pycache__"
for name in libbpnet.so libbpnet.dylib; do
  [ ! -e "$prefix/lib/$name" ] || cp -L "$prefix/lib/$name" "$work/bpnet/$name"
done
sed -i.bak "s/^dynamic = .*/version = \"$version\"/" "$work/pyproject.toml"
# The library is that of one platform, but of any version of Python.
cat >"$work/setup.py" <<'END'
from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel


class PlatformWheel(bdist_wheel):
    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


setup(cmdclass={"bdist_wheel": PlatformWheel})
END
"${PYTHON:-python3}" -m pip wheel -q --no-deps -w "$folder" "$work"
ls "$folder"/bpnet-"$version"-py3-none-*.whl
