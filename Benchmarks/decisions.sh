#!/usr/bin/env bash
# Builds and runs the benchmark of decisions: how often tuning is right on problems whose best
# point is known, how few replications it takes, and how long `kfactor tune` takes. What it prints
# is committed as Results/benchmarks/decisions.txt. About three minutes after the build.
set -euo pipefail
cd "$(dirname "$0")/.."
# A target of the package itself, since what it measures is not public.
swift build -c release --product DecisionBenchmark >&2
swift build -c release --product kfactor >&2
bin=$(swift build -c release --show-bin-path)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "make bench-decisions, $(date +%F), $(nproc) shared $(uname -m) cores"
missed=0
"$bin/DecisionBenchmark" || missed=1

# Seconds of the wall clock; the goal is for two quiet cores.
tune() {
  local goal=$1 start=$SECONDS
  shift
  "$bin/kfactor" tune Scenarios/saas-credit.yaml "$@" --threads 2 --quiet \
    --output "$folder/$goal" > /dev/null
  echo "kfactor tune Scenarios/saas-credit.yaml $*: $((SECONDS - start)) s  (goal: under $goal)"
}
echo
tune 30
tune 120 --vary "program.reward.referrer.value=0%..50% of CAC" \
  --vary "program.reward.referee.value=0%..50% of CAC"
exit $missed
