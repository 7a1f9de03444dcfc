#!/usr/bin/env bash
# Compares the speed of training of two builds on this machine, by runs that take turns.
#
#   Scripts/compare-builds.sh [options] OLD NEW
#
# OLD and NEW are folders with a bpnet-bench, such as .build/release of two working trees. Each round trains
# every network once with either, the order changing from round to round, so that whatever slows the machine
# down meets both. A ratio is NEW's samples a second divided by OLD's in the same round; the table has the
# median of the rounds, its quartiles, and the ratio of the best measurements of all rounds, which suffers
# least where other programs are at work. On a machine at rest it takes some four minutes.
#
#   --rounds N       rounds, odd to have a middle one [9]
#   --bound X        exit 1 if the median ratio of a network is below this [0.98]
#   --seconds X      time for each measurement's repetitions [0.5]
#   --only TEXT      only networks whose name contains TEXT
#
# Exit codes: 0 no ratio below the bound, 1 some are, 64 wrong usage, 70 a measurement failed.
set -euo pipefail
export LC_ALL=C

# A name, then the options of `bpnet-bench train`.
workloads=(
  "2-5-1 b1|--layers 2,5,1 --batch 1"
  "1-10-1 b100|--layers 1,10,1 --batch 100"
  "2-50-2 b60|--layers 2,50,2 --batch 60"
  "64-32-10 b32|--layers 64,32,10 --batch 32"
  "64-32-10 b32 cross-entropy|--layers 64,32,10 --batch 32 --activation relu,softmax --loss cross-entropy"
  "30-20-3 b16 adam f64|--layers 30,20,3 --batch 16 --activation tanh,linear --optimizer adam --dtype f64"
  "784-30-10 b1|--layers 784,30,10 --batch 1"
  "784-128-10 b1|--layers 784,128,10 --batch 1"
  "784-128-10 b64|--layers 784,128,10 --batch 64"
  "784-128-10 b64 prelu adam|--layers 784,128,10 --batch 64 --activation prelu,softmax --loss cross-entropy
    --optimizer adam"
  "784-512-512-10 b128|--layers 784,512,512,10 --batch 128"
  "784-512-512-10 b128 2 threads|--layers 784,512,512,10 --batch 128 --threads 2"
)

fail() {
  echo "error: $*" >&2
  exit 64
}

is_positive() { [[ "$1" =~ ^([0-9]+)(\.[0-9]+)?$ ]] && awk "BEGIN { exit !($1 > 0) }"; }

rounds=9 bound=0.98 seconds=0.5 only=""
folders=()
while [ "$#" -gt 0 ]; do
  case "$1" in
    --rounds | --bound | --seconds | --only)
      [ "$#" -gt 1 ] || fail "$1: found nothing after it, expected a value"
      case "$1" in
        --rounds) rounds="$2" ;;
        --bound) bound="$2" ;;
        --seconds) seconds="$2" ;;
        --only) only="$2" ;;
      esac
      shift
      ;;
    -h | --help)
      sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    -*) fail "$1: no such option, expected --rounds, --bound, --seconds or --only" ;;
    *) folders+=("$1") ;;
  esac
  shift
done
[[ "$rounds" =~ ^[1-9][0-9]{0,3}$ ]] || fail "--rounds: found $rounds, expected an integer from 1 to 9999"
is_positive "$bound" || fail "--bound: found $bound, expected a number above 0"
is_positive "$seconds" || fail "--seconds: found $seconds, expected a number above 0"
[ "${#folders[@]}" = 2 ] || fail "found ${#folders[@]} folders, expected two: OLD NEW"
for folder in "${folders[@]}"; do
  [ -x "$folder/bpnet-bench" ] || fail "$folder: found no bpnet-bench, expected a folder of a release build"
done

selected=()
for workload in "${workloads[@]}"; do
  case "${workload%%|*}" in *"$only"*) selected+=("$workload") ;; esac
done
[ "${#selected[@]}" -gt 0 ] || fail "--only: found $only, expected a part of a network's name"

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

# The samples a second of build $1 (0 is OLD) on the network of the options $2.
measure() {
  local bench="${folders[$1]}/bpnet-bench" options output speed
  read -ra options <<<"${2//$'\n'/ }"
  output="$("$bench" train "${options[@]}" --seconds "$seconds" --json --quiet)" || output=""
  speed="$(sed -n 's/.*"samples_per_s":\([0-9.e+]*\).*/\1/p' <<<"$output")"
  if [ -z "$speed" ]; then
    echo "error: $bench train ${options[*]}: no result" >&2
    exit 70
  fi
  echo "$speed"
}

# The quantile $1 of the numbers of standard input, interpolated.
quantile() {
  sort -g | awk -v q="$1" '{ x[NR] = $1 }
    END {
      p = 1 + q * (NR - 1)
      i = int(p)
      printf "%.9g\n", i < NR ? x[i] + (p - i) * (x[i + 1] - x[i]) : x[NR]
    }'
}

for ((round = 1; round <= rounds; round++)); do
  if [ -t 2 ]; then printf '\rround %d of %d' "$round" "$rounds" >&2; fi
  for index in "${!selected[@]}"; do
    options="${selected[$index]#*|}"
    speeds=("" "")
    for turn in 0 1; do
      build=$(((turn + round + 1) % 2))
      speeds[build]="$(measure "$build" "$options")" || exit 70
    done
    echo "${speeds[0]} ${speeds[1]}" >>"$results/$index"
  done
done
if [ -t 2 ]; then printf '\r\033[K' >&2; fi

slower=0
printf '%-30s %13s %13s %8s  %-15s %6s\n' network "OLD samples/s" "NEW samples/s" NEW/OLD quartiles best
for index in "${!selected[@]}"; do
  ratios="$(awk '{ printf "%.9g\n", $2 / $1 }' "$results/$index")"
  median="$(quantile 0.5 <<<"$ratios")"
  best="$(awk '$1 > old { old = $1 } $2 > new { new = $2 } END { print new / old }' "$results/$index")"
  verdict=""
  if awk "BEGIN { exit !($median < $bound) }"; then
    verdict="  below $bound"
    slower=$((slower + 1))
  fi
  printf '%-30s %13.0f %13.0f %8.3f  %.3f to %.3f  %6.3f%s\n' "${selected[$index]%%|*}" \
    "$(awk '{ print $1 }' "$results/$index" | quantile 0.5)" \
    "$(awk '{ print $2 }' "$results/$index" | quantile 0.5)" \
    "$median" "$(quantile 0.25 <<<"$ratios")" "$(quantile 0.75 <<<"$ratios")" "$best" "$verdict"
done
if [ "$slower" -gt 0 ]; then
  echo "$slower of ${#selected[@]} networks are slower than the bound of $bound allows" >&2
  exit 1
fi
