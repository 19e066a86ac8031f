"""Statistics of a referral tree, with nothing but the standard library.

usage: tree_statistics.py FILE ID REFERRER JOINED

FILE is a CSV, packed with gzip or not; ID, REFERRER and JOINED are the headers of its columns. JOINED is
a number that orders who came first, blank for those who never joined. Every cycle of referrals is
opened at the member who joined first. Prints one JSON object.
"""

import csv
import gzip
import json
import math
import sys
from collections import Counter, defaultdict

path, id_column, referrer_column, joined_column = sys.argv[1:5]
opened = gzip.open(path, "rt", newline="") if path.endswith(".gz") else open(path, newline="")
with opened as file:
    rows = list(csv.DictReader(file))

joined = {row[id_column]: row[joined_column] and float(row[joined_column]) for row in rows}
referrer = {row[id_column]: row[referrer_column] for row in rows if row[referrer_column]}

# Whatever is left after taking leaves away again and again lies on a cycle.
children = defaultdict(set)
for child, parent in referrer.items():
    children[parent].add(child)
left = {child: len(children[child]) for child in referrer}
leaves = [child for child, count in left.items() if count == 0]
while leaves:
    leaf = leaves.pop()
    del left[leaf]
    parent = referrer[leaf]
    if parent in left:
        left[parent] -= 1
        if left[parent] == 0:
            leaves.append(parent)
on_a_path_down = set()  # to a cycle, or on one
for start in left:
    seen = []
    person = start
    while person in left and person not in seen:
        seen.append(person)
        person = referrer.get(person)
    if person in left:
        on_a_path_down.update(seen[seen.index(person):])
cycles = []
while on_a_path_down:
    member = next(iter(on_a_path_down))
    cycle = [member]
    while referrer[cycle[-1]] != member:
        cycle.append(referrer[cycle[-1]])
    on_a_path_down -= set(cycle)
    cycles.append(cycle)
for cycle in cycles:
    del referrer[min(cycle, key=lambda person: joined[person])]

# From the roots down, one generation after another.
children = defaultdict(list)
for child, parent in referrer.items():
    children[parent].append(child)
generations = []
tree_sizes = Counter()
current = [(person, person) for person in joined if person not in referrer]
while current:
    generations.append(sum(1 for person, _ in current if joined[person] != ""))
    tree_sizes.update(root for _, root in current)
    current = [(child, root) for person, root in current for child in children[person]]

counts = sorted((len(brought) for brought in children.values() if brought), reverse=True)
print(json.dumps({
    "persons": len(joined),
    "joined": sum(1 for value in joined.values() if value != ""),
    "cycles": {str(length): count for length, count in Counter(map(len, cycles)).items()},
    "referrals": len(referrer),
    "referrers": len(counts),
    "most": counts[0],
    "exactly_one": sum(1 for count in counts if count == 1),
    "generations": generations,
    "largest_tree": max(tree_sizes.values()),
    "top_1pct": sum(counts[:math.ceil(len(counts) / 100)]) / len(referrer),
    "before_referrer": sum(
        1 for child, parent in referrer.items() if joined[parent] != "" and joined[child] < joined[parent]
    ),
}))
