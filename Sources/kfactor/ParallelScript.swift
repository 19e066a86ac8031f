/// A shell script for GNU parallel, on this machine or on several over ssh.
struct ParallelScript {
  let plan: SpreadPlan

  /// Words travel in variables.
  var text: String {
    """
    #!/usr/bin/env bash
    \(plan.comment(
      "On this machine:       bash spread.sh",
      "On several over ssh:   HOSTS=32/alpha,32/beta bash spread.sh",
      "(32 cores on each; this folder must be there under the same name, and kfactor in PATH).",
      "",
      "A part that dies is done again, on another host if there is one. Where this script itself",
      "was ended, run it again: finished parts are kept, and unfinished ones go on."))
    set -euo pipefail

    export KFACTOR="${KFACTOR:-kfactor}" KFACTOR_FOLDER="$PWD"
    export KFACTOR_RUN=\(shellQuoted(plan.work.arguments.map(singleQuoted).joined(separator: " ")))
    export KFACTOR_PARTS=\(shellQuoted(plan.parts))
    output=\(shellQuoted(plan.output))
    shards=\(plan.shards) units=\(plan.units) unit=\(plan.unit)

    # The first replication of each part, and the first one after it.
    ranges() {
      for ((shard = 0; shard < shards; shard++)); do
        echo "$((units * shard / shards * unit)) $((units * (shard + 1) / shards * unit))"
      done
    }

    # Of one part; one that is finished is seen to be. GNU parallel would replace {= perl =} in it, so
    # it has no word of anybody's. Before it fails it waits: what it met may pass, and another
    # kfactor that has outlived its script may end.
    command='cd "$KFACTOR_FOLDER" && eval "set -- $KFACTOR_RUN" && { "$KFACTOR" "$@" --reps {1}:{2}'
    command+=' --output "$KFACTOR_PARTS/part-{1}-{2}" --threads \(plan.threads) >/dev/null'
    command+=' || { sleep 10; false; }; }'

    mkdir -p "$KFACTOR_PARTS"
    ranges | parallel --colsep ' ' --sshlogin "${HOSTS:-:}" --jobs \(100 / min(100, plan.threads))% \\
      --retries \(plan.retries + 1) \\
      --env KFACTOR --env KFACTOR_FOLDER --env KFACTOR_RUN --env KFACTOR_PARTS \\
      "$command"

    set --
    while read -r first last; do
      set -- "$@" "$KFACTOR_PARTS/part-$first-$last"
    done < <(ranges)
    exec "$KFACTOR" merge "$@" --output "$output"

    """
  }
}
