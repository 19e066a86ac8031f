#!/usr/bin/env bash
# GNU parallel with two workers, one of them killed.
source "$(dirname "$0")/common.sh"

prepare parallel
say "$(parallel --version | head -1)"
HOSTS=2/: bash script >script.log 2>&1 &
engine=$!
kill_worker
wait "$engine" || { cat script.log; fail "the script ended with an error"; }
# A part that was removed, as a damaged one has to be, is made again by the same script.
mv spread first
rm -rf "$part"
HOSTS=2/: bash script >script.log 2>&1 || { cat script.log; fail "the second time ended with an error"; }
diff -r first spread || fail "the second time made other bytes"
compare
