#!/usr/bin/env bash
# Runs all benchmarks, ours and the comparisons with other libraries, and writes the tables as Markdown.
#
#   Scripts/bench.sh [FILE]       to FILE, or to standard output
#
# The comparisons need Python with the packages of Benchmarks/peers/requirements.txt; PYTHON names the
# interpreter. Everything is pinned to one core where the system can do that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

python="${PYTHON:-python3}"
bench=.build/release/bpnet-bench
pin=()
if command -v taskset >/dev/null; then pin=(taskset -c 0); fi

swift build -c release --product bpnet-bench >&2

table() {
  echo
  echo "## $1"
  echo
  shift
  "${pin[@]+"${pin[@]}"}" "$@"
}

listing() {
  echo
  echo "## $1"
  echo
  echo '```'
  shift
  "${pin[@]+"${pin[@]}"}" "$@"
  echo '```'
}

run_all() {
  echo "# Benchmarks"
  echo
  echo "Made by \`Scripts/bench.sh\` on $(date -u +%F), one core, $(uname -sm)."
  if [ -r /proc/cpuinfo ]; then
    echo "Processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)."
  fi
  listing "Peak" "$bench" peak
  listing "Training" "$bench" train
  listing "Matrix products" "$bench" gemm
  listing "Element-wise functions" "$bench" map
  if "$python" -c "import numpy, torch" 2>/dev/null; then
    for dtype in f32 f64; do
      table "Matrix products beside other libraries, $dtype" "$python" Benchmarks/peers/kernels.py "$bench" gemm --dtype "$dtype"
      table "Element-wise functions beside PyTorch, $dtype" "$python" Benchmarks/peers/kernels.py "$bench" map --dtype "$dtype"
    done
  else
    echo "no comparison: $python lacks numpy or torch" >&2
  fi
}

if [ "$#" -gt 0 ]; then
  run_all >"$1"
else
  run_all
fi
