"""Signals, closed pipes and closed terminals: what is finished is kept, the exit code is the one
in Documentation/Reliability.md, and nothing but a sentence is printed.

TRIALS=n     of each signal and command, at random moments (4)
COMMANDS=…   of those in drill.py; run, compare, tune, calibrate unless given
"""

import os
import pty
import re
import select
import signal
import subprocess
import time

from drill import (
    Drills, KFACTOR, Workshop, check, check_one_sentence, commands, records_kept, seed, TRACE)

INTERRUPTED = 130
STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]


def as_from_a_terminal():
    """What a shell gives a command in the foreground, whatever these drills run under."""
    for number in STOPS:
        signal.signal(number, signal.SIG_DFL)


def start(shop, words, **more):
    return subprocess.Popen(
        words, cwd=shop.path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, preexec_fn=as_from_a_terminal, **more)


def check_end(shop, question, folder, code, said, context):
    """Ended as documented: done, or interrupted with what is finished kept. True if interrupted."""
    check(not TRACE.search(said), context, "a trace was printed:", said.decode())
    if code == 0:
        shop.check_same(question, folder, context)
        return False
    # Before the first line of the program, a signal does what it does to every process.
    if code < 0 and not os.path.exists(shop.inside(folder)):
        return False
    check(code == INTERRUPTED, context, f"ended with {code}, not {INTERRUPTED}:", said.decode())
    check_one_sentence(said, context)
    shop.check_nothing_halved(question, folder, context)
    kept = re.search(rb"(\d+) finished replications are kept", said)
    if kept and question == "run":
        stored = records_kept(shop.inside(folder, ".partial"))
        check(stored == int(kept[1]), context, f"{kept[1]} said to be kept, {stored} are")
    return True


def at_random(shop, question, number, trials, luck):
    _, duration = shop.reference(question)
    interrupted = 0
    for trial in range(trials):
        folder = f"{question}-{number.name}-{trial}"
        process = start(shop, shop.words(question, folder))
        time.sleep(luck.random() * duration)
        process.send_signal(number)
        _, said = process.communicate(timeout=120)
        context = f"{folder}:"
        interrupted += check_end(shop, question, folder, process.returncode, said, context)
        shop.finish(question, folder, context)
        shop.clear(folder)
    return f"{interrupted} of {trials} interrupted, the others done; all finished to the same bytes"


def twice(shop):
    """The second time, it ends at once."""
    _, duration = shop.reference("run")
    process = start(shop, shop.words("run", "twice"))
    time.sleep(0.4 * duration)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    check(process.returncode in (0, INTERRUPTED), f"ended with {process.returncode}")
    check(not TRACE.search(said), said.decode())
    shop.check_nothing_halved("run", "twice")
    shop.finish("run", "twice")
    shop.clear("twice")


def printed_way_on(shop):
    """What an interruption prints goes on as it stands, whatever the folder is called."""
    for folder in ["plain", "it's \"here\" $HOME; a\tb", "new\nline", "日本 ü"]:
        _, duration = shop.reference("run")
        for share in [0.4, 0.25, 0.6, 0.15, 0.8]:
            shop.clear(folder)
            process = start(shop, shop.words("run", folder))
            time.sleep(share * duration)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
            if process.returncode == INTERRUPTED and b"finish with: " in said:
                break
        check(b"finish with: " in said, f"{folder}: was not caught at work: {said}")
        command = said.decode().split("finish with: ", 1)[1].strip()
        check(command.startswith("kfactor "), command)
        made = shop.run(["sh", "-c", f"'{KFACTOR}' {command.removeprefix('kfactor ')} --quiet"])
        check(made.returncode == 0, f"{command}: {made.stderr.decode()}")
        shop.check_same("run", folder)
        shop.clear(folder)
    return "run as printed, with quotes, tabs, newlines and accents in the name"


def nohup(shop):
    """Who is told not to hear a hang-up does not."""
    _, duration = shop.reference("run")
    process = subprocess.Popen(
        shop.words("run", "nohup"), cwd=shop.path, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    time.sleep(0.4 * duration)
    process.send_signal(signal.SIGHUP)
    _, said = process.communicate(timeout=60)
    check(process.returncode == 0, f"ended with {process.returncode}: {said.decode()}")
    shop.check_same("run", "nohup")
    shop.clear("nohup")


def closed_pipe(shop, question, lines, more):
    """`kfactor ... | head -1`: whoever reads has seen enough, and the folder is finished."""
    folder = f"{question}-pipe"
    process = start(shop, shop.words(question, folder, *more))
    for _ in range(lines):
        process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    code = process.wait(timeout=120)
    check(code == 0, f"ended with {code}: {said.decode()}")
    check(not said, f"said: {said.decode()}")
    shop.check_same(question, folder)
    shop.clear(folder)


def closed_errors(shop):
    """Nobody reads what is no result: the result comes all the same."""
    process = start(shop, shop.words("run", "errors", quiet=False))
    process.stderr.close()
    printed = process.stdout.read()
    check(process.wait(timeout=120) == 0, f"ended with {process.returncode}")
    check(b"signups" in printed, "nothing was printed")
    shop.check_same("run", "errors")
    shop.clear("errors")


def closed_terminal(shop, question, trials, luck):
    """The window is closed while it works: the far end of the terminal is gone."""
    _, duration = shop.reference(question)
    ends = {}
    for trial in range(trials):
        folder = f"{question}-terminal-{trial}"
        words = shop.words(question, folder, quiet=False)
        child, terminal = pty.fork()
        if child == 0:
            try:
                os.chdir(shop.path)
                as_from_a_terminal()
                os.execv(words[0], words)
            finally:
                os._exit(127)
        end = time.monotonic() + luck.random() * duration
        while time.monotonic() < end:
            if select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
                try:
                    os.read(terminal, 4096)
                except OSError:
                    break
        os.close(terminal)
        deadline = time.monotonic() + 60
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                break
            check(time.monotonic() < deadline, f"{folder}: goes on without a terminal")
            time.sleep(0.01)
        code = os.waitstatus_to_exitcode(status)
        ends[code] = ends.get(code, 0) + 1
        # Finished and not shown, the result could not be written to the terminal: 74.
        begun = os.path.exists(shop.inside(folder))
        check(code in (0, INTERRUPTED, 74) or not begun, f"{folder}: ended with {code}")
        shop.check_nothing_halved(question, folder, folder)
        shop.finish(question, folder, folder)
        shop.clear(folder)
    return "ended with " + ", ".join(f"{code} ({n})" for code, n in sorted(ends.items()))


def main():
    drills = Drills("Signals, pipes, terminals")
    luck = seed()
    trials = int(os.environ.get("TRIALS") or 4)
    with Workshop() as shop:
        questions = commands("run compare tune calibrate")
        for question in questions:
            for number in STOPS:
                drills.drill(
                    f"{number.name}, {question}", at_random, shop, question, number, trials, luck)
        for question in questions:
            drills.drill(f"a closed terminal, {question}", closed_terminal, shop, question, trials,
                         luck)
        drills.drill("two signals", twice, shop)
        drills.drill("the command that goes on", printed_way_on, shop)
        drills.drill("SIGHUP under nohup", nohup, shop)
        for question in questions:
            drills.drill(f"{question} | head -1", closed_pipe, shop, question, 1, [])
            drills.drill(
                f"{question} --format json | true", closed_pipe, shop, question, 0,
                ["--format", "json"])
        drills.drill("a closed pipe for notes", closed_errors, shop)
    drills.end()


if __name__ == "__main__":
    main()
