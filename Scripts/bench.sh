#!/usr/bin/env bash
# Runs all benchmarks, ours and the comparisons with other libraries, and writes the tables as Markdown.
#
#   Scripts/bench.sh [--quick] [FILE]       to FILE, or to standard output
#
# The comparisons need Python with the packages of Benchmarks/peers/requirements.txt, as many of them as
# there are; PYTHON names the interpreter. Everything is pinned to one core where the system can do that,
# but for the comparisons on two. It takes about half an hour, with --quick a quarter of that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="${PYTHON:-python3}"
bench=.build/release/bpnet-bench
usage() {
  echo "usage: Scripts/bench.sh [--quick] [FILE]" >&2
  exit 64
}

quick=()
if [ "${1-}" = --quick ]; then
  quick=(--quick)
  shift
fi
if [ "$#" -gt 1 ]; then usage; fi
case "${1-}" in -*) usage ;; esac
pin=()
if command -v taskset >/dev/null; then pin=(taskset -c 0); fi
failures=0

swift build -c release >&2

# A heading, the command, and what it prints.
section() {
  local heading="$1" form="$2"
  shift 2
  echo
  echo "## $heading"
  echo
  echo "\`${*/#"$python"/python3}\`"
  echo
  if [ "$form" = listing ]; then echo '```'; fi
  "${prefix[@]+"${prefix[@]}"}" "$@" || {
    echo "(failed)"
    failures=$((failures + 1))
  }
  if [ "$form" = listing ]; then echo '```'; fi
}

has_packages() {
  "$python" -c "import $1" 2>/dev/null && return
  echo "no comparison of $2: $python lacks one of $1" >&2
  return 1
}

compare_kernels() {
  local dtype
  for dtype in f32 f64; do
    section "Matrix products beside other libraries, $dtype" table \
      "$python" Benchmarks/peers/kernels.py "$bench" gemm --dtype "$dtype"
    section "Element-wise functions beside PyTorch, $dtype" table \
      "$python" Benchmarks/peers/kernels.py "$bench" map --dtype "$dtype"
  done
}

compare_training() {
  local train=Benchmarks/peers/train.py
  section "Training beside other libraries, one core" table "$python" "$train" "${quick[@]+"${quick[@]}"}"
  section "Other activations, losses and optimisers" table \
    "$python" "$train" --variants "${quick[@]+"${quick[@]}"}"
  if [ "$(getconf _NPROCESSORS_ONLN)" -gt 1 ]; then
    local prefix=()
    section "Training beside other libraries, two cores" table \
      "$python" "$train" --threads 2 --no-check "${quick[@]+"${quick[@]}"}"
  fi
}

print_machine() {
  echo "Made by \`Scripts/bench.sh\` on $(date -u +%F), one core unless said otherwise, $(uname -sm)."
  if [ -r /proc/cpuinfo ]; then
    echo "Processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
      "$(getconf _NPROCESSORS_ONLN) cores."
  fi
  local versions
  versions=$("$python" - <<'PYTHON' 2>/dev/null || true
from importlib import metadata
found = []
for name in ("numpy", "torch", "jax", "scikit-learn"):
    try:
        found.append(f"{name} {metadata.version(name)}")
    except metadata.PackageNotFoundError:
        pass
print(", ".join(found))
PYTHON
)
  if [ -n "$versions" ]; then echo "Compared with $versions."; fi
}

run_all() {
  local prefix=("${pin[@]+"${pin[@]}"}")
  echo "# Benchmarks"
  echo
  print_machine
  section "Peak" listing "$bench" peak
  section "Training" listing "$bench" train
  section "Matrix products" listing "$bench" gemm
  section "Element-wise functions" listing "$bench" map
  if has_packages numpy training; then compare_training; fi
  if has_packages numpy,torch kernels; then compare_kernels; fi
  echo
  cat Benchmarks/where-the-time-goes.md
}

if [ "$#" -gt 0 ]; then
  run_all >"$1"
else
  run_all
fi
if [ "$failures" -gt 0 ]; then
  echo "$failures sections failed" >&2
  exit 1
fi
