"""Recomputes metrics of one replication from its event log, with nothing but the standard library.

usage: recompute.py EVENTS.csv REPLICATIONS.csv HORIZON EXPECTED_COSTS

Reads every event of the replication in the first row of REPLICATIONS.csv, computes what the
definitions in Documentation/Metrics.md say, and compares. EXPECTED_COSTS is the expected cost of one
unit of face value by side, such as referrer=0.8,referee=1,milestone=0.8,raffle=1,leaderboard=1.
Prints a line a metric and exits with 1 where one differs.
"""

import csv
import sys
from collections import defaultdict

events_file, replications_file, horizon, costs = sys.argv[1:5]
horizon = int(horizon)
expected_cost = {side: float(cost) for side, cost in (pair.split("=") for pair in costs.split(","))}

with open(events_file, newline="") as file:
    events = list(csv.DictReader(file))
with open(replications_file, newline="") as file:
    row = next(csv.DictReader(file))

EXTERNAL = ["organic", "pulse", "paid", "word_of_mouth"]
OWED = {"pending", "approved", "issued"}

initial = set()
signed_up = {}  # person: day
referrer_of = {}
signups = defaultdict(int)
churned = 0
advocates = set()
invites = 0
fakes = qualified = turned_away = 0
referrals = defaultdict(int)  # by referrer
reward_cost = earned = check_cost = fixed_cost = fraud_cost = deadweight_cost = refused = 0.0
liability = [0.0] * horizon
caused_at_age = [0] * horizon

for event in events:
    kind, day, person = event["event"], int(event["day"]), event["person"]
    if kind == "initial":
        initial.add(person)
        signed_up[person] = 0
    elif kind == "signup":
        signups[event["loop"]] += 1
        signed_up[person] = day
        if event["referrer"]:
            referrals[event["referrer"]] += 1
            if event["loop"] != "deadweight":
                referrer_of[person] = event["referrer"]
    elif kind == "churn":
        churned += 1
    elif kind == "advocate":
        advocates.add(person)
    elif kind == "invite":
        invites += 1
    elif kind == "fake_account":
        fakes += 1
    elif kind == "qualified":
        qualified += 1
    elif kind == "turned_away":
        turned_away += 1
    elif kind == "check":
        check_cost += float(event["amount"])
    elif kind == "fixed_cost":
        fixed_cost += float(event["amount"])
    elif kind == "reward":
        amount, state = float(event["amount"]), event["state"]
        owed = amount * expected_cost[event["side"]]
        cost = float(event["cost"] or 0)
        reward_cost += cost
        if event["loop"] == "fake":
            fraud_cost += cost
        elif state == "void_fraud":
            refused += amount
        if event["loop"] == "deadweight":
            deadweight_cost += cost
        if state == "pending":
            earned += amount
            liability[day] += owed
        elif state not in OWED and cost >= 0:
            # A reward that is taken back after it was used was owed no longer.
            liability[day] -= owed

for person, day in signed_up.items():
    if person in referrer_of:
        caused_at_age[day - signed_up[referrer_of[person]]] += 1

total = sum(signups.values())
referred = total - sum(signups[cause] for cause in EXTERNAL)
customers = len(initial) + total

# K, age by age: what was caused at an age over those who were observed to reach it.
arrived = [0] * horizon
for person, day in signed_up.items():
    arrived[day] += 1
observed, so_far = [], 0
for count in arrived:
    so_far += count
    observed.append(so_far)
k = moment = 0.0
for age in range(horizon):
    if caused_at_age[age]:
        share = caused_at_age[age] / observed[horizon - 1 - age]
        k += share
        moment += age * share


def generation(person):
    steps = 0
    while person in referrer_of:
        person = referrer_of[person]
        steps += 1
    return steps


ranked = sorted(referrals.values(), reverse=True)
top = sum(ranked[: (len(advocates) + 99) // 100])
peak = balance = 0.0
for change in liability:
    balance += change
    peak = max(peak, balance)

found = {
    "signups_total": total,
    "signups_organic": signups["organic"],
    "signups_pulse": signups["pulse"],
    "signups_paid": signups["paid"],
    "signups_word_of_mouth": signups["word_of_mouth"],
    "signups_referred": referred,
    "signups_deadweight": signups["deadweight"],
    "customers_total_end": customers,
    "customers_active_end": customers - churned,
    "customers_turned_away": turned_away,
    "k_factor": k,
    "cycle_time_days": moment / k if k else None,
    "participation_rate": len(advocates) / customers,
    "invites_sent": invites,
    "invites_per_advocate": invites / len(advocates) if advocates else None,
    "invite_conversion_rate":
        (referred - signups["deadweight"]) / invites if invites else None,
    "generations_max": max(map(generation, signed_up), default=0),
    "top_1pct_referrer_share": top / referred if referred else None,
    "reward_cost": reward_cost,
    "rewards_earned": earned,
    "referrals_qualified": qualified,
    "liability_peak": peak,
    "check_cost": check_cost,
    "fake_accounts": fakes,
    "fraud_cost": fraud_cost,
    "fraud_share": fraud_cost / reward_cost if reward_cost > 0 else None,
    "deadweight_cost": deadweight_cost,
    "honest_rewards_refused": refused,
    "referral_cac": (reward_cost + fixed_cost + check_cost) / referred if referred else None,
}
for name in row:
    if name.startswith("signups_referred."):
        found[name] = signups[name.split(".", 1)[1]]

wrong = 0
for name, value in found.items():
    if value is None:
        continue
    said = float(row[name])
    agrees = abs(value - said) <= 0.005 + 1e-9 * abs(said) if "cost" in name or "reward" in name \
        else abs(value - said) <= 1e-9 * max(1, abs(said))
    print(f"{name}: {value!r}" + ("" if agrees else f", but kfactor says {said!r}"))
    wrong += not agrees
print(f"{len(found)} metrics, {wrong} wrong")
sys.exit(1 if wrong else 0)
