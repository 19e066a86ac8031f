"""What all drills share: the command, small questions to ask it, and how folders are held
against undisturbed ones."""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def find_command():
    named = os.environ.get("KFACTOR")
    for path in [named] if named else [
        f"{ROOT}/.build/release/kfactor", f"{ROOT}/.build-test/release/kfactor",
        f"{ROOT}/.build/debug/kfactor",
    ]:
        if os.access(path, os.X_OK):
            return os.path.abspath(path)
    sys.exit("no kfactor: run make build, or name the command in KFACTOR")


KFACTOR = find_command()

SCENARIO = """\
name: Drill
horizon: 1 month
market: {size: 5_000}
customers: {initial: 400, churn: 3% per month, margin: $8 per month}
acquisition: {cac: $60, organic: 4 per day}
loops:
  referral:
    participation: {at_zero: 6%, at_large: 20%, half_at: 10% of CAC}
    invites: 3
    conversion: {base: 3%, uplift: 4x}
program:
  reward: {referrer: 15% of CAC, referee: 10% of CAC}
strategies:
  generous: {program.reward.referrer: 30% of CAC}
  one-sided: {program.reward.referee: 0% of CAC}
decision:
  vary: {program.reward.referrer.value: 0% .. 50% of CAC by 10% of CAC}
  maximise: npv
"""

UNCERTAIN = """\
uncertain:
  loops.referral.conversion.uplift: {distribution: lognormal, median: 4x, q95: 6x}
"""

FIT = """\
name: Drill
start: 2020-01-01
horizon: 40 days
market: {size: 2_000, network: {contacts: {distribution: constant, value: 8}}}
customers: {initial: 100, churn: 3% per month, margin: $8 per month}
acquisition: {cac: $60, organic: 4 per day}
loops:
  referral: {participation: 20%, invites: 2, conversion: 12%}
uncertain:
  acquisition.organic: {distribution: lognormal, median: 4 per day, sigma: 0.3}
"""

SERIES = """\
date,customers_total
2020-01-01,100
2020-01-15,170
2020-02-05,270
"""

# For a command that is not optimised, or a machine that is busy: SCALE=0.05.
SCALE = float(os.environ.get("SCALE") or 1)


def scaled(count):
    return max(8, int(count * SCALE) // 4 * 4)


WHOLE = scaled(2000)

# Each takes a fraction of a second, and writes many files on its way.
QUESTIONS = {
    "run": ["run", "certain.yaml", "--replications", str(WHOLE)],
    "uncertain": ["run", "uncertain.yaml", "--replications", str(scaled(150))],
    "compare": [
        "compare", "certain.yaml", "--replications", str(scaled(1000)), "--confidence", "99.9%",
        "--indifference", "0.0001", "--set", f"market.size={scaled(20_000)}", "--set",
        f"customers.initial={scaled(2_000)}",
    ],
    "tune": ["tune", "certain.yaml", "--replications", str(scaled(20))],
    "calibrate": ["calibrate", "fit.yaml", "--series", "fit.csv"],
    "part": ["run", "certain.yaml", "--replications", str(WHOLE), "--reps",
             f"{WHOLE // 4}:{WHOLE * 3 // 4}"],
    "comparison-part": [
        "compare", "certain.yaml", "--replications", str(scaled(400)), "--reps",
        f"0:{scaled(200)}", "--set", "market.size=20_000"],
    "merge": ["merge", "parts/0", "parts/1"],
}

# No failure prints what a crash prints.
TRACE = re.compile(
    rb"(?i)fatal error|stack dump|backtrace|crashed|segmentation|illegal instruction"
    rb"|precondition|traceback|\.swift:\d|unexpected:")


class Failed(Exception):
    pass


def check(holds, *said):
    if not holds:
        raise Failed(" ".join(str(part) for part in said))


class Workshop:
    """A temporary folder with the scenarios in it, gone afterwards."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="kfactor-drill-")
        self.references = {}
        for name, text in [
            ("certain.yaml", SCENARIO), ("uncertain.yaml", SCENARIO + UNCERTAIN),
            ("fit.yaml", FIT), ("fit.csv", SERIES),
        ]:
            with open(os.path.join(self.path, name), "w") as file:
                file.write(text)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def inside(self, *parts):
        return os.path.join(self.path, *parts)

    def words(self, question, folder, *more, resume=False, quiet=True, threads=2):
        words = [KFACTOR] + QUESTIONS[question]
        words += ["--resume" if resume else "--output", folder]
        if question == "calibrate":
            words += ["--write", self.calibrated(folder)]
        if quiet:
            words.append("--quiet")
        return words + ["--threads", str(threads)] + list(more)

    def calibrated(self, folder):
        """Where the calibrated scenario goes: beside the folder, under its name."""
        return os.path.normpath(folder) + "-calibrated.yaml"

    def run(self, words, **more):
        more.setdefault("timeout", 600)
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        return subprocess.run(words, cwd=self.path, stdin=subprocess.DEVNULL, **more)

    def reference(self, question):
        """The undisturbed folder, and how long it takes to make (median of three), in seconds."""
        if question not in self.references:
            if question == "merge" and not os.path.exists(self.inside("parts")):
                ranges = [f"0:{WHOLE // 4}", f"{WHOLE // 4}:{WHOLE}"]
                for index, replications in enumerate(ranges):
                    words = [KFACTOR, "run", "certain.yaml", "--replications", str(WHOLE)]
                    made = self.run(
                        words + ["--quiet", "--reps", replications, "--output", f"parts/{index}"])
                    check(made.returncode == 0, made.stderr.decode())
            times = []
            for attempt in range(3):
                folder = f"reference-{question}"
                self.clear(folder)
                start = time.monotonic()
                made = self.run(self.words(question, folder))
                times.append(time.monotonic() - start)
                check(made.returncode == 0, "undisturbed:", made.stderr.decode())
                files = self.files(folder)
                if attempt:
                    check(files == first, f"{question}: two undisturbed folders differ")
                first = files
            self.references[question] = (first, sorted(times)[1])
        return self.references[question]

    def clear(self, folder):
        shutil.rmtree(self.inside(folder), ignore_errors=True)
        for name in ["-calibrated.yaml", "-calibrated-posterior.csv"]:
            if os.path.exists(self.inside(os.path.normpath(folder) + name)):
                os.remove(self.inside(os.path.normpath(folder) + name))

    def files(self, folder):
        """Every file of a folder and its bytes, hidden ones too; and what stands beside it."""
        found = {}
        base = self.inside(folder)
        for at, folders, names in os.walk(base):
            for name in names + [name + "/" for name in folders]:
                path = os.path.join(at, name)
                bytes = b"" if name.endswith("/") else open(path, "rb").read()
                found[os.path.relpath(path, base)] = bytes
        for name in ["-calibrated.yaml", "-calibrated-posterior.csv"]:
            path = os.path.normpath(base) + name
            if os.path.exists(path):
                # The scenario names its posterior, whose name is the folder's.
                bytes = unsealed(open(path, "rb").read(), path)
                found[name] = bytes.replace(os.path.basename(base).encode(), b"FOLDER")
        return found

    def check_nothing_halved(self, question, folder, context=""):
        """Whatever stands under a final name is whole."""
        whole = self.reference(question)[0]
        for name, bytes in self.files(folder).items():
            if name.startswith((".tmp-", ".partial")) or name in (".", ".."):
                continue
            check(name in whole, context, f"{name} is none of the folder's files")
            check(bytes == whole[name], context, f"{name} is not whole ({len(bytes)} bytes)")

    def check_same(self, question, folder, context=""):
        whole, found = self.reference(question)[0], self.files(folder)
        check(
            sorted(whole) == sorted(found), context,
            f"files differ: {sorted(whole)} undisturbed, {sorted(found)} here")
        for name in whole:
            check(whole[name] == found[name], context, f"{name} differs from the undisturbed one")

    def finish(self, question, folder, context="", same_command=False):
        """Goes on with a folder, by --resume or the same command again; then the bytes are
        those of an undisturbed one."""
        made = self.run(self.words(question, folder, resume=not same_command))
        check(
            made.returncode == 0, context, f"going on ended with {made.returncode}:",
            made.stderr.decode())
        self.check_same(question, folder, context)

    def begin_and_stop(self, question, folder):
        """A folder with some of its replications in it."""
        import signal
        _, duration = self.reference(question)
        for share in [0.5, 0.3, 0.2, 0.7, 0.1, 0.8]:
            self.clear(folder)
            process = subprocess.Popen(
                self.words(question, folder), cwd=self.path, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(share * duration)
            process.send_signal(signal.SIGKILL)
            process.wait()
            if os.path.exists(self.inside(folder, ".partial")):
                return
        raise Failed("no folder was caught half-way")


def unsealed(bytes, path):
    """A calibrated scenario without the line that has the digest of those below it, once that is
    seen to be right: it depends on the name of the posterior."""
    first, _, rest = bytes.partition(b"\n")
    seal, _, below = rest.partition(b"\n")
    mark = b"# SHA-256 of the lines below: "
    if not seal.startswith(mark):
        return bytes
    check(
        hashlib.sha256(below).hexdigest().encode() == seal[len(mark):], path,
        "its lines are not those of its digest")
    return first + b"\n" + below


def records_kept(partial):
    """Finished replications in the store of a run: see BatchFile in Sources/Simulation."""
    kept = 0
    for name in os.listdir(partial):
        if not name.endswith(".batch"):
            continue
        bytes = open(os.path.join(partial, name), "rb").read()
        at = len(b"kfactor replications 1\n")
        word = lambda place: int.from_bytes(bytes[place:place + 8], "little")
        at += 8 + word(at) + 8 + 8 + 8
        kept += word(at)
    return kept


def check_one_sentence(stderr, context=""):
    """One failure, said in a line or two and without a trace."""
    text = stderr.decode(errors="replace").strip()
    check(text, context, "nothing was said")
    check(not TRACE.search(stderr), context, "a trace was printed:", text)
    check(text.count("\n") <= 2, context, "more than a sentence was said:", text)


class Drills:
    """Runs drills one by one and counts; with ONLY=regex, those whose names it finds."""

    def __init__(self, title):
        self.only = re.compile(os.environ.get("ONLY") or "")
        self.failures = 0
        self.skipped = 0
        self.passed = 0
        print(f"{title}: {KFACTOR}", flush=True)

    def drill(self, name, body, *arguments):
        if not self.only.search(name):
            return
        start = time.monotonic()
        try:
            said = body(*arguments)
        except (Failed, subprocess.TimeoutExpired, OSError) as failure:
            self.failures += 1
            print(f"  FAILED  {name}: {failure}", flush=True)
            return
        if isinstance(said, Skip):
            self.skipped += 1
            print(f"  skipped {name}: {said.why}", flush=True)
            return
        self.passed += 1
        seconds = time.monotonic() - start
        print(f"  passed  {name}{': ' + said if said else ''} ({seconds:.1f} s)", flush=True)

    def end(self):
        print(
            f"  {self.passed} passed, {self.skipped} skipped, {self.failures} failed", flush=True)
        sys.exit(1 if self.failures else 0)


class Skip:
    def __init__(self, why):
        self.why = why


def seed():
    """Of all random moments: printed, and taken from SEED where that is set."""
    value = int(os.environ.get("SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"  SEED={value}", flush=True)
    return random.Random(value)


def commands(default):
    return (os.environ.get("COMMANDS") or default).split()
