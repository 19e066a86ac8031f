"""Kills the command at random moments, goes on, and compares the bytes.

KILLS=n      kills of each command (20)
COMMANDS=…   of those in drill.py; all, unless given
STEPS=n      kills at system calls that change files, of each command: evenly spread (25)
"""

import os
import re
import signal
import subprocess
import time

from drill import Drills, Skip, Workshop, check, commands, seed, QUESTIONS

# What changes files. A kill comes just before or just after one of them.
CHANGES = "openat,write,fsync,rename,unlink,rmdir,mkdir,close"


def kill_at_random(shop, question, kills, luck):
    """Several kills in a row for every fourth folder."""
    _, duration = shop.reference(question)
    killed = folders = early = begun = 0
    while killed < kills:
        check(early <= 20 * kills + 100, "the command ends before it can be killed")
        folder = f"{question}-{folders}"
        row = luck.choice([1, 1, 1, luck.randint(2, 6)])
        for _ in range(min(row, kills - killed)):
            process = subprocess.Popen(
                shop.words(question, folder, resume=luck.random() < 0.5), cwd=shop.path,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(luck.random() * duration)
            process.send_signal(signal.SIGKILL)
            _, said = process.communicate()
            if process.returncode == -signal.SIGKILL:
                killed += 1
            else:
                # It was done before its moment came; that is no kill.
                check(process.returncode == 0, f"ended with {process.returncode}:", said.decode())
                early += 1
            context = f"{folder} after {killed} kills:"
            shop.check_nothing_halved(question, folder, context)
            begun += os.path.exists(shop.inside(folder, ".partial"))
        shop.finish(question, folder, context, same_command=luck.random() < 0.5)
        folders += 1
        shop.clear(folder)
    return (
        f"{killed} kills, {begun} of them in a begun folder, {folders} folders, all the same bytes"
        f" ({duration:.2f} s undisturbed)")


def kill_at_steps(shop, question, steps):
    """SIGKILL as the command enters a system call that changes files: no moment between two
    of them is missed for being short."""
    if subprocess.run(["sh", "-c", "strace -f -e trace=none true"], capture_output=True).returncode:
        return Skip("strace is not here, or may not trace")
    shop.reference(question)
    folder, log = f"{question}-steps", shop.inside("strace.log")
    words = shop.words(question, folder, threads=1)
    made = shop.run(["strace", "-f", "-o", log, "-e", f"trace={CHANGES}"] + words)
    check(made.returncode == 0, made.stderr.decode())
    # Which of its calls of a name, of the thread that makes the files, concern the folder.
    lines = [re.match(r"(\d+) +(\w+)\((.*)", line) for line in open(log)]
    calls = [match.groups() for match in lines if match]
    main = next(thread for thread, name, rest in calls if name == "mkdir" and folder in rest)
    count, targets, opened = {}, [], False
    for thread, name, rest in calls:
        if thread != main:
            continue
        count[name] = count.get(name, 0) + 1
        opened = opened or (name == "mkdir" and folder in rest)
        if opened:
            targets.append((name, count[name]))
    chosen = targets[:: max(1, len(targets) // steps)]
    # The last of them are those that make the folder final.
    chosen += [target for target in targets[-40:] if target not in chosen]
    missed = 0
    for name, number in chosen:
        shop.clear(folder)
        made = shop.run([
            "strace", "-f", "-o", "/dev/null", "-e", f"trace={name}",
            "-e", f"inject={name}:signal=KILL:when={number}"] + words)
        context = f"{question} killed at {name} {number}:"
        # Writes to the queue of signals come and go: a call can be missing at the end.
        missed += made.returncode == 0
        shop.check_nothing_halved(question, folder, context)
        shop.finish(question, folder, context)
    shop.clear(folder)
    return f"killed at {len(chosen) - missed} of {len(targets)} calls, all the same bytes"


def main():
    drills = Drills("Kills")
    luck = seed()
    kills, steps = int(os.environ.get("KILLS") or 20), int(os.environ.get("STEPS") or 25)
    with Workshop() as shop:
        for question in commands(" ".join(QUESTIONS)):
            if kills:
                drills.drill(f"SIGKILL, {question}", kill_at_random, shop, question, kills, luck)
            if steps:
                drills.drill(f"SIGKILL at system calls, {question}", kill_at_steps, shop,
                             question, steps)
    drills.end()


if __name__ == "__main__":
    main()
