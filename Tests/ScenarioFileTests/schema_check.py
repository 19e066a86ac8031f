"""Holds the generated JSON Schema against scenario files.

    schema_check.py SCHEMA GOOD_DIR BAD_DIR NAME...

Every file of GOOD_DIR must be valid; of BAD_DIR, the named ones must not be. YAML is read as
editors read it, by the core schema of YAML 1.2: `yes`, `10_000` and `2008-09-01` are text.
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml


class Core(yaml.SafeLoader):
    """YAML 1.2 core schema."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("float", r"^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$", "-+."),
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
]:
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first) + [""])


def load(path):
    return yaml.load(path.read_text(), Loader=Core)


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    good, bad, names = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4:]
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = []
    for path in sorted(good.glob("*.yaml")):
        for error in validator.iter_errors(load(path)):
            best = jsonschema.exceptions.best_match([error])
            faults.append(f"refused: {path.name}: {best.json_path}: {best.message[:300]}")
    for name in names:
        if validator.is_valid(load(bad / name)):
            faults.append(f"accepted: {name}")
    print("\n".join(faults) or "the schema agrees")
    return 1 if faults else 0


sys.exit(main())
