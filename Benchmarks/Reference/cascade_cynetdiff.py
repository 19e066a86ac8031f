"""The independent cascade with cynetdiff: same network, same initial persons as cascade.c.

Needs cynetdiff and numpy. Prints the JSON keys of cascade.c.
"""

import argparse
import json
import statistics
import time

import numpy as np
from cynetdiff.models import IndependentCascadeModel


def load_network(file):
    """Compressed sparse rows: one start per person, and the contacts, each pair in both rows."""
    pairs = np.loadtxt(file, dtype=np.uint32, comments="#", ndmin=2)
    people = int(pairs.max()) + 1
    # Pair by pair, both directions, so a stable sort leaves every row in cascade.c's order.
    sources = pairs.ravel()
    targets = pairs[:, ::-1].ravel()
    order = np.argsort(sources, kind="stable")
    counts = np.bincount(sources, minlength=people)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.uint32)
    return starts, targets[order].copy()


def splitmix64(state):
    """An endless stream of 64-bit numbers, the same as in random.h."""
    mask = 2**64 - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def choose_initial(argument, seed, people):
    """A count takes the first different persons of the stream; else a file lists them."""
    if not argument.isdecimal():
        with open(argument) as stream:
            initial = [int(word) for word in stream.read().split()]
        if len(set(initial)) < len(initial):
            raise SystemExit(f"{argument}: error: a person is there twice")
        return initial
    wanted = int(argument)
    if wanted > people:
        raise SystemExit(f"error: INITIAL: expected at most {people} persons")
    initial = {}  # a dict keeps the order in which they were chosen
    stream = splitmix64(seed)
    while len(initial) < wanted:
        initial[next(stream) % people] = None
    return list(initial)


def main():
    parser = argparse.ArgumentParser(description="Independent cascades with cynetdiff.")
    parser.add_argument("edges", help='file of "a b" pairs, one a line')
    parser.add_argument("probability", type=float)
    parser.add_argument("initial", help="how many persons, or a file that lists them")
    parser.add_argument("cascades", type=int)
    parser.add_argument("seed", type=int)
    arguments = parser.parse_args()

    starts, contacts = load_network(arguments.edges)
    initial = choose_initial(arguments.initial, arguments.seed, len(starts))
    model = IndependentCascadeModel(
        starts,
        contacts,
        activation_prob=arguments.probability,
        rng=np.random.default_rng(arguments.seed),
    )
    model.set_seeds(initial)

    sizes = []
    start = time.process_time()
    for _ in range(arguments.cascades):
        model.reset_model()
        model.advance_until_completion()
        sizes.append(model.get_num_activated_nodes())
    seconds = time.process_time() - start

    print(
        json.dumps(
            {
                "program": "cascade_cynetdiff",
                "people": len(starts),
                "probability": arguments.probability,
                "initial": len(initial),
                "initial_sum": sum(initial),
                "cascades": arguments.cascades,
                "seconds": round(seconds, 6),
                "cascades_per_second": round(arguments.cascades / seconds, 3),
                "size": {
                    "mean": round(statistics.fmean(sizes), 4),
                    "sd": round(statistics.stdev(sizes), 4) if len(sizes) > 1 else None,
                },
            }
        )
    )


if __name__ == "__main__":
    main()
