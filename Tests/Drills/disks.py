"""Disks that fill up, fail, forbid or vanish: exit 73 or 74, one sentence, nothing half-written
under a final name; and once the disk is well, going on gives the same bytes.

FAULTS=n     faults of each kind and command, evenly spread over its calls (6)
COMMANDS=…   of those in drill.py; run, compare, calibrate, part unless given

Small disks are mounted, which takes root; without it those drills are skipped, visibly.
"""

import os
import re
import resource
import shutil
import subprocess
import time

from drill import (
    Drills, Failed, KFACTOR, Skip, Workshop, check, check_one_sentence, commands, seed, TRACE)

CANNOT_CREATE, CANNOT_WRITE = 73, 74


def check_refused(shop, question, folder, made, context, may_be_silent=False):
    check(
        made.returncode in (CANNOT_CREATE, CANNOT_WRITE), context,
        f"ended with {made.returncode}:", made.stderr.decode(errors="replace"))
    if made.stderr or not may_be_silent:
        check_one_sentence(made.stderr, context)
    shop.check_nothing_halved(question, folder, context)


class SmallDisk:
    """A file system in memory, of a size that can be changed."""

    def __init__(self, shop, size):
        self.path = shop.inside("disk")
        os.makedirs(self.path, exist_ok=True)
        self.mount("size=" + size)

    def mount(self, options, *more):
        words = ["mount", *more, "-t", "tmpfs", "-o", options, "tmpfs", self.path]
        made = subprocess.run(words, capture_output=True)
        check(made.returncode == 0, made.stderr.decode())

    def change(self, options):
        made = subprocess.run(
            ["mount", "-o", "remount," + options, self.path], capture_output=True)
        check(made.returncode == 0, made.stderr.decode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.path], capture_output=True)


def can_mount(shop):
    if os.geteuid() != 0:
        return False
    try:
        with SmallDisk(shop, "64k"):
            return True
    except (Failed, OSError):
        return False




def no_space(shop, question, faults):
    if not can_mount(shop):
        return Skip("needs root, to mount a small disk")
    whole, _ = shop.reference(question)
    total = sum(len(bytes) for bytes in whole.values())
    refused = 0
    # A page is 4 KB; what is kept on the way can take as much again as the results.
    for pages in sorted({1, 2} | {
        1 + 3 * total // 4096 * (i + 1) // (2 * faults) for i in range(faults)
    }):
        with SmallDisk(shop, f"{4 * pages}k") as disk:
            folder = "disk/results"
            context = f"{question} on {4 * pages} KB:"
            made = shop.run(shop.words(question, folder))
            if made.returncode != 0:
                check_refused(shop, question, folder, made, context)
                refused += 1
            disk.change("size=64m")
            shop.finish(question, folder, context)
    return f"{refused} refused, all finished once there was space"


def size_limit(shop, question, faults):
    whole, _ = shop.reference(question)
    largest = max(len(bytes) for bytes in whole.values())
    refused = 0
    for limit in sorted({0, 1, 100} | {largest * i // faults for i in range(1, faults)}):
        folder = f"{question}-limit"
        made = shop.run(
            shop.words(question, folder),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        context = f"{question} with files of at most {limit} bytes:"
        if made.returncode != 0:
            check_refused(shop, question, folder, made, context)
            refused += 1
        shop.finish(question, folder, context)
        shop.clear(folder)
    check(refused >= 3, f"only {refused} refused")
    return f"{refused} refused, all finished without the limit"


def read_only(shop, question):
    if not can_mount(shop):
        return Skip("needs root, to mount a disk")
    with SmallDisk(shop, "64m") as disk:
        folder = "disk/results"
        disk.change("ro")
        made = shop.run(shop.words(question, folder))
        check_refused(shop, question, folder, made, "not begun:")
        disk.change("rw")
        if question != "calibrate":
            shop.begin_and_stop(question, folder)
            disk.change("ro")
            made = shop.run(shop.words(question, folder, resume=True))
            check_refused(shop, question, folder, made, "begun:")
            disk.change("rw")
        shop.finish(question, folder)
        # Finished, it is shown as it stands.
        disk.change("ro")
        made = shop.run(shop.words(question, folder))
        check(made.returncode == 0, "finished:", made.stderr.decode())
        disk.change("rw")


def forbidden(shop, question):
    """A folder of somebody else's."""
    if os.geteuid() != 0:
        return Skip("needs root, to become somebody else")
    os.chmod(shop.path, 0o755)
    os.makedirs(shop.inside("theirs"), exist_ok=True)
    folder = "theirs/results"
    made = shop.run(shop.words(question, folder), user=65534, group=65534, extra_groups=[])
    if b"ermission denied" in made.stderr and made.returncode == 126:
        return Skip("nobody may run the command")
    check_refused(shop, question, folder, made, "forbidden:")
    check(made.returncode == CANNOT_CREATE, f"ended with {made.returncode}")
    shop.finish(question, folder)
    shutil.rmtree(shop.inside("theirs"))


def vanished(shop, question, trials, luck):
    """The folder is removed while it is written to."""
    _, duration = shop.reference(question)
    refused = 0
    for trial in range(trials):
        folder = f"{question}-vanished"
        process = subprocess.Popen(
            shop.words(question, folder), cwd=shop.path, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(luck.random() * 0.8 * duration)
        aside = shop.inside("aside")
        if os.path.exists(shop.inside(folder)):
            os.rename(shop.inside(folder), aside)
        _, said = process.communicate(timeout=120)
        context = f"{question} without its folder:"
        if process.returncode != 0:
            made = subprocess.CompletedProcess([], process.returncode, b"", said)
            check_refused(shop, question, folder, made, context)
            refused += 1
        shutil.rmtree(aside, ignore_errors=True)
        shop.finish(question, folder, context)
        shop.clear(folder)
    return f"{refused} of {trials} refused, all finished anew"


def injected(shop, question, call, error, faults):
    """An error of the nth system call of a name that concerns the folder."""
    if subprocess.run(["sh", "-c", "strace -f -e trace=none true"], capture_output=True).returncode:
        return Skip("strace is not here, or may not trace")
    shop.reference(question)
    folder, log = f"{question}-{call}", shop.inside("strace.log")
    words = shop.words(question, folder, threads=1)
    made = shop.run(["strace", "-f", "-o", log, "-e", f"trace={call},mkdir"] + words)
    check(made.returncode == 0, made.stderr.decode())
    calls = [re.match(r"(\d+) +(\w+)\((.*)", line) for line in open(log)]
    calls = [match.groups() for match in calls if match]
    main = next(thread for thread, name, rest in calls if name == "mkdir" and folder in rest)
    count, targets, opened = 0, [], False
    for thread, name, rest in calls:
        if thread != main:
            continue
        opened = opened or (name == "mkdir" and folder in rest)
        count += name == call
        # Files that are read or removed are others' drills; opening for writing creates.
        if opened and name == call and (call != "openat" or "O_CREAT" in rest):
            targets.append(count)
    chosen = targets[:: max(1, len(targets) // faults)] + targets[-2:]
    refused = unnoticed = 0
    for number in sorted(set(chosen)):
        shop.clear(folder)
        made = shop.run([
            "strace", "-f", "-o", "/dev/null", "-e", f"trace={call}",
            "-e", f"inject={call}:error={error}:when={number}"] + words)
        context = f"{question}, {error} at {call} {number}:"
        check(not TRACE.search(made.stderr), context, made.stderr.decode())
        if made.returncode == 0:
            # The last write is that to standard output, or a call came out of turn.
            unnoticed += 1
            shop.check_same(question, folder, context)
        else:
            check_refused(shop, question, folder, made, context)
            refused += 1
        shop.finish(question, folder, context)
    shop.clear(folder)
    return f"{refused} refused, {unnoticed} done all the same, of {len(targets)} calls"


def broken_library(shop, question, point, trials):
    """Faults by chance, of libfiu: errors, and writes that do only a part."""
    if not shutil.which("fiu-run"):
        return Skip("fiu-run is not here (apt install fiu-utils)")
    refused = 0
    shop.reference(question)
    for trial in range(trials):
        folder = f"{question}-fiu"
        shop.clear(folder)
        made = shop.run(
            ["fiu-run", "-x", "-c", f"enable_random name={point}"] + shop.words(question, folder))
        context = f"{question} under {point}:"
        check(not TRACE.search(made.stderr), context, made.stderr.decode())
        if made.returncode != 0:
            # The fault hits standard error too, so the sentence itself may be lost.
            check_refused(
                shop, question, folder, made, context,
                may_be_silent=point.startswith("posix/io/rw/write,"))
            refused += 1
        shop.finish(question, folder, context)
        shop.clear(folder)
    return f"{refused} of {trials} refused, all finished without the fault"


def full_output(shop, question):
    """The results are in the folder, whatever becomes of what is printed."""
    folder = f"{question}-full"
    with open("/dev/full", "wb") as full:
        made = shop.run(shop.words(question, folder), stdout=full)
    check(made.returncode == CANNOT_WRITE, f"ended with {made.returncode}")
    check_one_sentence(made.stderr)
    shop.check_same(question, folder)
    shop.clear(folder)


def closed_stream(shop, question, stream):
    """`>&-` and `2>&-`: the next file that is opened must not be written to by mistake."""
    folder = f"{question}-closed"
    made = shop.run(
        shop.words(question, folder, quiet=False), preexec_fn=lambda: os.close(stream))
    expected = {0: 0, 1: CANNOT_WRITE, 2: 0}[stream]
    check(made.returncode == expected, f"ended with {made.returncode}: {made.stderr.decode()}")
    shop.check_same(question, folder)
    shop.clear(folder)


def all_closed(shop, question):
    folder = f"{question}-closed"
    made = shop.run(
        shop.words(question, folder, quiet=False), preexec_fn=lambda: os.closerange(0, 3))
    check(made.returncode == CANNOT_WRITE, f"ended with {made.returncode}")
    shop.check_same(question, folder)
    shop.clear(folder)


def full_errors(shop):
    """Where notes cannot be written, the result is printed all the same."""
    with open("/dev/full", "wb") as full:
        made = shop.run(shop.words("run", "errors", quiet=False), stderr=full)
        check(made.returncode == 0 and b"signups" in made.stdout, f"ended with {made.returncode}")
        shop.check_same("run", "errors")
        made = shop.run([KFACTOR, "run", "missing.yaml"], stderr=full)
        check(made.returncode == 65, f"ended with {made.returncode}")
    shop.clear("errors")


def main():
    drills = Drills("Disks")
    luck = seed()
    faults = int(os.environ.get("FAULTS") or 6)
    with Workshop() as shop:
        for question in commands("run compare calibrate part"):
            drills.drill(f"no space, {question}", no_space, shop, question, faults)
            drills.drill(f"a limit to files, {question}", size_limit, shop, question, faults)
            drills.drill(f"read-only, {question}", read_only, shop, question)
            drills.drill(f"forbidden, {question}", forbidden, shop, question)
            drills.drill(f"a folder that vanishes, {question}", vanished, shop, question, faults,
                         luck)
            for call, errors in [
                ("openat", ["ENOSPC", "EMFILE", "EIO"]), ("write", ["ENOSPC", "EIO", "EDQUOT"]),
                ("fsync", ["EIO"]), ("rename", ["EIO", "ENOSPC"]), ("close", ["EIO"]),
                ("mkdir", ["ENOSPC"]), ("unlink", ["EIO"]),
            ]:
                for error in errors:
                    drills.drill(f"{error} at {call}, {question}", injected, shop, question, call,
                                 error, faults)
            for point in [
                "posix/io/rw/write,probability=0.2", "posix/io/rw/write/reduce,probability=0.7",
                "posix/io/rw/read/reduce,probability=0.7", "posix/io/sync/fsync,probability=0.2",
                "posix/io/dir/rename,probability=0.2", "posix/io/oc/open,probability=0.05",
            ]:
                drills.drill(f"{point.replace(',', ', ')}, {question}", broken_library, shop,
                             question, point, max(2, faults // 2))
            drills.drill(f"standard output is full, {question}", full_output, shop, question)
            for stream, name in enumerate(["input", "output", "error"]):
                drills.drill(f"standard {name} is closed, {question}", closed_stream, shop,
                             question, stream)
            drills.drill(f"all three are closed, {question}", all_closed, shop, question)
        drills.drill("standard error is full", full_errors, shop)
    drills.end()


if __name__ == "__main__":
    main()
