# What every drill does: the same run on one machine and spread, a worker killed, one folder.
# To be sourced; needs KFACTOR, the command, and makes a folder of its own.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${KFACTOR:?expected the path of kfactor}"
export KFACTOR
# A result from before a change of the command must not stand in for it.
work=$(mktemp -d "${TMPDIR:-/tmp}/kfactor-spread.XXXXXX")
cd "$work"
cp "$here/scenario.yaml" .

replications=${REPLICATIONS:-602}
shards=${SHARDS:-6}

say() { echo "[$(date +%H:%M:%S)] $*"; }
fail() {
  say "FAILED: $*"
  exit 1
}

# The folder that the spread run must equal, and the script that makes the other.
prepare() {
  say "kfactor $("$KFACTOR" --version), $replications replications in $shards parts, in $work"
  if [ -n "${SINGLE:-}" ]; then
    cp -r "$SINGLE" single
  else
    "$KFACTOR" run scenario.yaml --replications "$replications" --output single --quiet >/dev/null
  fi
  say "one machine is done"
  "$KFACTOR" spread scenario.yaml --replications "$replications" --shards "$shards" \
    --output spread --script script --on "$@"
}

# Waits until a part is half done, and prints the process that makes it.
worker() {
  local deadline=$((SECONDS + 300)) name part pid
  # What the system keeps of a name: 15 bytes.
  name=$(basename "$KFACTOR")
  while [ "$SECONDS" -lt "$deadline" ] && [ ! -e spread/summary.json ]; do
    for part in spread-parts/part-*; do
      # A batch of replications is stored, and the part is not finished.
      compgen -G "$part/.partial/*.batch" >/dev/null || continue
      [ ! -e "$part/summary.json" ] || continue
      for pid in $(pgrep -x "${name:0:15}"); do
        # Ours alone: it runs in this folder and makes this part.
        [ "$(readlink "/proc/$pid/cwd")" = "$work" ] || continue
        tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF "$part" || continue
        echo "$pid $part"
        return
      done
    done
    sleep 0.1
  done
  fail "no part was seen half done" >&2
}

# Kills it, with nothing to say goodbye.
kill_worker() {
  read -r victim part < <(worker)
  [ -n "${victim:-}" ] || fail "no worker"
  kill -KILL "$victim"
  say "killed process $victim in the middle of $part ($(ls "$part/.partial" | grep -c batch) batches stored)"
  [ ! -e "$part/summary.json" ] || fail "$part was finished already"
}

# Every part is there, and the merged folder is that of one machine.
compare() {
  [ -e "$part/summary.json" ] || fail "$part was not done again"
  [ "$(ls -d spread-parts/part-* | wc -l)" -eq "$shards" ] || fail "parts are missing"
  diff -r single spread || fail "the folders differ"
  say "$part was done again; $(ls spread | wc -l) files of the merged folder equal those of one machine:"
  (cd spread && sha256sum -- *) | sed 's/^/    /'
  cd /
  rm -rf "$work"
}
