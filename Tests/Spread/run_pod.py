"""Runs the command of a container as its pod would: run_pod.py manifest part|merge."""

import os
import sys

import yaml

manifest, name = sys.argv[1:]
with open(manifest, encoding="utf-8") as file:
    for job in yaml.safe_load_all(file):
        container = job["spec"]["template"]["spec"]["containers"][0]
        if container["name"] == name:
            # No argument here names a variable, so all there is to expand is $$.
            words = [word.replace("$$", "$") for word in container["command"] + container["args"]]
            os.execvp(words[0], words)
sys.exit(f"{manifest}: no container {name}")
