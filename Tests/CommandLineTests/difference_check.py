"""Recomputes paired differences from two replications files, with nothing but the standard library.

usage: difference_check.py DIFFERENCE.json A B T

A and B are folders of runs with the same replications, T the 97.5% quantile of Student's law with one
degree of freedom less than there are replications. Compares plain means and their intervals, and the
means of ratios with those of summary.json. Prints a line a metric that differs; exits with 1 then.
"""

import csv
import json
import math
import statistics
import sys

difference, a, b, t = sys.argv[1:5]
with open(difference) as file:
    rows = {row["metric"]: row for row in json.load(file)["outcome"]["metrics"]}
sides = []
for folder in (a, b):
    with open(f"{folder}/replications.csv", newline="") as file:
        columns = list(csv.DictReader(file))
    with open(f"{folder}/summary.json") as file:
        sides.append((columns, json.load(file)["metrics"]))

failed = False
checked = 0


def check(name, what, found, expected, scale):
    global failed, checked
    checked += 1
    if not math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9 * scale):
        failed = True
        print(f"{name}: {what} is {found}, expected {expected}")


for name, row in rows.items():
    means = [metrics[name]["mean"] for _, metrics in sides]
    texts = [[line[name] for line in lines] for lines, _ in sides]
    if None in means or row["a"] is None:
        continue
    scale = max(map(abs, means))
    if all(all(column) for column in texts):
        check(name, "a", row["a"], means[0], scale)
        check(name, "b", row["b"], means[1], scale)
    pairs = [(float(x), float(y)) for x, y in zip(*texts) if x and y]
    plain = [statistics.fmean(column) for column in zip(*pairs)]
    isPlain = all(math.isclose(x, y, rel_tol=1e-12) for x, y in zip(plain, means))
    if not isPlain or len(pairs) != len(texts[0]) or name.startswith(("referred_share", "roi")):
        continue
    if name.endswith(("_rate", "_share", "_cac", "_multiple", "_advocate", "_days", "cvar95")):
        continue
    differences = [y - x for x, y in pairs]
    middle = statistics.fmean(differences)
    width = float(t) * statistics.stdev(differences) / math.sqrt(len(pairs))
    check(name, "difference", row["difference"], middle, scale)
    check(name, "low", row["low"], middle - width, scale)
    check(name, "high", row["high"], middle + width, scale)
if checked < 60:
    failed = True
    print(f"only {checked} numbers were checked")
sys.exit(failed)
