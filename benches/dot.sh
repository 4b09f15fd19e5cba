#!/usr/bin/env bash
# The CPU time of a whole build against that of Graphviz on the same graph: boxes of the same sizes in the same clusters, the
# same lines, the same labels. Prints the ratio; below 1 archc is the cheaper one.
#
#   benches/dot.sh                      the program of a hundred services beside this script
#   benches/dot.sh PROGRAM PICTURE      another program, which should draw that picture and make nothing else
#
# Needs `dot` (Graphviz) and `jq`. ARCHC names a program that is already built, RUNS how often each is run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$here/hundred}
picture=${2:-everything}
runs=${RUNS:-20}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

archc=${ARCHC:-}
if [ -z "$archc" ]; then
  cargo build --quiet --release --manifest-path "$here/../Cargo.toml"
  archc=$here/../target/release/archc
fi

"$archc" export "$program" "--geometry=$picture" >"$scratch/picture.json" 2>"$scratch/said"
jq -r -f "$here/dot.jq" "$scratch/picture.json" >"$scratch/picture.dot"

# The CPU time of a command, user and system, in milliseconds: the mean of all runs.
cpu() {
  local TIMEFORMAT='%U %S'
  { time for _ in $(seq "$runs"); do "$@" >"$scratch/said" 2>&1; done; } 2>"$scratch/time" || { cat "$scratch/said" >&2; exit 1; }
  awk -v runs="$runs" '{ printf "%.1f\n", ($1 + $2) * 1000 / runs }' "$scratch/time"
}

# Each build writes to a new folder, for one that would change nothing writes nothing.
nth=0
build() { nth=$((nth + 1)) && "$archc" build "$program" --out "$scratch/artifacts$nth"; }
draw() { dot -Gnewrank=true -Tsvg "$scratch/picture.dot" -o "$scratch/picture.svg"; }

dot=$(cpu draw)
ours=$(cpu build)
awk -v dot="$dot" -v ours="$ours" 'BEGIN { printf "archc build: %.1f ms, dot: %.1f ms, ratio: %.2f\n", ours, dot, ours / dot }'
