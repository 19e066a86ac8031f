"""Holds JSON results against their JSON Schemas: result_check.py SCHEMA RESULT..."""

import json
import pathlib
import sys

import jsonschema

schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
failed = False
for name in sys.argv[2:]:
    for error in list(validator.iter_errors(json.loads(pathlib.Path(name).read_text())))[:5]:
        failed = True
        print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
sys.exit(failed)
