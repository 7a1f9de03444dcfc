#!/usr/bin/env bash
# Runs all benchmarks, ours and the comparisons with other libraries, and writes the tables as Markdown.
#
#   Scripts/bench.sh [--quick] [FILE]       to FILE, - for standard output
#
# Without FILE they go to Benchmarks/results, to the file of this machine's processor. With BPNET_ISA=avx2
# all sides of the comparisons of training are kept to AVX2, and the file's name ends with that.
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
case "${1-}" in -?*) usage ;; esac
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
  section "A survey of shapes, one core" table \
    "$python" "$train" --survey --no-check "${quick[@]+"${quick[@]}"}"
  if [ "$(getconf _NPROCESSORS_ONLN)" -gt 1 ]; then
    local prefix=()
    section "Training beside other libraries, two cores" table \
      "$python" "$train" --threads 2 --no-check "${quick[@]+"${quick[@]}"}"
  fi
}

compare_reading() {
  local threads megabytes=70
  if [ "${#quick[@]}" -gt 0 ]; then megabytes=20; fi
  for threads in 1 "$(getconf _NPROCESSORS_ONLN)"; do
    local prefix=()
    if [ "$threads" -eq 1 ]; then prefix=("${pin[@]+"${pin[@]}"}"); fi
    section "Reading beside other libraries, threads: $threads" listing \
      "$python" Benchmarks/peers/load.py "$bench" --megabytes "$megabytes" --threads "$threads"
    if [ "$(getconf _NPROCESSORS_ONLN)" -eq 1 ]; then break; fi
  done
}

print_machine() {
  echo "Made by \`Scripts/bench.sh${quick[*]:+ ${quick[*]}}\` on $(date -u +%F), one core unless said" \
    "otherwise, $(uname -sm), $(getconf _NPROCESSORS_ONLN) cores."
  if [ -n "${BPNET_ISA-}" ]; then echo "Instructions: $BPNET_ISA (BPNET_ISA)."; fi
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
  echo "# Benchmarks on $(python3 Scripts/processor_name.py)"
  echo
  print_machine
  section "Peak" listing "$bench" peak
  section "Training" listing "$bench" train
  section "Matrix products" listing "$bench" gemm
  section "Element-wise functions" listing "$bench" map
  if has_packages numpy training; then compare_training; fi
  if has_packages numpy,torch kernels; then compare_kernels; fi
  if has_packages numpy,pandas,polars,pyarrow reading; then compare_reading; fi
}

file="${1-}"
if [ -z "$file" ]; then
  name="$(python3 Scripts/processor_name.py --file)"
  file="Benchmarks/results/${name%.md}${BPNET_ISA:+-$BPNET_ISA}.md"
fi
if [ "$file" = - ]; then
  run_all
else
  mkdir -p "$(dirname "$file")"
  run_all >"$file"
  echo "written: $file" >&2
fi
if [ "$failures" -gt 0 ]; then
  echo "$failures sections failed" >&2
  exit 1
fi
