/// A Python program for Ray, on this machine or on a cluster.
struct RayScript {
  let plan: SpreadPlan

  var text: String {
    let words = plan.work.arguments.map(doubleQuoted).joined(separator: ", ")
    return """
      #!/usr/bin/env python3
      \(plan.comment(
        "On this machine:   python3 spread.py",
        "On a cluster:      RAY_ADDRESS=auto python3 spread.py",
        "This folder must be there under the same name on every node, and kfactor in PATH.",
        "",
        "A part that dies, or whose worker or node is lost, is done again, \(plan.retries) times. "
          + "Where this",
        "program itself was ended, run it again: finished parts are kept."))
      import os
      import subprocess

      import ray

      kfactor, folder = os.environ.get("KFACTOR", "kfactor"), os.getcwd()
      words = [\(words)]
      parts, output = \(doubleQuoted(plan.parts)), \(doubleQuoted(plan.output))
      shards, units, unit = \(plan.shards), \(plan.units), \(plan.unit)


      @ray.remote(num_cpus=\(plan.threads), max_retries=\(plan.retries), \
      retry_exceptions=[subprocess.CalledProcessError])
      def simulate(shard):
          first, last = units * shard // shards * unit, units * (shard + 1) // shards * unit
          part = f"{parts}/part-{first}-{last}"
          command = [kfactor, *words, "--reps", f"{first}:{last}", "--output", part]
          subprocess.run([*command, "--threads", "\(plan.threads)"], check=True, cwd=folder,
                         stdout=subprocess.DEVNULL)
          return part


      ray.init()
      done = ray.get([simulate.remote(shard) for shard in range(shards)])
      subprocess.run([kfactor, "merge", *done, "--output", output], check=True)

      """
  }
}
