#!/usr/bin/env bash
# Every drill, with what it needs from apt and PyPI: run.sh [parallel] [slurm] [ray] [kubernetes].
# KFACTOR is the command to test.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- parallel slurm ray kubernetes

missing=()
command -v parallel >/dev/null || missing+=(parallel)
command -v slurmctld >/dev/null || missing+=(slurm-wlm)
command -v munged >/dev/null || missing+=(munge)
if [ "${#missing[@]}" -gt 0 ]; then
  root=""
  [ "$(id -u)" -eq 0 ] || root=sudo
  $root apt-get update -q
  DEBIAN_FRONTEND=noninteractive $root apt-get install -q -y --no-install-recommends "${missing[@]}"
fi
environment=${SPREAD_ENVIRONMENT:-$here/../../.build/spread-environment}
if ! "$environment/bin/python" -c 'import ray, kubernetes, kubernetes_validate, yaml' 2>/dev/null; then
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet -r "$here/requirements.txt"
fi
export PYTHON="$environment/bin/python"

# The run of one machine, once for all drills.
SINGLE=$(mktemp -d "${TMPDIR:-/tmp}/kfactor-single.XXXXXX")
trap 'rm -rf "${SINGLE%/single}"' EXIT
export SINGLE REPLICATIONS=${REPLICATIONS:-602}
(
  cp "$here/scenario.yaml" "$SINGLE"
  cd "$SINGLE"
  "$KFACTOR" run scenario.yaml --replications "$REPLICATIONS" --output single --quiet >/dev/null
)
SINGLE=$SINGLE/single

for engine; do
  echo "== $engine"
  "$here/$engine.sh"
done
echo "== all of: $*"
