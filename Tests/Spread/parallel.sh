#!/usr/bin/env bash
# GNU parallel with two workers, one of them killed.
source "$(dirname "$0")/common.sh"

prepare parallel
say "$(parallel --version | head -1)"
HOSTS=2/: bash script >script.log 2>&1 &
engine=$!
kill_worker
wait "$engine" || { cat script.log; fail "the script ended with an error"; }
# The log of jobs has a line for the last try of each; a killed try was not the last.
awk 'NR > 1 && $7 != 0' spread-parts/*.log | grep . && fail "a part ended with an error"
compare
