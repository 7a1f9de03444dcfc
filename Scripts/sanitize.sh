#!/usr/bin/env bash
# Runs tests under a sanitizer: Scripts/sanitize.sh address|thread [FILTER]
#
# address: the tests of readers, files, models and kernels' callers, under AddressSanitizer. thread: teams
# of threads, runs side by side and checkpoints, under ThreadSanitizer. FILTER is a regular expression of
# tests, as for `swift test`; `.` means all. The program is built with the sanitizer, too, so tests of
# commands run under it. C is optimised, since the kernels are forty times slower without.
#
# Exit 64 for another sanitizer. A report of the sanitizer ends the tests with an error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  address)
    filter='Data|Reader|CSV|Damaged|Safetensors|ModelFile|Checkpoint|AtomicFile|Export|Import|Predict'
    ;;
  thread)
    filter='SharedModel|ThreadTeam|Determinism|RunExecutor|TrainingRun|Checkpoint|CrossValidation|Search'
    ;;
  *)
    echo "usage: Scripts/sanitize.sh address|thread [FILTER]" >&2
    exit 64
    ;;
esac
# Leaks are those of the runtime, which keeps what it has made until the process ends.
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1
export TSAN_OPTIONS=halt_on_error=1
swift test --sanitize "$1" --scratch-path ".build-$1" -Xcc -O2 --filter "${2:-$filter}"
