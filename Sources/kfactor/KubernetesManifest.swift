/// Two Kubernetes Jobs: an indexed one for the parts, and one that merges them.
struct KubernetesManifest {
  let plan: SpreadPlan
  let image: String
  let claim: String

  var text: String {
    """
    \(plan.comment(
      "kubectl apply -f spread.yaml, for Kubernetes 1.29 or later. The volume is mounted at /kfactor:",
      "it holds the scenario and takes the results, and must be writable from every node",
      "(ReadWriteMany).",
      "",
      "A part that dies is done again, \(plan.retries) times; a lost node does not count. The "
        + "merge waits for",
      "the parts. Where one failed for good: kubectl delete -f spread.yaml, and apply it again;",
      "finished parts are kept."))
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: \(plan.name)
    spec:
      completionMode: Indexed
      completions: \(plan.shards)
      parallelism: \(plan.shards)
      backoffLimitPerIndex: \(plan.retries)
      podFailurePolicy:
        rules:
          - action: Ignore # the node was lost, or was needed for something else
            onPodConditions:
              - type: DisruptionTarget
                status: "True"
          - action: FailJob # wrong on every node
            onExitCodes:
              operator: In
              values: [64, 65]
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: part
              image: \(doubleQuoted(image))
              workingDir: /kfactor
              command: ["/bin/sh", "-c"]
              args:
                - |
                  parts=$1; shift
                  first=$((\(first("JOB_COMPLETION_INDEX"))))
                  last=$((\(first("(JOB_COMPLETION_INDEX + 1)"))))
                  exec kfactor "$@" --reps "$first:$last" --output "$parts/part-$first-$last" --threads \(plan.threads)
                - sh
    \(arguments([plan.parts] + plan.work.arguments))
              resources:
                requests:
                  cpu: "\(plan.threads)"
              volumeMounts:
                - name: work
                  mountPath: /kfactor
          volumes:
            - name: work
              persistentVolumeClaim:
                claimName: \(doubleQuoted(claim))
    ---
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: \(plan.name)-merge
    spec:
      backoffLimit: \(plan.retries)
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: merge
              image: \(doubleQuoted(image))
              workingDir: /kfactor
              command: ["/bin/sh", "-c"]
              args:
                - |
                  parts=$1 output=$2 shard=0
                  set --
                  while [ "$shard" -lt \(plan.shards) ]; do
                    first=$((\(first("shard"))))
                    last=$((\(first("(shard + 1)"))))
                    until [ -e "$parts/part-$first-$last/\(plan.work.lastFile)" ]; do sleep 10; done
                    set -- "$@" "$parts/part-$first-$last"
                    shard=$((shard + 1))
                  done
                  exec kfactor merge "$@" --output "$output"
                - sh
    \(arguments([plan.parts, plan.output]))
              resources:
                requests:
                  cpu: 100m
              volumeMounts:
                - name: work
                  mountPath: /kfactor
          volumes:
            - name: work
              persistentVolumeClaim:
                claimName: \(doubleQuoted(claim))

    """
  }

  private func first(_ shard: String) -> String {
    "\(plan.units) * \(shard) / \(plan.shards) * \(plan.unit)"
  }

  /// Kubernetes replaces $(NAME) in arguments; $$ stands for a dollar.
  private func arguments(_ words: [String]) -> String {
    words.map {
      String(repeating: " ", count: 12) + "- " + doubleQuoted(replacing("$", in: $0, with: "$$"))
    }.joined(separator: "\n")
  }
}
