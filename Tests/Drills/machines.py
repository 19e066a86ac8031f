"""Odd machines: little memory, many threads, clocks that jump, other languages and time zones,
homes and names that are not as usual. The bytes are those of an ordinary machine, or there is one
sentence.

COMMANDS=…   of those in drill.py; run, compare, tune, calibrate, part unless given
"""

import os
import re
import resource
import shutil
import subprocess
import tempfile
import threading
import time

from drill import (
    Drills, KFACTOR, Skip, Workshop, check, check_one_sentence, commands)

UNAVAILABLE = 69

HUGE = """\
name: Everybody
horizon: 1 month
market: {size: 4 billion}
customers: {initial: 10_000}
acquisition: {cac: $60}
loops:
  referral: {participation: 20%, invites: 3, conversion: 10%, reinforcement: 1.5x}
program: {reward: {referrer: 15% of CAC}}
monte_carlo: {replications: 2}
"""

# Markets in which most memory goes into different things.
LARGE = """\
name: Large
horizon: 12 months
market: {size: SIZE}
customers: {initial: 3% of SIZE, churn: 3% per month, margin: $8 per month}
acquisition: {cac: $60, organic: 0.0005 of SIZE}
loops:
  referral:
    participation: 30%
    invites: {mean: 4, delay: {distribution: exponential, mean: 20 days}}
    conversion: 15%
program:
  reward: {referrer: 15% of CAC, referee: 10% of CAC}
  payout: {hold: 30 days}
"""


def large(size):
    text = LARGE.replace("3% of SIZE", str(size * 3 // 100))
    return text.replace("0.0005 of SIZE", f"{size // 2000} per day").replace("SIZE", str(size))


def same(shop, question, name, context="", **more):
    """Asked under other circumstances, the folder is the same."""
    folder = f"{question}-{name}"
    made = shop.run(shop.words(question, folder, **more.pop("words", {})), **more)
    check(made.returncode == 0, context, f"ended with {made.returncode}:", made.stderr.decode())
    shop.check_same(question, folder, context or name)
    shop.clear(folder)
    return made


def environment(**changes):
    changed = dict(os.environ)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return changed


def refused_for_memory(shop):
    """Four billion persons under a limit of 8 GB, then in what is said to fit."""
    path = shop.inside("huge.yaml")
    with open(path, "w") as file:
        file.write(HUGE)
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    words = [KFACTOR, "run", "huge.yaml", "--output", "huge", "--quiet"]
    made = shop.run(words + ["--threads", "2"], preexec_fn=limit)
    said = made.stderr.decode()
    check(made.returncode == UNAVAILABLE, f"ended with {made.returncode}: {said}")
    check_one_sentence(made.stderr)
    fits = re.search(r"a market of (\d+) persons would fit", said)
    check(fits, said)
    check(10**8 < int(fits[1]) < 4 * 10**9, said)
    for command in ["compare", "tune"]:
        made = shop.run(
            [KFACTOR, command, "huge.yaml", "--output", command, "--quiet", "--threads", "1"]
            + (["--vary", "program.reward.referrer.value=0%..50% of CAC"]
               if command == "tune" else []),
            preexec_fn=limit)
        check(made.returncode == UNAVAILABLE, f"{command}: {made.stderr.decode()}")
    return said.strip()


def fewer_threads(shop):
    """Where nobody asks for a number of threads, there are as many as fit, and the same bytes."""
    with open(shop.inside("large.yaml"), "w") as file:
        file.write(large(8_000_000).replace("12 months", "2 months"))
    words = [KFACTOR, "run", "large.yaml", "--replications", "2"]
    made = shop.run(words + ["--threads", "1", "--output", "roomy", "--quiet"])
    check(made.returncode == 0, made.stderr.decode())
    if (os.cpu_count() or 1) < 2:
        return Skip("one core")
    for megabytes in range(600, 200, -20):
        limit = megabytes << 20
        shop.clear("tight")
        made = shop.run(
            words + ["--output", "tight"],
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        if made.returncode == 0 and b"threads" in made.stderr:
            check(shop.files("roomy") == shop.files("tight"), "other bytes")
            return made.stderr.decode().strip()
        check(made.returncode in (0, UNAVAILABLE), made.stderr.decode())
    return Skip("no limit was found at which one thread fits, and two do not")


def peak(shop, size, threads):
    """(estimated, taken) in bytes."""
    with open(shop.inside("large.yaml"), "w") as file:
        file.write(large(size))
    words = [KFACTOR, "run", "large.yaml", "--threads", str(threads), "--replications", "2",
             "--output", "peak", "--quiet"]
    made = shop.run(words, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_AS, (250 << 20, 250 << 20)))
    said = re.search(r"take about ([\d.]+) (GB|MB)", made.stderr.decode())
    check(said, f"{size} persons were not refused under 250 MB: {made.stderr.decode()}")
    estimated = float(said[1]) * (1e9 if said[2] == "GB" else 1e6)
    most = 0
    # On a busy machine one thread may be done before the other begins, and its memory is used again.
    for _ in range(3):
        shop.clear("peak")
        process = subprocess.Popen(words, cwd=shop.path, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        check(process.returncode == 0, f"ended with {process.returncode}")
        most = max(most, used.ru_maxrss * 1024)
    shop.clear("peak")
    return estimated, most


def memory_as_estimated(shop):
    """What is said to be needed is what is taken, but for the program itself."""
    with open(shop.inside("large.yaml"), "w") as file:
        file.write(large(1_000))
    small = subprocess.Popen(
        [KFACTOR, "run", "large.yaml", "--replications", "2", "--output", "own", "--quiet"],
        cwd=shop.path, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(small.pid, 0)
    small.returncode = os.waitstatus_to_exitcode(status)
    own = used.ru_maxrss * 1024
    shop.clear("own")
    rows = []
    for size, threads in [(1_000_000, 2), (3_000_000, 2), (8_000_000, 1)]:
        estimated, taken = peak(shop, size, threads)
        taken -= own
        rows.append(
            f"{size} persons, {threads} threads: {estimated / 1e6:.0f} MB estimated, "
            f"{taken / 1e6:.0f} MB taken")
        check(0.7 < estimated / taken < 1.6, "; ".join(rows))
    return "; ".join(rows)


def many_threads(shop, question):
    for threads in [1, 3, 64, 1024]:
        same(shop, question, f"threads-{threads}", words={"threads": threads})


def other_clock(shop, question):
    if not shutil.which("faketime"):
        return Skip("faketime is not here (apt install faketime)")
    for when in ["1970-01-02 00:00:00", "2038-01-19 03:14:06", "+0 x1000", "+0 x0.01"]:
        folder = f"{question}-clock"
        made = shop.run(["faketime", "-f", when] + shop.words(question, folder))
        check(made.returncode == 0, when, made.stderr.decode())
        shop.check_same(question, folder, when)
        shop.clear(folder)


def jumping_clock(shop, question):
    if not shutil.which("faketime"):
        return Skip("faketime is not here (apt install faketime)")
    library = subprocess.run(
        ["faketime", "-f", "+0", "sh", "-c", "echo $LD_PRELOAD"], capture_output=True,
        text=True).stdout.strip()
    stamp = shop.inside("clock")
    done = threading.Event()

    def jump():
        shifts = ["+0", "-10d", "+3650d", "-1h", "+7200"]
        place = 0
        while not done.wait(0.02):
            with open(stamp + ".new", "w") as file:
                file.write(shifts[place % len(shifts)] + "\n")
            os.replace(stamp + ".new", stamp)
            place += 1

    with open(stamp, "w") as file:
        file.write("+0\n")
    jumper = threading.Thread(target=jump)
    jumper.start()
    try:
        folder = f"{question}-jumps"
        # By way of another process: the first one that has the library loses its arguments.
        made = shop.run(
            ["timeout", "600"] + shop.words(question, folder, quiet=False),
            env=environment(
                LD_PRELOAD=library, FAKETIME_TIMESTAMP_FILE=stamp, FAKETIME_NO_CACHE="1"))
        check(made.returncode == 0, f"ended with {made.returncode}: {made.stderr.decode()}")
        shop.check_same(question, folder)
        shop.clear(folder)
    finally:
        done.set()
        jumper.join()


def other_zone(shop, question):
    for zone in ["Pacific/Kiritimati", "America/St_Johns", "nonsense", ""]:
        same(shop, question, "zone", zone, env=environment(TZ=zone))


def decimal_commas(shop, question):
    """A locale with decimal commas, made where the system has none."""
    with tempfile.TemporaryDirectory() as made:
        variables = {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "de"}
        known = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.lower()
        if "de_de" not in known:
            if not shutil.which("localedef") or subprocess.run(
                ["localedef", "-i", "de_DE", "-f", "UTF-8", f"{made}/de_DE.UTF-8"],
                capture_output=True).returncode:
                return Skip("no de_DE.UTF-8, and it cannot be made (apt install locales)")
            variables["LOCPATH"] = made
        usual = shop.run(shop.words(question, f"{question}-usual"))
        german = same(shop, question, "german", env=environment(**variables))
        shop.clear(f"{question}-usual")
        check(
            usual.stdout.replace(b"-usual", b"-german") == german.stdout, "printed differently")


def homeless(shop, question):
    same(shop, question, "home", env=environment(HOME=None, USER=None, LOGNAME=None, XDG_CONFIG_HOME=None))
    same(shop, question, "nowhere", env=environment(HOME="/nonexistent"))
    same(shop, question, "bare", env={})


def private(shop, question):
    """umask 077: nobody else reads what is written."""
    folder = f"{question}-private"
    made = shop.run(shop.words(question, folder), preexec_fn=lambda: os.umask(0o077))
    check(made.returncode == 0, made.stderr.decode())
    shop.check_same(question, folder)
    for at, folders, names in os.walk(shop.inside(folder)):
        check(os.stat(at).st_mode & 0o777 == 0o700, f"{at} is open to others")
        for name in names:
            mode = os.stat(os.path.join(at, name)).st_mode & 0o777
            check(mode == 0o600, f"{name} has mode {mode:o}")
    shop.clear(folder)


def odd_names(shop, question):
    for name in [
        "with space", "new\nline", "quote's \"and\" $HOME `ls` \\", "-dash", "ünï日本", "a" * 200,
        "deep/" * 40 + "end",
    ]:
        folder = f"odd/{name}"
        made = shop.run(shop.words(question, folder))
        check(made.returncode == 0, repr(name), made.stderr.decode())
        shop.check_same(question, folder, repr(name))
        shop.finish(question, folder, repr(name))
        shutil.rmtree(shop.inside("odd"))


def too_long(shop, question):
    for name in ["a" * 300, "long/" * 1500 + "end"]:
        made = shop.run(shop.words(question, name))
        check(made.returncode in (73, 74), f"ended with {made.returncode}: {made.stderr.decode()}")
        check_one_sentence(made.stderr)
        shutil.rmtree(shop.inside("long"), ignore_errors=True)


def long_file_name(shop):
    """The longest name there is: what is written beside it on the way has a shorter one."""
    name = "e" * 251 + ".csv"
    made = shop.run(
        [KFACTOR, "run", "certain.yaml", "--replications", "1", "--event-log", name, "--output",
         "logged", "--quiet"])
    check(made.returncode == 0, made.stderr.decode())
    check(os.path.getsize(shop.inside(name)) > 0, "the log is empty")
    shop.clear("logged")


def main():
    drills = Drills("Machines")
    with Workshop() as shop:
        drills.drill("a market that does not fit", refused_for_memory, shop)
        drills.drill("fewer threads", fewer_threads, shop)
        drills.drill("memory as estimated", memory_as_estimated, shop)
        drills.drill("the longest file name", long_file_name, shop)
        for question in commands("run compare tune calibrate part"):
            for name, body in [
                ("threads beyond the cores", many_threads), ("another clock", other_clock),
                ("a clock that jumps", jumping_clock), ("time zones", other_zone),
                ("decimal commas", decimal_commas), ("no home", homeless),
                ("umask 077", private), ("odd names", odd_names), ("too long a path", too_long),
            ]:
                drills.drill(f"{name}, {question}", body, shop, question)
    drills.end()


if __name__ == "__main__":
    main()
