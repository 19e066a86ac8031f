"""Runs a script of `kfactor spread` with stand-ins for the engine, and for kfactor unless KFACTOR
is set; prints the words of every call of the stand-in, as JSON.

    spread_check.py parallel|slurm|ray|kubernetes script
"""

import json
import os
import subprocess
import sys
import tempfile

# A shell starts in a tenth of the time that Python takes, and there are hundreds of calls.
KFACTOR = """#!/bin/sh
printf '%s\\0' "$#" "$@" >> "$CALLS"
while [ "$1" != --output ]; do shift; done
mkdir -p -- "$2"
: > "$2/summary.json"
: > "$2/part.json"
"""

PARALLEL = """
import subprocess, sys
for line in sys.stdin.read().splitlines():
    first, last = line.split(" ")
    command = sys.argv[-1].replace("{1}", first).replace("{2}", last)
    subprocess.run(["/bin/sh", "-c", command], check=True)
"""

SBATCH = """
import os, subprocess, sys
job = sys.stdin.read()
assert job.startswith("#!")
array = [word for word in sys.argv if word.startswith("--array=")]
tasks = range(int(array[0].split("-")[-1]) + 1) if array else [None]
for task in tasks:
    number = {} if task is None else {"SLURM_ARRAY_TASK_ID": str(task), "SLURM_JOB_ID": "1"}
    subprocess.run(["bash", "-c", job], check=True, env=os.environ | number)
print(1 if array else 2)
"""

RAY = """
def remote(**options):
    assert options["max_retries"] >= 1
    return lambda function: type("Task", (), {"remote": staticmethod(function)})
def init(): pass
def get(values): return values
"""


def calls_in(words):
    """What the stand-in wrote: of each call the number of its words, and those."""
    calls = []
    while len(words) > 1:
        count = int(words[0])
        calls.append(words[1 : count + 1])
        words = words[count + 1 :]
    return calls


def expanded(word, environment):
    """What Kubernetes makes of an argument: $(NAME) where NAME is known, $$ for a dollar."""
    text, rest = "", word
    while rest:
        end = rest.find(")")
        if rest.startswith("$$"):
            text, rest = text + "$", rest[2:]
        elif rest.startswith("$(") and end > 0 and rest[2:end] in environment:
            text, rest = text + environment[rest[2:end]], rest[end + 1 :]
        elif rest.startswith("$(") and end > 0:
            text, rest = text + rest[: end + 1], rest[end + 1 :]
        else:
            text, rest = text + rest[0], rest[1:]
    return text


def run_pod(job, environment):
    container = job["spec"]["template"]["spec"]["containers"][0]
    words = [expanded(word, environment) for word in container["command"] + container["args"]]
    subprocess.run(words, check=True, env=os.environ | environment)


def run_manifest(path):
    import yaml

    with open(path, encoding="utf-8") as file:
        parts, merge = yaml.safe_load_all(file)
    assert parts["spec"]["completionMode"] == "Indexed"
    for index in range(parts["spec"]["completions"]):
        run_pod(parts, {"JOB_COMPLETION_INDEX": str(index)})
    run_pod(merge, {})


def main(engine, script):
    with tempfile.TemporaryDirectory() as folder:
        python = "#!" + sys.executable + "\n"
        for name, text in [
            ("kfactor", KFACTOR), ("parallel", python + PARALLEL), ("sbatch", python + SBATCH),
        ]:
            path = os.path.join(folder, name)
            with open(path, "w") as file:
                file.write(text)
            os.chmod(path, 0o755)
        with open(os.path.join(folder, "ray.py"), "w") as file:
            file.write(RAY)
        calls = os.path.join(folder, "calls")
        open(calls, "w").close()
        os.environ |= {
            "CALLS": calls,
            "PATH": folder + os.pathsep + os.environ["PATH"],
            "PYTHONPATH": folder,
        }
        if engine == "kubernetes":
            run_manifest(script)
        else:
            program = sys.executable if engine == "ray" else "bash"
            subprocess.run([program, script], check=True, stdout=subprocess.DEVNULL)
        with open(calls, "rb") as file:
            print(json.dumps(calls_in([os.fsdecode(word) for word in file.read().split(b"\0")])))


main(*sys.argv[1:])
