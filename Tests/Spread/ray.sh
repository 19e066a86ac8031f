#!/usr/bin/env bash
# Ray with two workers; one of them is killed, Ray's own process and not just what it started.
source "$(dirname "$0")/common.sh"
: "${PYTHON:=python3}"

prepare ray
say "Ray $("$PYTHON" -c 'import ray; print(ray.__version__)')"
export RAY_DEDUP_LOGS=0 RAY_USAGE_STATS_ENABLED=0
start() {
  : >ray.log
  "$(dirname "$PYTHON")/ray" start --head --block --num-cpus=2 --port=26379 --disable-usage-stats \
    --include-dashboard=false --temp-dir="$work/ray" >ray.log 2>&1 &
  cluster=$!
  trap 'kill "$cluster" 2>/dev/null || true' EXIT
  until grep -q 'Ray runtime started' ray.log; do
    kill -0 "$cluster" 2>/dev/null || return 1
    sleep 1
  done
}
# Ray gives itself 30 seconds, which a busy machine may exceed.
start || start || start || start || { cat ray.log; fail "Ray did not start"; }
RAY_ADDRESS=127.0.0.1:26379 "$PYTHON" script >script.log 2>&1 &
engine=$!
read -r child part < <(worker)
[ -n "${child:-}" ] || { cat script.log; fail "no worker"; }
victim=$(awk '{print $4}' "/proc/$child/stat")
title=$(tr '\0' ' ' <"/proc/$victim/cmdline" | sed 's/ *$//')
kill -KILL "$victim"
say "killed worker $victim ($title) in the middle of $part"
wait "$engine" || { cat script.log; fail "the program ended with an error"; }
grep -iE 'died|killed|retr' script.log | head -3 | cut -c1-160 || true
compare
