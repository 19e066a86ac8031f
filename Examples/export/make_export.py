"""Turns the event log of one simulated history into an export such as a vendor gives.

kfactor run notebooks.yaml --set loops.referral.participation=45% \
  --set loops.referral.conversion=20% --set customers.churn="4% per month" \
  --replications 1 --event-log events.csv --output history
python3 make_export.py events.csv
"""

import csv
import json
import sys
from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, 9, tzinfo=timezone.utc)
# Those of before the start joined some day of the year before.
YEAR = 365


def moment(day):
    return START + timedelta(days=day)


def milliseconds(day):
    return int(moment(day).timestamp() * 1000)


people, invites, accepted = {}, [], []
for row in csv.DictReader(open(sys.argv[1])):
    day, event, person = int(row["day"]), row["event"], row["person"]
    if event in ("initial", "signup"):
        joined = day if event == "signup" else -1 - int(person) % YEAR
        people[person] = {
            "id": "p" + person,
            "email": f"person{person}@example.com",
            "createdAt": milliseconds(joined),
            "referredBy": "p" + row["referrer"] if row["referrer"] else None,
            "referralSource": "PARTICIPANT" if row["referrer"] else "DIRECT",
            "fraudRiskLevel": "LOW",
            "rewards": [],
            "metadata": {"cancelledAt": None},
        }
        if row["referrer"]:
            accepted.append((day, row["referrer"], person))
    elif event == "churn":
        people[person]["metadata"]["cancelledAt"] = milliseconds(day)
    elif event == "invite":
        invites.append([day, row["referrer"], None])
    elif event == "reward" and row["state"] == "redeemed":
        earner = row["referrer"] if row["side"] == "referrer" else person
        people[earner]["rewards"].append(
            {"status": "FULFILLED", "amount": float(row["amount"]), "fulfilledAt": milliseconds(day)}
        )

# An invitation is answered on the day on which it is sent; the log does not say which of a day.
for day, referrer, person in accepted:
    next(i for i in invites if i[:2] == [day, referrer] and i[2] is None)[2] = person

rows = sorted(people.values(), key=lambda person: person["createdAt"])
with open("participants.json", "w") as file:
    lines = ",\n".join(json.dumps(row) for row in rows)
    file.write('{"participants": [\n' + lines + '\n], "nextId": null}\n')
with open("invites.csv", "w") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["Invite", "Sent By", "Sent", "Accepted", "Signed Up As"])
    for number, (day, referrer, person) in enumerate(invites, 1):
        sent = moment(day).date().isoformat()
        table.writerow(
            [f"i{number}", "p" + referrer, sent, sent if person else "", "p" + person if person else ""]
        )
