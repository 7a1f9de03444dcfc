#!/usr/bin/env bash
# Runs tests under a sanitizer: Scripts/sanitize.sh address|thread|undefined [FILTER]
#
# address: the whole Swift test suite under AddressSanitizer. thread: teams of threads, runs side by side,
# checkpoints and whole trainings, under ThreadSanitizer. undefined: the checks of the C kernels under
# UndefinedBehaviorSanitizer and AddressSanitizer (Scripts/check-kernels.sh sanitize). FILTER is a regular
# expression of Swift tests, as for `swift test`; `.` means all. The program is built with the sanitizer, too,
# so tests of commands run under it. C is optimised, since the kernels are forty times slower without.
#
# Exit 64 for another sanitizer. A report of the sanitizer ends the tests with an error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

options=(-Xcc -O2)
case "${1:-}" in
  address)
    filter='.'
    # Checks at each access of the unrolled kernels are calls: written out they take long to compile.
    options+=(-Xcc -mllvm -Xcc -asan-instrumentation-with-call-threshold=0)
    # The sanitizer's own memory goes beyond a limit of the address space, and beyond what a network takes.
    options+=(--skip BenchLimitTests --skip MemoryLimitTests --skip aLargeFileThatIsNoModelIsNotRead)
    options+=(--skip memoryIsThatOfTheFormula)
    ;;
  thread)
    filter='SharedModel|ThreadTeam|Determinism|RunExecutor|TrainingRun|Checkpoint|CrossValidation|Search'
    filter+='|GoldenDigest|CSVTeamRead|StreamedData|TrainCommand'
    # The sanitizer writes a file of its own before the program begins, and crashes where it may not.
    options+=(--skip aLimitForTheSizeOfFilesIsAnError)
    ;;
  undefined)
    exec bash Scripts/check-kernels.sh sanitize
    ;;
  *)
    echo "usage: Scripts/sanitize.sh address|thread|undefined [FILTER]" >&2
    exit 64
    ;;
esac
# Leaks are those of the runtime, which keeps what it has made until the process ends.
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1
export TSAN_OPTIONS=halt_on_error=1
swift test --sanitize "$1" --scratch-path ".build-$1" "${options[@]}" --filter "${2:-$filter}"
