#!/usr/bin/env python3
"""Lines reached and not, by target of Sources, from llvm-cov's lcov export.

coverage_by_target.py LCOV MISSED: prints a table; writes what was not reached to MISSED, a range of
lines a line, with its first line of source.
"""

import os
import sys
from collections import defaultdict

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def counts(path):
    """How often each line of each source was reached: the most of all copies of a file."""
    found = defaultdict(dict)
    file = None
    for line in open(path):
        key, _, value = line.rstrip("\n").partition(":")
        if key == "SF":
            file = os.path.relpath(value, ROOT)
        elif key == "DA" and file.startswith("Sources/"):
            number, count = value.split(",")[:2]
            known = found[file].get(int(number), 0)
            found[file][int(number)] = max(known, int(count))
    return found


def ranges(numbers, code):
    """Runs of neighbours among lines with code."""
    missed = set(numbers)
    run = []
    for number in sorted(code):
        if number in missed:
            run.append(number)
        elif run:
            yield run[0], run[-1]
            run = []
    if run:
        yield run[0], run[-1]


def main(lcov, missed_path):
    targets = defaultdict(lambda: [0, 0])
    with open(missed_path, "w") as missed:
        for file, lines in sorted(counts(lcov).items()):
            target = file.split("/")[1]
            absent = [number for number, count in lines.items() if count == 0]
            targets[target][0] += len(lines)
            targets[target][1] += len(lines) - len(absent)
            source = open(os.path.join(ROOT, file)).read().split("\n")
            for first, last in ranges(absent, lines):
                print(f"{file}:{first}-{last}: {source[first - 1].strip()}", file=missed)
    print(f"{'target':<20} {'lines':>7} {'reached':>8} {'share':>7}")
    for target, (lines, reached) in sorted(targets.items()):
        print(f"{target:<20} {lines:>7} {reached:>8} {reached / lines:>7.1%}")
    lines, reached = (sum(column) for column in zip(*targets.values()))
    print(f"{'all':<20} {lines:>7} {reached:>8} {reached / lines:>7.1%}")


if __name__ == "__main__":
    main(*sys.argv[1:])
