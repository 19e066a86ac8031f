"""Holds a manifest against what Kubernetes publishes: the JSON schemas of its API, strictly, and
the models of its Python client, which are made from the same OpenAPI document."""

import importlib.metadata
import json
import sys

import kubernetes.client
import kubernetes_validate
import yaml

VERSIONS = ["1.29", "1.31", "1.33", kubernetes_validate.latest_version()]


class Answer:
    """What the client deserialises."""

    def __init__(self, value):
        self.data = json.dumps(value)


def check_names(value, model, path):
    """Refuses a key that the model does not have: the client itself would drop it."""
    if isinstance(value, list):
        for item, part in zip(value, model):
            check_names(item, part, path + "[]")
    elif isinstance(value, dict) and hasattr(model, "attribute_map"):
        known = {name: attribute for attribute, name in model.attribute_map.items()}
        for key, item in value.items():
            assert key in known, f"{path}.{key}: unknown to {type(model).__name__}"
            check_names(item, getattr(model, known[key]), f"{path}.{key}")


with open(sys.argv[1], encoding="utf-8") as file:
    jobs = list(yaml.safe_load_all(file))
assert [job["kind"] for job in jobs] == ["Job", "Job"]
client = kubernetes.client.ApiClient()
for job in jobs:
    for version in VERSIONS:
        used = kubernetes_validate.validate(job, version, strict=True)
        print(f"{job['metadata']['name']}: valid against the schema of Kubernetes {used}")
    check_names(job, client._ApiClient__deserialize(job, "V1Job"), "job")
    print(
        f"{job['metadata']['name']}: read back by kubernetes.client "
        f"{importlib.metadata.version('kubernetes')}"
    )
