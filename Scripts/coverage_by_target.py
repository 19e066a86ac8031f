#!/usr/bin/env python3
"""Lines and throw statements reached and not, by target of Sources, from llvm-cov's exports.

coverage_by_target.py LCOV JSON MISSED: prints a table; writes what was not reached to MISSED, a range
of lines a line, with its first line of source. A throw that shares its line with what decides on it
is looked up by its column: the line is reached, whether or not anything is thrown there.
"""

import bisect
import json
import os
import re
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


def throws(source):
    """Line and column, from 1, of each throw statement."""
    for number, line in enumerate(source, 1):
        code = re.sub(r'"(\\.|[^"\\])*"', lambda text: "_" * len(text.group()), line)
        for match in re.finditer(r"\bthrow\b(?= )", code.split("//")[0]):
            yield number, match.start() + 1


def reached(segments, place):
    """Whether the region around a place was ever entered."""
    index = bisect.bisect_right([tuple(segment[:2]) for segment in segments], place) - 1
    return index >= 0 and segments[index][2] > 0


def main(lcov, exported, missed_path):
    regions = {
        os.path.relpath(file["filename"], ROOT): file["segments"]
        for file in json.load(open(exported))["data"][0]["files"]
    }
    targets = defaultdict(lambda: [0, 0, 0, 0])
    with open(missed_path, "w") as missed:
        for file, lines in sorted(counts(lcov).items()):
            row = targets[file.split("/")[1]]
            absent = [number for number, count in lines.items() if count == 0]
            row[0] += len(lines)
            row[1] += len(lines) - len(absent)
            source = open(os.path.join(ROOT, file)).read().split("\n")
            for first, last in ranges(absent, lines):
                print(f"{file}:{first}-{last}: {source[first - 1].strip()}", file=missed)
            for number, column in throws(source):
                row[2] += 1
                if reached(regions[file], (number, column)):
                    row[3] += 1
                elif lines.get(number, 0) > 0:
                    print(f"{file}:{number}:{column}: {source[number - 1].strip()}", file=missed)
    print(f"{'target':<16} {'lines':>7} {'reached':>8} {'share':>7} {'throws':>8} {'reached':>8}")
    targets["all"] = [sum(column) for column in zip(*targets.values())]
    for target, (lines, reached_lines, thrown, reached_throws) in targets.items():
        share = reached_lines / lines
        print(
            f"{target:<16} {lines:>7} {reached_lines:>8} {share:>7.1%} "
            f"{thrown:>8} {reached_throws:>8}"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
