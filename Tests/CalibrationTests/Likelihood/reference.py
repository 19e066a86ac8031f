"""Independent fits with numpy and scipy: the recorded numbers of the tests beside this script.

    python3 reference.py DATA      prints them; DATA is the folder of outside data
    python3 reference.py --make    makes the tables in Fixtures anew (numpy's generator, seed 20)

Every likelihood is written customer by customer from its definition, with scipy.stats' laws, and
maximised by Nelder-Mead; nothing is shared with the package.
"""
import csv
import os
import sys

import numpy as np
from scipy import optimize, stats

HERE = os.path.dirname(os.path.abspath(__file__))
MONTH = 365.25 / 12


def best(loss, start):
    x = np.asarray(start, float)
    for _ in range(6):
        found = optimize.minimize(
            loss, x, method="Nelder-Mead",
            options=dict(xatol=1e-10, fatol=1e-11, maxiter=40000, maxfev=40000))
        x = found.x
    return x, -found.fun


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def expit(x):
    return 1 / (1 + np.exp(-x))


# Lifetimes -------------------------------------------------------------------------------------

def lifetimes(name, exit_age, left, entry, until, exact, multiplied):
    def loss(u):
        first, shape = expit(u[0]), np.exp(u[1])
        factor = np.exp(u[2]) if multiplied else 1.0
        rate = -np.log1p(-first) / MONTH ** shape

        def hazard(age):
            early = np.minimum(age, until)
            return rate * (age ** shape + (factor - 1) * early ** shape)

        value = hazard(entry) - hazard(exit_age)
        holds = np.where(exit_age <= until, factor, 1.0)
        if exact:
            value += left * np.log(holds * rate * shape * exit_age ** (shape - 1))
        else:
            day = hazard(exit_age) - hazard(np.maximum(exit_age - 1, 0))
            value += np.where(left, np.log(np.expm1(np.maximum(day, 1e-300))), 0)
        return -value.sum()

    u, value = best(loss, [-3.0, 0.1] + [0.0] * multiplied)
    line = f"{name}: loss {expit(u[0]):.8f} shape {np.exp(u[1]):.7f}"
    line += f" scale {MONTH / (-np.log1p(-expit(u[0]))) ** np.exp(-u[1]):.6f}"
    if multiplied:
        line += f" multiplier {np.exp(u[2]):.7f}"
    print(line + f" logL {value:.6f}")


def published(data):
    def column(table, name):
        return np.array([float(row[name]) for row in table])

    for name, time, event in [
            ("lung", "time", "status"), ("veteran", "time", "status"),
            ("waltons_dataset", "T", "E")]:
        table = rows(os.path.join(data, "survival", name + ".csv"))
        t, e = column(table, time), column(table, event) == 1
        zero = np.zeros_like(t)
        lifetimes(name + " exact", t, e, zero, zero, True, 0)
        lifetimes(name + " whole days", t, e, zero, zero, False, 0)
        if name == "lung":
            women = np.where(column(table, "sex") == 2, np.inf, 0.0)
            lifetimes("lung by sex, exact", t, e, zero, women, True, 1)
        if name == "veteran":
            delays(t.astype(int), e)
            cure(np.minimum(t, 100).astype(int), e & (t <= 100))


def lives():
    table = rows(os.path.join(HERE, "Fixtures", "lives.csv"))
    get = lambda name: np.array([float(row[name] or "inf") for row in table])
    referred = get("referred") == 1
    until = np.where(referred, get("referrer_left"), 0.0)
    lifetimes(
        "lives, while the referrer stays", get("exit"), get("left") == 1, get("entry"), until,
        False, 1)
    lifetimes(
        "lives, always", get("exit"), get("left") == 1, get("entry"),
        np.where(referred, np.inf, 0.0), False, 1)


# Delays ----------------------------------------------------------------------------------------

def law(family, u):
    """The frozen law of T with natural parameters, from logarithms."""
    v = np.exp(u)
    if family == "exponential":
        return stats.expon(scale=v[0]), v
    if family == "geometric":
        return stats.geom(1 / (1 + v[0])), 1 + v
    if family == "lognormal":
        return stats.lognorm(v[1], scale=v[0]), v
    if family == "gamma":
        return stats.gamma((v[0] / v[1]) ** 2, scale=v[1] ** 2 / v[0]), v
    return stats.weibull_min(v[0], scale=v[1]), v


def masses(family, u, days):
    """P(D = d), P(D <= d), P(D > d)."""
    frozen, _ = law(family, u)
    if family == "geometric":
        return frozen.pmf(days), frozen.cdf(days), frozen.sf(days)
    low, high = frozen.cdf(days), frozen.cdf(days + 1)
    mass = np.where(high < 0.5, high - low, frozen.sf(days) - frozen.sf(days + 1))
    return np.maximum(mass, 1e-300), high, frozen.sf(days + 1)


STARTS = {
    "exponential": [[3.0]], "geometric": [[3.0]], "lognormal": [[3.0, 0.3]],
    "gamma": [[3.0, 3.0]], "weibull": [[0.0, 3.0]],
}


def delays(days, seen):
    for family, starts in STARTS.items():
        if family == "geometric" and days[seen].min() < 1:
            continue

        def loss(u):
            mass, _, tail = masses(family, u, days)
            return -np.where(seen, np.log(mass), np.log(np.maximum(tail, 1e-300))).sum()

        u, value = best(loss, starts[0])
        print(f"veteran delays {family}: {law(family, u)[1]} logL {value:.6f}")


def cure(days, seen):
    for family in ["exponential", "lognormal", "weibull"]:
        def loss(u):
            p = expit(u[0])
            mass, below, _ = masses(family, u[1:], days)
            return -np.where(seen, np.log(p * mass), np.log1p(-p * below)).sum()

        u, value = best(loss, [2.0] + STARTS[family][0])
        print(f"veteran cure {family}: p {expit(u[0]):.7f} {law(family, u[1:])[1]} logL {value:.6f}")


# Invitations -----------------------------------------------------------------------------------

def invitations(cap):
    table = rows(os.path.join(HERE, "Fixtures", "inviters.csv"))
    watched = np.array([int(row["watched"]) for row in table])
    made = [[int(d) for d in row["delays"].split()][:cap] for row in table]
    n = np.array([len(m) for m in made])
    delays = np.array([d for m in made for d in m])
    inviter = np.repeat(np.arange(len(n)), n)
    for family in ["exponential", "lognormal", "gamma"]:
        def loss(u):
            share, mean, k = expit(u[0]), np.exp(u[1]), np.exp(u[2])
            due = masses(family, u[3:], watched)[1]
            if cap:
                below = stats.nbinom.pmf(np.arange(cap), k, k / (k + mean))
                weights = np.append(below, 1 - below.sum())
                count = stats.binom.pmf(n[:, None], np.arange(cap + 1), due[:, None]) @ weights
            else:
                count = stats.nbinom.pmf(n, k, k / (k + mean * due))
            value = np.log((1 - share) * (n == 0) + share * count).sum()
            value += np.log(masses(family, u[3:], delays)[0] / due[inviter]).sum()
            return -value

        u, value = best(loss, [0.0, 1.0, 0.0] + STARTS[family][0])
        print(
            f"inviters cap {cap} {family}: participation {expit(u[0]):.6f} mean {np.exp(u[1]):.6f}"
            f" k {np.exp(u[2]):.6f} {law(family, u[3:])[1]} logL {value:.6f}", flush=True)


# Response curves -------------------------------------------------------------------------------

def thornton(data):
    table = rows(os.path.join(data, "promo", "thornton_hiv_incentives.csv"))
    table = [row for row in table if row["got"] and row["tinc"]]
    reward = np.array([float(row["tinc"]) for row in table])
    got = np.array([float(row["got"]) for row in table])

    def loss(u, reward=reward, got=got):
        low, high, half = expit(u[0]), expit(u[1]), np.exp(u[2])
        steep = np.exp(u[3]) if len(u) > 3 else 1.0
        w = np.where(reward > 0, 1 / (1 + (half / np.maximum(reward, 1e-9)) ** steep), 0)
        p = low + (high - low) * w
        return -(got * np.log(p) + (1 - got) * np.log1p(-p)).sum()

    p = got.mean()
    flat = (got * np.log(p) + (1 - got) * np.log1p(-p)).sum()
    print(f"thornton rows {len(got)} flat {p:.7f} logL {flat:.6f}")
    for start in ([-0.7, 2.0, -1.0], [-0.7, 2.0, -1.0, 0.0]):
        u, value = best(loss, start)
        print(
            f"thornton curve: at_zero {expit(u[0]):.7f} at_large {expit(u[1]):.7f} half_at"
            f" {np.exp(u[2]):.7f} steepness {np.exp(u[3]) if len(u) > 3 else 1:.6f} logL {value:.6f}")
    # Profile of half_at.
    u, value = best(loss, [-0.7, 2.0, -1.0])

    def profile(half):
        return best(lambda v: loss(np.array([v[0], v[1], half])), u[:2])[1]

    limit = value - stats.chi2.ppf(0.9, 1) / 2
    low = optimize.brentq(lambda h: profile(h) - limit, u[2] - 3, u[2], xtol=1e-7)
    high = optimize.brentq(lambda h: profile(h) - limit, u[2], u[2] + 3, xtol=1e-7)
    print(f"thornton half_at 90%: {np.exp(low):.6f} {np.exp(high):.6f}")


# Fixtures --------------------------------------------------------------------------------------

def make():
    random = np.random.default_rng(20)
    with open(os.path.join(HERE, "Fixtures", "lives.csv"), "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["entry", "exit", "left", "referred", "referrer_left"])
        shape, rate = 0.8, -np.log1p(-0.06) / MONTH ** 0.8
        while True:
            if file.tell() > 12000:
                break
            tenure = int(random.integers(0, 200)) if random.random() < 0.3 else 0
            referred = random.random() < 0.4
            stays = int(np.ceil(random.exponential(150))) if referred else 0
            # Hazard halved while the referrer stays.
            level = random.exponential() + 0.0
            early = 0.5 * rate * min(stays, 1e9) ** shape
            age = (level / (0.5 * rate)) ** (1 / shape) if level < early else (
                (level - early) / rate + stays ** shape) ** (1 / shape)
            if age <= tenure:
                continue
            end = tenure + int(random.integers(30, 365))
            left = np.ceil(age) <= end
            out.writerow([
                tenure, int(np.ceil(age)) if left else end, int(left), int(referred),
                stays if referred and stays <= end else ""])
    with open(os.path.join(HERE, "Fixtures", "inviters.csv"), "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["watched", "delays"])
        for _ in range(400):
            watched = int(random.integers(0, 180))
            made = 0
            if random.random() < 0.35:
                made = random.poisson(random.gamma(1.2, 3.0 / 1.2))
            # In the order of invitations, not of time: a cap cuts from the end.
            days = np.floor(np.exp(np.log(20) + 1.0 * random.standard_normal(made))).astype(int)
            out.writerow([watched, " ".join(str(d) for d in days if d <= watched)])


if __name__ == "__main__":
    np.set_printoptions(precision=6, suppress=True)
    if sys.argv[1:] == ["--make"]:
        make()
    else:
        published(sys.argv[1])
        lives()
        thornton(sys.argv[1])
        for limit in [None, 3]:
            invitations(limit)
