#!/usr/bin/env bash
# Builds the documentation of the library as a static site: Scripts/docs.sh FOLDER [BUILD]
#
# BUILD is the folder of a build, such as .build-tests/release; unless given, the library is built for
# debugging. A link that leads nowhere is an error. View it with
# `python3 -m http.server -d FOLDER`, under /documentation/bpnet.
set -euo pipefail

if [ "$#" -lt 1 ]; then
  echo "usage: Scripts/docs.sh FOLDER [BUILD]" >&2
  exit 64
fi
mkdir -p "$1"
site="$(cd "$1" && pwd)"
build="${2:-}"
[ -z "$build" ] || build="$(cd "$build" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

docc="$(command -v docc || xcrun --find docc 2>/dev/null || true)"
if [ -z "$docc" ]; then
  echo "docs: needs docc of a Swift toolchain" >&2
  exit 69
fi
if [ -z "$build" ]; then
  swift build --target BPNet
  build="$(swift build --show-bin-path)"
fi
graphs="$(mktemp -d)"
trap 'rm -rf "$graphs"' EXIT
triple="$(swift -print-target-info | sed -n 's/^ *"triple": "\(.*\)",$/\1/p' | head -1)"
swift-symbolgraph-extract -module-name BPNet -target "$triple" -minimum-access-level public \
  -skip-inherited-docs -I "$build/Modules" -Xcc -fmodule-map-file="$build/CKernels.build/module.modulemap" \
  -output-dir "$graphs"
"$docc" convert Sources/BPNet/Documentation.docc --additional-symbol-graph-dir "$graphs" \
  --fallback-display-name BPNet --fallback-bundle-identifier BPNet \
  --transform-for-static-hosting --output-path "$site" --diagnostics-file "$graphs/diagnostics" >/dev/null
# A parameter without a line of its own may be explained in the text above.
problems="$(python3 - "$graphs/diagnostics" <<'END'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    for problem in json.load(file)["diagnostics"]:
        if "is missing documentation" not in problem["summary"]:
            print(problem.get("source", "").removeprefix("file://"), problem["summary"], sep=": ")
END
)"
if [ -n "$problems" ]; then
  echo "$problems" >&2
  exit 1
fi
echo "$site/documentation/bpnet"
