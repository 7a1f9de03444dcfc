#!/usr/bin/env bash
# Fuzzes readers and the C interface (libFuzzer, AddressSanitizer): Scripts/fuzz.sh [SECONDS [TARGET …]]
#
# Each target (Tests/BPNetTests/Fuzzing/FuzzTarget.swift; all of them where none is named) runs for SECONDS,
# 60 where none are given, as many targets at once as there are processors. Found inputs are kept in
# .build-fuzzing/corpus, inputs that fail in .build-fuzzing: with BPNET_FUZZ_TARGET=TARGET the program there
# runs on such a file again. A single allocation of more than 256 MB is a fault, and so are 20 seconds for one
# input. FUZZ_OPTIONS are further options of libFuzzer, which win.
#
# Exit 1 when an input fails, 69 when this machine lacks the tools.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds="${1:-60}"
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(csv tsv npy npz idx gzip fannData libsvm model description \
  checkpoint progress fann sequential recipe request options interface)

# Swift's toolchains for macOS have no libFuzzer.
if [ "$(uname -s)" != Linux ] || ! command -v swift >/dev/null; then
  echo "fuzz: needs a Swift toolchain for Linux" >&2
  exit 69
fi
export BPNET_FUZZING=1
swift build -c release --scratch-path .build-fuzzing --product Fuzzing \
  -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing -Xlinker --allow-multiple-definition
program="$(swift build -c release --scratch-path .build-fuzzing --show-bin-path)/Fuzzing"

# Runs one target, and prints what it came to.
fuzz() {
  local target="$1" corpus=".build-fuzzing/corpus/$1" log=".build-fuzzing/$1.log"
  local words=".build-fuzzing/$1.words"
  local options=(-max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=256
    -dict="$words" -artifact_prefix=".build-fuzzing/$target-" -print_final_stats=1 -use_value_profile=1
    -print_funcs=0)
  mkdir -p "$corpus"
  # FUZZ_OPTIONS is left without quotes: it has words.
  if BPNET_FUZZ_TARGET="$target" BPNET_FUZZ_SEEDS="$corpus" BPNET_FUZZ_WORDS="$words" \
    "$program" "$corpus" "${options[@]}" ${FUZZ_OPTIONS:-} >"$log" 2>&1; then
    local count="$(grep -o 'number_of_executed_units: *[0-9]*' "$log" | grep -o '[0-9]*$')"
    echo "$target: $count inputs, none fails"
  else
    echo "$target: an input fails, see $log, which ends so:"
    tail -n 40 "$log"
    return 1
  fi
}

export -f fuzz
export program seconds
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I TARGET bash -c 'fuzz TARGET' || exit 1
