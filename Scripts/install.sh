#!/usr/bin/env bash
# Installs BPNet: Scripts/install.sh [--library] PREFIX
#
# PREFIX/bin has bpnet and bpnet-bench, PREFIX/share their manual pages and completions for bash, zsh and
# fish, PREFIX/lib the shared library libbpnet with its files for pkg-config and CMake, PREFIX/include
# bpnet.h.
# With --library the programs are left out. The library contains the Swift runtime, so it needs no Swift
# toolchain: of other libraries it takes the system's C and C++ runtime alone. Everything is found relative
# to PREFIX, which may be moved afterwards.
#
# BPNET_INSTALL_SCRATCH is the folder of the build, .build-install unless given.
set -euo pipefail

programs=1
if [ "${1:-}" = --library ]; then
  programs=0
  shift
fi
if [ "$#" != 1 ]; then
  echo "usage: Scripts/install.sh [--library] PREFIX" >&2
  exit 64
fi
mkdir -p "$1"
prefix="$(cd "$1" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch="${BPNET_INSTALL_SCRATCH:-.build-install}"
version="$(sed -n 's/^public let libraryVersion = "\(.*\)"$/\1/p' Sources/BPNet/Version.swift)"
major="${version%%.*}"
build=(swift build -c release --scratch-path "$scratch")
linking=()
case "$(uname -s)" in
  Linux)
    # The library exports its own functions alone, so that a program may have another Swift runtime beside it.
    build+=(-Xswiftc -static-stdlib)
    linking=(
      -Xlinker -s -Xlinker "--version-script=$PWD/Scripts/install/libbpnet.map"
      -Xlinker "-soname=libbpnet.so.$major"
    )
    built=libbpnet-c.so
    names=("libbpnet.so.$version" "libbpnet.so.$major" libbpnet.so)
    ;;
  Darwin)
    linking=(-Xlinker -exported_symbol -Xlinker "_bpnet_*")
    built=libbpnet-c.dylib
    names=("libbpnet.$version.dylib" "libbpnet.$major.dylib" libbpnet.dylib)
    ;;
  *)
    echo "install: no rule for $(uname -s)" >&2
    exit 69
    ;;
esac

"${build[@]}" --product bpnet-c "${linking[@]}"
folder="$("${build[@]}" --show-bin-path)"
install -d "$prefix/include" "$prefix/lib/pkgconfig" "$prefix/lib/cmake/bpnet"
install -m 755 "$folder/$built" "$prefix/lib/${names[0]}"
if [ "$(uname -s)" = Darwin ]; then
  install_name_tool -id "@rpath/${names[1]}" "$prefix/lib/${names[0]}"
fi
ln -sf "${names[0]}" "$prefix/lib/${names[1]}"
ln -sf "${names[1]}" "$prefix/lib/${names[2]}"
install -m 644 Sources/CBPNet/include/bpnet.h "$prefix/include/bpnet.h"
sed "s/@VERSION@/$version/" Scripts/install/bpnet.pc.in >"$prefix/lib/pkgconfig/bpnet.pc"
for file in bpnet-config.cmake bpnet-config-version.cmake; do
  sed -e "s/@VERSION@/$version/" -e "s/@LIBRARY@/${names[0]}/" -e "s/@SONAME@/${names[1]}/" \
    "Scripts/install/$file.in" >"$prefix/lib/cmake/bpnet/$file"
done

if [ "$programs" = 1 ]; then
  install -d "$prefix/bin"
  for program in bpnet bpnet-bench; do
    "${build[@]}" --product "$program" -Xlinker -s
    install -m 755 "$folder/$program" "$prefix/bin/$program"
  done
  pages="$prefix/share/man/man1"
  bash_folder="$prefix/share/bash-completion/completions"
  zsh_folder="$prefix/share/zsh/site-functions"
  fish_folder="$prefix/share/fish/vendor_completions.d"
  install -d "$pages" "$bash_folder" "$zsh_folder" "$fish_folder"
  for program in bpnet bpnet-bench; do
    "$prefix/bin/$program" help --man >"$pages/$program.1"
    "$prefix/bin/$program" completions bash >"$bash_folder/$program"
    "$prefix/bin/$program" completions zsh >"$zsh_folder/_$program"
    "$prefix/bin/$program" completions fish >"$fish_folder/$program.fish"
  done
fi
echo "installed BPNet $version in $prefix"
