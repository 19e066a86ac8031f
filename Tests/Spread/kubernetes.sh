#!/usr/bin/env bash
# There is no cluster here: the manifest is held against the published schema, and the commands of
# its containers are run by hand, one of them killed.
source "$(dirname "$0")/common.sh"
: "${PYTHON:=python3}"

prepare kubernetes --image registry.example/kfactor:1 --claim simulations
"$PYTHON" "$here/check_manifest.py" script

ln -s "$KFACTOR" kfactor
export PATH="$work:$PATH"
pod() { JOB_COMPLETION_INDEX=$1 "$PYTHON" "$here/run_pod.py" script "$2"; }
pod 0 part >/dev/null &
engine=$!
kill_worker
status=0
wait "$engine" || status=$?
say "the pod of index 0 ended with $status, so Kubernetes would make another"
pod 0 merge >/dev/null & # waits for the parts
merge=$!
for ((index = 0; index < shards; index++)); do pod "$index" part >/dev/null; done
wait "$merge"
compare
