/// A shell script that hands Slurm an array of parts, and a merge that waits for them.
struct SlurmScript {
  let plan: SpreadPlan

  /// Jobs are made of the shell's own account of what is defined, so that no word can end a
  /// here-document.
  var text: String {
    """
    #!/usr/bin/env bash
    \(plan.comment(
      "Submit, with what your cluster asks for:   bash spread.sh --partition=long --time=2:00:00",
      "This folder must be there under the same name on every node, and kfactor in PATH.",
      "",
      "A part that dies is requeued, \(plan.retries) times; so is one whose node is lost. Where a "
        + "part failed",
      "for good, the merge is cancelled; run this again: finished parts are kept."))
    set -euo pipefail

    kfactor="${KFACTOR:-kfactor}"
    words=(\(plan.work.arguments.map(shellQuoted).joined(separator: " ")))
    parts=\(shellQuoted(plan.parts))
    output=\(shellQuoted(plan.output))
    shards=\(plan.shards) units=\(plan.units) unit=\(plan.unit) threads=\(plan.threads) retries=\(plan.retries)

    # Sets the first replication of a part, and the first one after it.
    range() {
      first=$((units * $1 / shards * unit)) last=$((units * ($1 + 1) / shards * unit))
    }

    simulate() {
      range "$SLURM_ARRAY_TASK_ID"
      status=0
      "$kfactor" "${words[@]}" --reps "$first:$last" --output "$parts/part-$first-$last" \\
        --threads "$threads" >"$parts/$first-$last.log" 2>&1 || status=$?
      case $status in
        0 | 64 | 65) exit "$status" ;; # done, or wrong on every node
      esac
      [ "${SLURM_RESTART_COUNT:-0}" -lt "$retries" ] || exit "$status"
      scontrol requeue "$SLURM_JOB_ID"
      sleep 60 # until Slurm ends this job
      exit "$status"
    }

    merge() {
      set --
      for ((shard = 0; shard < shards; shard++)); do
        range "$shard"
        set -- "$@" "$parts/part-$first-$last"
      done
      "$kfactor" merge "$@" --output "$output" >"$parts/merge.log" 2>&1
    }

    # A job: all of the above, then one of the two.
    job() {
      echo '#!/usr/bin/env bash'
      declare -p kfactor words parts output shards units unit threads retries
      declare -f range simulate merge
      echo "$1"
    }

    mkdir -p "$parts"
    array=$(job simulate | sbatch --parsable --requeue --array="0-$((shards - 1))" \\
      --job-name=\(plan.name) --cpus-per-task="$threads" --output=/dev/null "$@")
    # What was asked for the parts may name another array or another job to wait for.
    options=()
    for option in "$@"; do
      case $option in
        --array=* | --dependency=*) ;;
        *) options+=("$option") ;;
      esac
    done
    merge=$(job merge | sbatch --parsable --requeue ${options[@]+"${options[@]}"} \\
      --dependency="afterok:${array%%;*}" --kill-on-invalid-dep=yes --job-name=\(plan.name)-merge \\
      --output=/dev/null)
    echo "parts: job ${array%%;*}; merge: job ${merge%%;*}; logs: $parts; result: $output"

    """
  }
}
