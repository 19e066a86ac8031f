#!/bin/sh
# Builds the reference programs, the networks and the benchmark, and runs it. `make bench` calls it.
# CYNETDIFF=no leaves cynetdiff out.
set -eu
cd "$(dirname "$0")"
data=.build-data
mkdir -p "$data"

for program in make_preferential_attachment reference cascade; do
  if [ ! -x "$data/$program" ] || [ "Reference/$program.c" -nt "$data/$program" ]; then
    cc -std=c11 -O3 -Wall -Wextra "Reference/$program.c" -o "$data/$program" -lm
  fi
done
network() { # people, name: written under another name first, so that half a file is never used
  if [ ! -f "$data/$2" ]; then
    "$data/make_preferential_attachment" "$1" 5 1 "$data/$2.part"
    mv "$data/$2.part" "$data/$2"
  fi
}
network 1000000 network-1000000.txt
network 100000 network-100000.txt

python=.venv/bin/python
if [ "${CYNETDIFF:-yes}" = yes ] && ! "$python" -c "import cynetdiff" 2>/dev/null; then
  echo "installing cynetdiff in Benchmarks/.venv" >&2
  python3 -m venv .venv >&2 && .venv/bin/pip install --quiet cynetdiff numpy >&2 ||
    echo "cynetdiff could not be installed; the cascade is compared with C only" >&2
fi

# SwiftPM plans again only when a manifest changes; a new file of kfactor's would be overlooked.
touch Package.swift
swift build -c release >&2
exec .build/release/Benchmark "$data" "$python"
