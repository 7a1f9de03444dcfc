#!/usr/bin/env bash
# Builds the C kernels and their checks as one program, without SwiftPM, and runs it.
#
#   Scripts/check-kernels.sh gcc        GCC, all warnings are errors
#   Scripts/check-kernels.sh debug      clang -O0
#   Scripts/check-kernels.sh sanitize   clang with AddressSanitizer and UndefinedBehaviorSanitizer
#   Scripts/check-kernels.sh neon       GCC for aarch64, run under qemu
#   Scripts/check-kernels.sh exhaustive clang -O2, the functions over all values of f32: the slow test run
#
# Slow builds try a part of the random shapes and numbers: `swift test` and the variant gcc try all.
# Exit 0 when the checks pass, 69 when this machine lacks the tools for the variant.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

unavailable() {
  echo "check-kernels: $variant needs $1" >&2
  exit 69
}

need() {
  command -v "$1" >/dev/null || unavailable "$1"
}

variant="${1:-}"
runner=()
options=()
case "$variant" in
  gcc)
    need gcc
    # On macOS gcc is another name of clang.
    case "$(gcc --version)" in *"Free Software Foundation"*) ;; *) unavailable "GNU gcc" ;; esac
    compiler=(gcc -O2)
    ;;
  debug)
    need clang
    compiler=(clang -O0 -g -DCHECK_SHARE=8)
    ;;
  sanitize)
    need clang
    # Checks written out at each access of the unrolled kernels would take many minutes to compile: those of
    # addresses are calls, and undefined behaviour traps.
    compiler=(clang -O1 -g -DCHECK_SHARE=4 -fno-omit-frame-pointer -fsanitize=address,undefined
      -fsanitize-trap=undefined -mllvm -asan-instrumentation-with-call-threshold=0)
    # The toolchain's default linker there warns of each symbol of the sanitizer.
    if [ "$(uname -s)" = Linux ]; then compiler+=(-fuse-ld=lld); fi
    ;;
  neon)
    need aarch64-linux-gnu-gcc
    need qemu-aarch64
    # Emulation is some thirty times slower than the processor.
    compiler=(aarch64-linux-gnu-gcc -O2 -static -DCHECK_SHARE=8)
    runner=(qemu-aarch64)
    ;;
  exhaustive)
    need clang
    compiler=(clang -O2)
    options=(--exhaustive)
    ;;
  *)
    echo "usage: Scripts/check-kernels.sh gcc|debug|sanitize|neon|exhaustive" >&2
    exit 64
    ;;
esac

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

"${compiler[@]}" -std=c11 -Wall -Wextra -Werror \
  -ISources/CKernels/include -ITests/CKernelsChecks/include \
  Sources/CKernels/*.c Sources/CKernels/isa/*.c Tests/CKernelsChecks/*.c \
  -o "$folder/checks" -lm -lpthread
# An empty array counts as unset in the bash of macOS.
${runner[@]+"${runner[@]}"} "$folder/checks" ${options[@]+"${options[@]}"}
echo "check-kernels: $variant passed"
