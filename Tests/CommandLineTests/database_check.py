"""Reads a database of results back and compares it with the folders: database_check.py FILE.

Nothing but the standard library, so that what is read is not read by the code that wrote it. Prints
what differs and exits with 1 then; prints a hash of all rows otherwise.
"""

import csv
import hashlib
import json
import sqlite3
import sys

database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
failures = []


def expect(condition, text):
    if not condition:
        failures.append(text)


expect(database.execute("PRAGMA integrity_check").fetchone() == ("ok",), "integrity")
expect(database.execute("PRAGMA foreign_key_check").fetchall() == [], "foreign keys")
expect(database.execute("PRAGMA journal_mode").fetchone() == ("wal",), "journal mode")
names = {"run": "summary", "comparison": "comparison", "decision": "decision"}
for run, kind, path, scenario in database.execute("SELECT run_id, kind, path, scenario FROM runs"):
    summary = json.load(open(f"{path}/{names[kind]}.json"))
    owner = summary["scenarios"][0] if kind == "comparison" else summary["scenario"]
    expect(owner["name"] == scenario, f"{path}: scenario {scenario}")
    expect(
        open(f"{path}/scenario.yaml").read()
        == database.execute("SELECT scenario_yaml FROM runs WHERE run_id = ?", (run,)).fetchone()[0],
        f"{path}: scenario.yaml")
    with open(f"{path}/replications.csv", newline="") as file:
        lines = list(csv.DictReader(file))
    count = 0
    for line in lines:
        candidate = line.get("strategy") or line.get("candidate") or "base"
        rows = dict(
            database.execute(
                "SELECT metric, value FROM replications JOIN candidates USING (run_id, candidate_id) "
                "WHERE run_id = ? AND candidate = ? AND replication = ?",
                (run, candidate, int(line["replication"]))))
        count += len(rows)
        for metric, text in line.items():
            if metric in ("strategy", "candidate", "replication", "seed"):
                continue
            expected = float(text) if text else None
            expect(rows.get(metric, "none") == expected, f"{path}: {candidate} {metric} {text}")
    stored = database.execute(
        "SELECT count(*) FROM replications WHERE run_id = ?", (run,)).fetchone()[0]
    expect(count == stored and count > 0, f"{path}: {stored} values stored, {count} expected")
    if kind == "run":
        expect(
            dict(database.execute(
                "SELECT metric, mean FROM run_metrics WHERE run_id = ?", (run,)))
            == {name: metric["mean"] for name, metric in summary["metrics"].items()},
            f"{path}: means")
        series = summary["series"]
        for (name,) in database.execute(
                "SELECT DISTINCT series FROM growth WHERE run_id = ?", (run,)).fetchall():
            rows = database.execute(
                "SELECT time, mean FROM growth WHERE run_id = ? AND series = ? ORDER BY position",
                (run, name)).fetchall()
            expect([row[1] for row in rows] == series[name]["mean"], f"{path}: {name}")
            expect([row[0] for row in rows] == [str(t) for t in series["time"]], f"{path}: time")

content = hashlib.sha256()
tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
for (table,) in tables.fetchall():
    for row in database.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4"):
        content.update(repr(row).encode())
print("\n".join(failures[:10]) or content.hexdigest())
sys.exit(bool(failures))
